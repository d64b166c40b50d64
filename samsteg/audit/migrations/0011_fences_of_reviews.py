"""Reviews of the log: added by the nightly work, read and decided by the controller's officer alone."""

from __future__ import annotations

from django.db import migrations

from samsteg.core.rls import GOVERNED, TEAM_FENCE, anyone_adds, fence

ONLY_GOVERNORS = GOVERNED.format(column="team_id")
MEMBERS = TEAM_FENCE.format(column="team_id")


def officers_alone(table: str) -> list[migrations.RunSQL]:
    return [
        fence(table),
        migrations.RunSQL(
            f"ALTER POLICY team_fence ON {table} USING ({ONLY_GOVERNORS}) WITH CHECK ({ONLY_GOVERNORS})",
            f"ALTER POLICY team_fence ON {table} USING ({MEMBERS}) WITH CHECK ({MEMBERS})",
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [("audit", "0010_log_reviews")]

    operations = [
        *officers_alone("audit_reviewmonth"),
        anyone_adds("audit_reviewmonth"),
        *officers_alone("audit_reviewitem"),
        anyone_adds("audit_reviewitem"),
        *officers_alone("audit_reviewdecision"),
    ]
