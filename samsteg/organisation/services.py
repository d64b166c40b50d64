"""Writes about organisations and teams."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import connection
from django.utils.text import slugify
from django.utils.translation import gettext as _

from samsteg.core.errors import Refused
from samsteg.organisation.enums import AuthorityKind
from samsteg.organisation.models import Association, Authority, ControllerDecision, Team

SLUG_LOCK = 7_003_122  # first key of the advisory locks on teams that are being made
SWEDISH_LETTERS = str.maketrans("åäöÅÄÖéÉ", "aaoAAOeE")


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamFacts:
    """What a workbook says about its team. None leaves what is stored alone; empty text takes it away."""

    name: str
    municipality_code: str | None = None
    association: str | None = None
    report_from: dt.date | None = None
    report_to: dt.date | None = None
    controller: str | None = None


def slug_for(name: str) -> str:
    """`Kraften Hedemora` becomes `kraften-hedemora`."""
    return slugify(name.translate(SWEDISH_LETTERS))[:80] or "team"


def save_team(facts: TeamFacts) -> Team:
    """Creates the team or brings it up to date. Raises Refused where an association is named as controller."""
    slug = slug_for(facts.name)
    with connection.cursor() as cursor:  # two files about the same new team at once make one team
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [SLUG_LOCK, slug])
    team = Team.objects.filter(slug=slug).first() or Team(slug=slug)
    team.name = facts.name
    if facts.municipality_code is not None:
        team.municipality_code = facts.municipality_code
    if facts.association is not None:
        team.association = (
            Association.objects.get_or_create(name=facts.association)[0] if facts.association else None
        )
    team.report_from = facts.report_from or team.report_from
    team.report_to = facts.report_to or team.report_to
    team.save()
    return team


@dataclass(frozen=True, slots=True)
class TeamState:
    """What a workbook can change of a team itself, in values that JSON holds. `controllers`: ids of decisions."""

    name: str
    municipality_code: str
    association_id: int | None
    report_from: str | None
    report_to: str | None
    controllers: tuple[int, ...] = ()


def team_state(team: Team) -> TeamState:
    """As stored now, whatever `team` says."""
    row = Team.objects.get(pk=team.pk)
    decisions = ControllerDecision.objects.filter(team=team, decided_on__isnull=True).order_by("pk")
    return TeamState(
        name=row.name,
        municipality_code=row.municipality_code,
        association_id=row.association_id,
        report_from=row.report_from.isoformat() if row.report_from else None,
        report_to=row.report_to.isoformat() if row.report_to else None,
        controllers=tuple(decisions.values_list("pk", flat=True)),
    )


def restore_team(team: Team, state: TeamState) -> None:
    """Makes the team what it was. A controller that was only said to be one, without a decision, is unsaid."""
    row = Team.objects.get(pk=team.pk)
    row.name = state.name
    row.municipality_code = state.municipality_code
    row.association_id = state.association_id
    row.report_from = dt.date.fromisoformat(state.report_from) if state.report_from else None
    row.report_to = dt.date.fromisoformat(state.report_to) if state.report_to else None
    row.save()
    said = ControllerDecision.objects.filter(team=team, decided_on__isnull=True)
    said.exclude(pk__in=state.controllers).delete()


def name_controller(team: Team, name: str) -> ControllerDecision:
    """Notes who is said to be controller; without a dated decision the team stays in practice mode.

    Raises Refused for a samordningsförbund: it may not hold participant data (supervisory decision of 2016).
    """
    if is_association(name):
        raise Refused(
            _(
                "A coordination association can't be controller. Name the board or agency that answers for the data."
            )
        )
    authority, _created = Authority.objects.get_or_create(name=name, defaults={"kind": AuthorityKind.OTHER})
    return ControllerDecision.objects.get_or_create(team=team, controller=authority)[0]


def is_association(name: str) -> bool:
    return "samordningsförbund" in name.lower() or Association.objects.filter(name__iexact=name).exists()
