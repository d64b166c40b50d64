"""What a participant on the own page reads of the own meetings (docs/adr/0016)."""

from __future__ import annotations

from django.db import migrations

from samsteg.core.rls import OWN_PERSON, OWN_TEAM, also_read

OF_PERSON = f"person_id = {OWN_PERSON} AND team_id = {OWN_TEAM}"


class Migration(migrations.Migration):
    dependencies = [("follow_ups", "0002_fences"), ("participants", "0015_fences_of_own_access")]

    operations = [
        also_read("follow_ups_followup", "own_page", OF_PERSON),
        also_read("follow_ups_followupextract", "own_page", OF_PERSON),
    ]
