"""A read of a referral that has no participant yet stands in the same log: it names the referral instead of a person."""

from __future__ import annotations

from django.db import migrations

CHANGE = """
    ALTER TABLE audit_read_entry ADD COLUMN referral_id bigint;
    ALTER TABLE audit_read_entry ALTER COLUMN person_id DROP NOT NULL;
    ALTER TABLE audit_read_entry ADD CONSTRAINT audit_read_of_one CHECK (num_nonnulls(person_id, referral_id) = 1);
    CREATE INDEX audit_read_team_referral ON audit_read_entry (team_id, referral_id, at) WHERE referral_id IS NOT NULL;
"""
BACK = """
    DROP INDEX audit_read_team_referral;
    ALTER TABLE audit_read_entry DROP CONSTRAINT audit_read_of_one;
    ALTER TABLE audit_read_entry ALTER COLUMN person_id SET NOT NULL;
    ALTER TABLE audit_read_entry DROP COLUMN referral_id;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0015_own_name_in_the_name")]

    operations = [migrations.RunSQL(CHANGE, BACK)]
