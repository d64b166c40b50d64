"""Consents that run out soon or have just done so, of the persons whom the actor sees; and who said no, as numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from samsteg.access.consent_enums import ConsentKind
from samsteg.access.consent_models import Consent, ConsentRefusal
from samsteg.access.consent_sheet import SOON
from samsteg.access.controller_rules import ON, rules_at
from samsteg.access.enums import RuleName
from samsteg.access.models import CoachAssignment
from samsteg.access.querysets import OF_STAFF, visible_persons
from samsteg.core.actor import Actor
from samsteg.core.facts import known_at
from samsteg.core.kept_questions import KeptRows
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.querysets import StayQuerySet
from samsteg.people.enums import Sex
from samsteg.people.models import PersonDetail
from samsteg.people.names import NAME_COLUMNS, called, open_name

DAY = dt.timedelta(days=1)
LOOKED_BACK = dt.timedelta(days=60)
MOST = 200


@dataclass(frozen=True, slots=True)
class RunningOut:
    person_id: int
    title: str
    kind: ConsentKind
    source: str
    last_day: dt.date
    is_over: bool


def running_out(
    *, actor: Actor, team: Team, on: dt.date | None = None, only_own: bool = False
) -> list[RunningOut]:
    """Soonest first, at most MOST, of persons whose stay goes on.

    `only_own`: of those one is the coach of. One that is followed by a consent of the same kind and source that holds
    longer isn't told of.
    """
    day = on or timezone.localdate()
    return [_running_out(row, day) for row in running_out_question(actor, team, day, only_own)]


@KeptRows
def running_out_question(
    actor: Actor, team: Team, day: dt.date, only_own: bool
) -> QuerySet[Any, tuple[Any, ...]]:
    going_on = _stays().filter(Q(exited_on__isnull=True) | Q(exited_on__gt=day), not_enrolled_on__isnull=True)
    followed = Consent.objects.filter(
        team_id=OuterRef("team_id"),
        person_id=OuterRef("person_id"),
        kind=OuterRef("kind"),
        to_team=OuterRef("to_team"),
        ended_as="",
        valid_to__gt=OuterRef("valid_to"),
    )
    followed = followed.annotate(source=Coalesce("source_authority_id", 0)).filter(source=OuterRef("source"))
    held: QuerySet[Any, tuple[Any, ...]] = (
        Consent.objects.annotate(source=Coalesce("source_authority_id", 0))
        .filter(
            visible_persons(actor, grounds=OF_STAFF),
            Exists(going_on),
            _mine(actor) if only_own else Q(),
            ~Exists(followed),
            ~Q(ends_at_start=True, valid_to__lt=F("agreed_to")),  # has done what it was given for
            team=team,
            ended_as="",
            valid_to__lte=day + SOON,
            valid_to__gt=day - LOOKED_BACK,
        )
        .annotate(own_id=Subquery(going_on.order_by("-pk").values("own_id")[:1]))
        .order_by("valid_to", "pk")
        .values_list("person_id", "own_id", "kind", "source_authority__name", "valid_to", *NAME_COLUMNS)
    )
    return held[:MOST]


def _mine(actor: Actor) -> Q:
    """Of persons whose coach the actor is."""
    held = CoachAssignment.objects.filter(
        team_id=OuterRef("team_id"), person_id=OuterRef("person_id"), coach_id=actor.user_id
    )
    return Q(Exists(held.filter(valid_to__isnull=True)))


def _running_out(row: Sequence[Any], day: dt.date) -> RunningOut:
    person_id, own_id, kind, source, end, key_id, wrapped, sealed = row
    title = called(open_name(person_id, (key_id, wrapped, sealed)), own_id)
    return RunningOut(person_id, title, ConsentKind(kind), source or "", end - DAY, end <= day)


def _stays() -> StayQuerySet[Stay]:
    return Stay.objects.filter(team_id=OuterRef("team_id"), person_id=OuterRef("person_id"))


def refusals_by_year(team: Team, *, on: dt.date | None = None) -> Mapping[int, Mapping[Sex, int]] | None:
    """How many said no to sharing each year, by sex; None where the controller hasn't decided that they are counted.

    A person counts once a year. Counts everybody, as figures do, whoever asks.
    """
    if rules_at(team.pk, on)[RuleName.REFUSALS_COUNTED] != ON:
        return None
    sex = PersonDetail.objects.filter(known_at(), team=team, person_id=OuterRef("person_id")).values("sex")[
        :1
    ]
    rows = (
        ConsentRefusal.objects.filter(team=team, kind=ConsentKind.SECRECY)
        .annotate(sex=Subquery(sex))
        .values_list("refused_on__year", "sex")
        .annotate(persons=Count("person_id", distinct=True))
        .order_by("-refused_on__year")
    )
    found: dict[int, dict[Sex, int]] = {}
    for year, code, persons in rows:
        found.setdefault(year, dict.fromkeys(Sex, 0))[Sex(code or Sex.OTHER)] += persons
    return found
