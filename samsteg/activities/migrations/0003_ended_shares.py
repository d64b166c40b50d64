"""A team goes on knowing what a group is called that it once held with another: its own marks name it."""

from __future__ import annotations

from django.db import migrations

TEAMS = "(SELECT NULLIF(current_setting('samsteg.team_ids', true), '')::int[])::int[]"
TODAY = "(now() AT TIME ZONE 'Europe/Stockholm')::date"
EVER = f"partner_id = ANY ({TEAMS})"
NOW = f"{EVER} AND (ended_on IS NULL OR ended_on > {TODAY})"
GROUP = "id IN (SELECT s.group_id FROM activities_groupshare s WHERE s.partner_id = ANY ({teams}){more})"
GROUP_EVER = GROUP.format(teams=TEAMS, more="")
GROUP_NOW = GROUP.format(teams=TEAMS, more=f" AND (s.ended_on IS NULL OR s.ended_on > {TODAY})")


class Migration(migrations.Migration):
    dependencies = [("activities", "0002_fences")]

    operations = [
        migrations.RunSQL(
            f"ALTER POLICY held_with_us ON activities_groupshare USING ({EVER})",
            f"ALTER POLICY held_with_us ON activities_groupshare USING ({NOW})",
        ),
        migrations.RunSQL(
            f"ALTER POLICY held_with_us ON activities_group USING ({GROUP_EVER})",
            f"ALTER POLICY held_with_us ON activities_group USING ({GROUP_NOW})",
        ),
    ]
