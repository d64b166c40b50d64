"""The own page of the practice team's people: the controller's decision, and numbers that are nobody's."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from samsteg.access.controller_rules import ON, decide_rule
from samsteg.access.enums import RuleName
from samsteg.access.models import ControllerRule
from samsteg.access.selectors import actor_for
from samsteg.accounts.models import User
from samsteg.cli.practice_people import OURS
from samsteg.core.context import acting, set_context
from samsteg.exchange.importing import actor_in_team
from samsteg.follow_ups.enums import FollowUpState
from samsteg.follow_ups.models import FollowUp
from samsteg.organisation.models import Team
from samsteg.participants.models import PlanText, Stay
from samsteg.people.selectors import personnummer_of
from samsteg.people.services import save_personnummer

# The last four digits 980 to 999 are given to nobody (Skatteverket); the check digit is right.
NUMBERS = ("199005179806", "198503039805")
DECISION = "Övning 1"


def open_practice_own_page(operator: User, team: Team, officer: User) -> tuple[str, ...]:
    """Decides that participants may log in, once, and lets two who have a plan and a meeting ahead do so.

    Returns the numbers to log in with. What somebody has decided or changed by hand stands.
    """
    _decide(team, officer)
    with acting(actor_in_team(operator, team)):
        chosen = _chosen(team)
        known = personnummer_of(team.pk, chosen)
        new = dict(zip((pk for pk in chosen if pk not in known), _free(known), strict=False))
        save_personnummer(team=team, numbers=new)
        told = {**known, **new}
        return tuple(told[pk] for pk in chosen if pk in told)


def _decide(team: Team, officer: User) -> None:
    decider = actor_for(officer)
    set_context(None)
    with acting(decider):
        if ControllerRule.objects.filter(team=team, name=RuleName.OWN_PAGE).exists():
            return
        decide_rule(
            actor=decider,
            team=team,
            name=RuleName.OWN_PAGE,
            value=ON,
            valid_from=timezone.localdate(),
            decision_number=DECISION,
        )


def _chosen(team: Team) -> list[int]:
    ahead = FollowUp.objects.current().filter(
        team=team, state=FollowUpState.BOOKED, meeting_on__gte=timezone.localdate()
    )
    with_plan = PlanText.objects.filter(team=team, superseded_at__isnull=True)
    here = (
        Stay.objects.in_team(team.pk)
        .filter(
            person__own_id__startswith=OURS,
            exited_on__isnull=True,
            person_id__in=with_plan.values("person_id"),
        )
        .filter(person_id__in=ahead.values("person_id"))
    )
    return list(here.order_by("own_id").values_list("person_id", flat=True)[: len(NUMBERS)])


def _free(known: Mapping[int, str]) -> tuple[str, ...]:
    return tuple(number for number in NUMBERS if number not in known.values())
