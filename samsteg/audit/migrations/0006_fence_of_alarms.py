"""Alarms: added by whoever causes one, read by the controller's officer alone."""

from __future__ import annotations

from django.db import migrations

from samsteg.core.rls import GOVERNED, TEAM_FENCE, anyone_adds, fence, open_to_governors

ONLY_GOVERNORS = GOVERNED.format(column="team_id")
MEMBERS = TEAM_FENCE.format(column="team_id")


class Migration(migrations.Migration):
    dependencies = [("audit", "0005_alarms")]

    operations = [
        fence("audit_alarm"),
        migrations.RunSQL(
            f"ALTER POLICY team_fence ON audit_alarm USING ({ONLY_GOVERNORS}) WITH CHECK ({ONLY_GOVERNORS})",
            f"ALTER POLICY team_fence ON audit_alarm USING ({MEMBERS}) WITH CHECK ({MEMBERS})",
        ),
        anyone_adds("audit_alarm"),
        open_to_governors("audit_read_entry"),
    ]
