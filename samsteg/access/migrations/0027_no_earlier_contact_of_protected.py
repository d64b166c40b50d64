"""A protected person has no earlier contact data either."""

from __future__ import annotations

from django.db import migrations

FORWARD = """
    CREATE TRIGGER no_contact_of_protected BEFORE INSERT OR UPDATE ON people_earliercontact
        FOR EACH ROW EXECUTE FUNCTION access_no_contact_of_protected();
"""
BACK = "DROP TRIGGER no_contact_of_protected ON people_earliercontact;"


class Migration(migrations.Migration):
    dependencies = [("access", "0026_offline_roll_call"), ("people", "0008_fence_of_earlier_contact")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
