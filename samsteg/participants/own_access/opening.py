"""Whose own page an e-ID opens, and why a participant has none."""

from __future__ import annotations

from django.utils import timezone

from samsteg.access.controller_rules import ON, rules_at
from samsteg.access.enums import RuleName
from samsteg.access.models import ControllerRule
from samsteg.access.protection import protection_of
from samsteg.core.actor import Participant
from samsteg.core.context import looking_for, own_page
from samsteg.organisation.models import Team
from samsteg.participants.own_access.enums import Closed
from samsteg.people import crypto
from samsteg.people.key_checks import checked_ring
from samsteg.people.models import Identity


def participants_with(number: str) -> tuple[Participant, ...]:
    """The own pages of whoever has the number (twelve digits), one for each team. Raises KeyProblem on wrong keys.

    The database lets the rows be found only in teams whose controller has decided on own pages.
    """
    ring = checked_ring()
    teams = list(Team.objects.values_list("pk", flat=True))
    indexes = [crypto.blind_index(ring, team_id, number) for team_id in teams]
    with looking_for(indexes):
        rows = Identity.objects.filter(team_id__in=teams, personnummer_index__in=indexes)
        found = [Participant(*row) for row in rows.order_by("team_id").values_list("team_id", "person_id")]
    return tuple(who for who in found if is_open(who))


def is_open(who: Participant) -> bool:
    """Whether the own page may be shown now: asked at each request, so that a decision holds at once."""
    with own_page(who):
        return why_closed(who.team_id, who.person_id) is None


def why_closed(team_id: int, person_id: int) -> Closed | None:
    """None where the participant can log in. The caller may read the person's rows."""
    rules = rules_at(team_id)
    if rules[RuleName.OWN_PAGE] != ON:
        return Closed.NOT_DECIDED
    if rules[RuleName.OWN_PAGE_PROTECTED] != ON and protection_of(team_id, person_id) is not None:
        return Closed.PROTECTED
    identities = Identity.objects.filter(
        team_id=team_id, person_id=person_id, personnummer_index__isnull=False
    )
    return None if identities.exists() else Closed.NO_NUMBER


def is_offered() -> bool:
    """Whether any controller lets participants log in today: decisions about that are no secret."""
    decided = ControllerRule.objects.filter(name=RuleName.OWN_PAGE, valid_from__lte=timezone.localdate())
    newest = decided.order_by("team_id", "-valid_from", "-pk").distinct("team_id")
    return ON in newest.values_list("value", flat=True)
