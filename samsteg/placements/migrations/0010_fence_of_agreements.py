"""Row-level security on signed agreements, and none of a protected person: it says where somebody is."""

from __future__ import annotations

from django.db import migrations

from samsteg.core.rls import fence

FORWARD = """
    CREATE TRIGGER no_agreement_of_protected BEFORE INSERT ON placements_signedagreement
        FOR EACH ROW EXECUTE FUNCTION placements_no_workplace_of_protected();
"""
BACK = "DROP TRIGGER no_agreement_of_protected ON placements_signedagreement;"


class Migration(migrations.Migration):
    dependencies = [
        ("placements", "0009_signed_agreements"),
        ("placements", "0003_no_workplace_of_protected"),
    ]

    operations = [fence("placements_signedagreement"), migrations.RunSQL(FORWARD, BACK)]
