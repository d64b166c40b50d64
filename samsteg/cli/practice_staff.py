"""Those round the practice team: representative, referrer, steering member, controller's officer, administrator."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from samsteg.access.enums import Office, Role
from samsteg.access.granting import appoint, grant_membership
from samsteg.access.models import Appointment
from samsteg.access.selectors import actor_for
from samsteg.accounts.models import User
from samsteg.cli.practice_consents import AF, FK, practice_authority
from samsteg.core.context import acting, set_context
from samsteg.exchange.importing import actor_in_team
from samsteg.organisation.models import Team
from samsteg.organisation.services import name_controller

BOARD = "Övningsnämnden"
DECISION = "Övning 1"


def appoint_practice_staff(operator: User, team: Team, users: Mapping[str, User]) -> None:
    """Gives each of them the role or office of their name. The second time nothing changes."""
    today = timezone.localdate()
    with acting(actor_in_team(operator, team)) as actor:
        controller = name_controller(team, BOARD).controller
        for name, role, authority in (
            ("representative", Role.REPRESENTATIVE, FK),
            ("referrer", Role.REFERRER, AF),
        ):
            grant_membership(
                actor=actor,
                team=team,
                user=users[name],
                role=role,
                authority=practice_authority(authority),
                valid_from=today,
            )
        grant_membership(actor=actor, team=team, user=users["steering"], role=Role.STEERING, valid_from=today)
    Appointment.objects.get_or_create(
        user=users["admin"], office=Office.SYSTEM_ADMIN, valid_to=None, defaults={"valid_from": today}
    )
    administrator = actor_for(users["admin"])
    set_context(administrator)
    appoint(
        actor=administrator,
        user=users["officer"],
        office=Office.CONTROLLER_OFFICER,
        authority=controller,
        valid_from=today,
        decision_number=DECISION,
    )
    set_context(None)
