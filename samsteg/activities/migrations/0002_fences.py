"""Fences, and what another team that holds a group together with its own sees of it: the group, never its people."""

from __future__ import annotations

from django.db import migrations

from samsteg.core.rls import also_read, fence

FENCED = (
    "activities_group",
    "activities_grouphistoryevent",
    "activities_groupshare",
    "activities_groupsharehistoryevent",
    "activities_leader",
    "activities_leaderhistoryevent",
    "activities_closeddays",
    "activities_closeddayshistoryevent",
    "activities_term",
    "activities_termhistoryevent",
    "activities_groupsession",
    "activities_groupmembership",
    "activities_attendance",
)
TEAMS = "(SELECT NULLIF(current_setting('samsteg.team_ids', true), '')::int[])::int[]"
TODAY = "(now() AT TIME ZONE 'Europe/Stockholm')::date"
HELD_WITH_US = f"partner_id = ANY ({TEAMS}) AND (ended_on IS NULL OR ended_on > {TODAY})"
SHARED = f"""{{column}} IN (SELECT s.group_id FROM activities_groupshare s
    WHERE s.partner_id = ANY ({TEAMS}) AND (s.ended_on IS NULL OR s.ended_on > {TODAY}))"""
# A row about a person may name another team's group: its foreign key carries that group's team (core.team_keys).
POINTERS = (
    ("activities_groupmembership", "group_id"),
    ("activities_attendance", "group_id"),
)


def _points(table: str, column: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {table}_{column}_of_host FOREIGN KEY (host_id, {column})"
        " REFERENCES activities_group (team_id, id) DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE {table} DROP CONSTRAINT {table}_{column}_of_host",
    )


class Migration(migrations.Migration):
    dependencies = [("activities", "0001_initial")]

    operations = [
        *(fence(table) for table in FENCED),
        also_read("activities_groupshare", "held_with_us", HELD_WITH_US),
        also_read("activities_group", "held_with_us", SHARED.format(column="id")),
        *(
            also_read(f"activities_{table}", "held_with_us", SHARED.format(column="group_id"))
            for table in ("leader", "term", "groupsession")
        ),
        *(_points(table, column) for table, column in POINTERS),
    ]
