"""The fence of booked talks, no place of meeting for a protected person, and what a participant reads of the own."""

from __future__ import annotations

from django.db import migrations

from samsteg.core.rls import OWN_PERSON, OWN_TEAM, also_read, fence

NO_PLACE = """
    CREATE TRIGGER no_place_of_protected BEFORE INSERT OR UPDATE OF place_cipher ON follow_ups_talk
        FOR EACH ROW WHEN (NEW.place_cipher IS NOT NULL)
        EXECUTE FUNCTION follow_ups_no_place_of_protected();
"""


class Migration(migrations.Migration):
    dependencies = [("follow_ups", "0005_talks")]

    operations = [
        fence("follow_ups_talk"),
        fence("follow_ups_talkhistoryevent"),
        migrations.RunSQL(NO_PLACE, "DROP TRIGGER no_place_of_protected ON follow_ups_talk"),
        also_read("follow_ups_talk", "own_page", f"person_id = {OWN_PERSON} AND team_id = {OWN_TEAM}"),
    ]
