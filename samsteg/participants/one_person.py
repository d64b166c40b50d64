"""Everything the page of one person tells that stands in this layer or below."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from samsteg.access.models import CoachAssignment, Protection
from samsteg.accounts.names import name_of
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.core.kept_questions import KeptRows, asked_together
from samsteg.organisation.models import Team
from samsteg.participants.enums import Status
from samsteg.participants.listing import BEGAN_ON, HAPPENED, NEWEST, days_on, queue_start, status_on
from samsteg.participants.models import ParallelEffort, Stay, StayDetail, StayEvent
from samsteg.participants.origins import with_origin
from samsteg.participants.querysets import StayQuerySet
from samsteg.people.models import Identity, PersonDetail
from samsteg.people.names import NAME_COLUMNS, NAMELESS, PersonName, open_name


class OfStay(Protocol):
    stay_id: int


R = TypeVar("R", bound=OfStay)


@dataclass(frozen=True, slots=True)
class StayRecord:
    """One stay. Facts are all their versions, also those that no longer hold. `days` as in the list."""

    stay: Stay
    status: Status
    queue_on: dt.date | None
    days: int | None
    events: tuple[StayEvent, ...]
    details: tuple[StayDetail, ...]
    efforts: tuple[ParallelEffort, ...]


@dataclass(frozen=True, slots=True)
class CoachSpan:
    name: str
    valid_from: dt.date
    valid_to: dt.date | None


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """One person of a team, newest stay first; `details` with every version.

    `coaches` newest first. `protection`: the level that holds now.
    """

    person_id: int
    stays: tuple[StayRecord, ...]
    details: tuple[PersonDetail, ...]
    coaches: tuple[CoachSpan, ...]
    has_personnummer: bool
    name: PersonName = NAMELESS
    protection: str | None = None

    @property
    def newest(self) -> StayRecord:
        return self.stays[0]

    @property
    def coach(self) -> str:
        """The shown name of the present one; empty when there is none."""
        return next((one.name for one in self.coaches if one.valid_to is None), "")


def stays_in_part(actor: Actor, team: Team, person_id: int) -> StayQuerySet[Stay]:
    """The person's stays in the team, also for a representative, who may read of them what `access.opened` says.

    None where the person isn't the actor's to see at all.
    """
    return Stay.objects.in_team(team.pk).open_in_part_to(actor).filter(HAPPENED, person_id=person_id)


def person_record(*, actor: Actor, team: Team, person_id: int, on: dt.date | None = None) -> PersonRecord:
    """Raises NotVisible for a person who isn't in the team, or isn't the actor's to see.

    It may be a protected person whom the actor is named for: note such reads (`access.protection`).
    """
    day = on or timezone.localdate()
    with asked_together(
        _stays.ahead(actor, team, person_id, day),
        *(_facts.ahead(model, team, person_id) for model in (StayEvent, StayDetail, ParallelEffort)),
        _details.ahead(team, person_id),
    ):
        return _record(actor, team, person_id, day)


def _record(actor: Actor, team: Team, person_id: int, day: dt.date) -> PersonRecord:
    stays = _stays(actor, team, person_id, day)
    if not stays:
        raise NotVisible
    events = _by_stay(_facts(StayEvent, team, person_id))
    details = _by_stay(_facts(StayDetail, team, person_id))
    efforts = _by_stay(_facts(ParallelEffort, team, person_id))
    return PersonRecord(
        person_id=person_id,
        stays=tuple(
            StayRecord(
                stay=stay,
                status=Status(stay.status),
                queue_on=stay.queue_on,
                days=stay.days,
                events=tuple(events[stay.pk]),
                details=tuple(details[stay.pk]),
                efforts=tuple(efforts[stay.pk]),
            )
            for stay in stays
        ),
        details=tuple(_details(team, person_id)),
        coaches=tuple(
            CoachSpan(one["name"], _day(one["from"]), _day(one["to"]) if one["to"] else None)
            for one in stays[0].coaches
        ),
        has_personnummer=stays[0].has_personnummer,
        name=open_name(person_id, (stays[0].key_id, stays[0].wrapped_key, stays[0].name_cipher)),
        protection=stays[0].protection,
    )


@KeptRows
def _stays(actor: Actor, team: Team, person_id: int, day: dt.date) -> QuerySet[Any, Any]:
    """Those that the actor sees of one person, newest first."""
    seen = Stay.objects.in_team(team.pk).open_to(actor).filter(HAPPENED, person_id=person_id)
    rows: QuerySet[Any, Any] = _with_person(_told(seen, team, day), team, person_id)
    return rows


@KeptRows
def _facts(model: Any, team: Team, person_id: int) -> QuerySet[Any, Any]:
    """All versions of one kind of fact about the person's stays."""
    facts: QuerySet[Any, Any] = model.objects.filter(team=team, stay__team=team, stay__person_id=person_id)
    return with_origin(facts)


@KeptRows
def _details(team: Team, person_id: int) -> QuerySet[Any, Any]:
    return with_origin(PersonDetail.objects.filter(team=team, person_id=person_id))


def _with_person(stays: Any, team: Team, person_id: int) -> Any:
    """The stays of one person, with what is known of the person besides facts: read along, the same for each."""
    of_person = {"team_id": team.pk, "person_id": person_id}
    coaches = CoachAssignment.objects.filter(**of_person).order_by("-valid_from", "-pk")
    protections = Protection.objects.filter(**of_person, valid_to__isnull=True)
    coach = JSONObject(**{"name": name_of("coach_id"), "from": F("valid_from"), "to": F("valid_to")})
    return stays.annotate(
        coaches=ArraySubquery(coaches.values(told=coach)),
        has_personnummer=Exists(Identity.objects.filter(**of_person, personnummer_cipher__isnull=False)),
        protection=Subquery(protections.values("level")[:1]),
        key_id=F(NAME_COLUMNS[0]),
        wrapped_key=F(NAME_COLUMNS[1]),
        name_cipher=F(NAME_COLUMNS[2]),
    )


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _told(seen: Any, team: Team, day: dt.date) -> Any:
    return (
        seen.annotate(began_on=BEGAN_ON, queue_on=queue_start(team))
        .annotate(status=status_on(day))
        .annotate(days=days_on(day))
        .order_by(*NEWEST)
    )


@dataclass(frozen=True, slots=True)
class StayFactRows:
    """All that has been noted of one stay, every version."""

    events: tuple[StayEvent, ...]
    details: tuple[StayDetail, ...]
    efforts: tuple[ParallelEffort, ...]


def fact_rows_of(stay: Stay) -> StayFactRows:
    """The caller has seen that the stay is the actor's to see."""
    rows = {"team_id": stay.team_id, "stay": stay}
    return StayFactRows(
        events=tuple(with_origin(StayEvent.objects.filter(**rows))),
        details=tuple(with_origin(StayDetail.objects.filter(**rows))),
        efforts=tuple(with_origin(ParallelEffort.objects.filter(**rows))),
    )


def _by_stay(rows: Iterable[R]) -> dict[int, list[R]]:
    found: dict[int, list[R]] = defaultdict(list)
    for row in rows:
        found[row.stay_id].append(row)
    return found
