"""What a participant on the own page reads of the own groups: when they meet and where (docs/adr/0016)."""

from __future__ import annotations

from django.db import migrations

from samsteg.core.rls import OWN_PERSON, OWN_TEAM, also_read

OF_PERSON = f"person_id = {OWN_PERSON} AND team_id = {OWN_TEAM}"
OWN_GROUP = f"""{{column}} IN (SELECT m.group_id FROM activities_groupmembership m
    WHERE m.person_id = {OWN_PERSON} AND m.team_id = {OWN_TEAM})"""


class Migration(migrations.Migration):
    dependencies = [
        ("activities", "0008_withdrawn_groups"),
        ("participants", "0015_fences_of_own_access"),
    ]

    operations = [
        also_read("activities_groupmembership", "own_page", OF_PERSON),
        also_read("activities_group", "own_page", OWN_GROUP.format(column="id")),
        also_read("activities_groupsession", "own_page", OWN_GROUP.format(column="group_id")),
        also_read("activities_closeddays", "own_page", f"team_id = {OWN_TEAM}"),
    ]
