"""Fences of the controller's rules, and what an actor may read to learn its own roles and offices."""

from __future__ import annotations

from django.db import migrations

from samsteg.core.rls import also_read, fence, open_to_governors

ACTOR = "(SELECT NULLIF(current_setting('samsteg.actor_id', true), '')::bigint)"
OWN_TEAMS = f"team_id IN (SELECT m.team_id FROM access_membership m WHERE m.user_id = {ACTOR})"
# Which teams a controller answers for: its officer's to know, and the system administrator's who appoints one.
OWN_CONTROLLER = (
    f"EXISTS (SELECT 1 FROM access_appointment a WHERE a.user_id = {ACTOR}"
    " AND (a.authority_id = controller_id OR a.office = 'system_admin'))"
)


class Migration(migrations.Migration):
    dependencies = [("access", "0006_roles_and_rules"), ("organisation", "0003_report_period")]

    operations = [
        fence("access_controllerrule"),
        fence("access_controllerrulehistoryevent"),
        open_to_governors("access_controllerrule"),
        open_to_governors("access_controllerrulehistoryevent"),
        open_to_governors("access_membership"),
        open_to_governors("access_membershiphistoryevent"),
        also_read("access_controllerrule", "own_team", OWN_TEAMS),
        also_read("organisation_controllerdecision", "own_controller", OWN_CONTROLLER),
    ]
