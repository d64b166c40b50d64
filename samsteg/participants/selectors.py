"""The team's participants as a list: one row per person, told by the newest stay. Filtered, sorted and cut in SQL."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    Exists,
    F,
    Func,
    IntegerField,
    OrderBy,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat, NullIf, Trim
from django.utils import timezone

from samsteg.access.enums import TeamAccess
from samsteg.access.models import CoachAssignment
from samsteg.access.policies import is_team_lead
from samsteg.access.querysets import still_at_work
from samsteg.core.actor import Actor
from samsteg.core.kept_questions import KeptRows, totals
from samsteg.organisation.models import Team
from samsteg.participants.enums import Status
from samsteg.participants.listing import (
    BEGAN_ON,
    HAPPENED,
    HAS_BEGUN,
    KEYS,
    UNALLOCATED,
    Sort,
    days_on,
    open_twice,
    queue_start,
    status_on,
)
from samsteg.participants.models import Stay
from samsteg.participants.querysets import StayQuerySet
from samsteg.people.models import PersonDetail
from samsteg.people.names import NAME_COLUMNS, PersonName, is_called, open_name
from samsteg.people.rules import age_on

PERSONS = Count("person_id", distinct=True)


class Filter(StrEnum):
    """What narrows the list. UNALLOCATED: on the way or enrolled, with no coach who still works in the team.

    TWICE: several stays go on at once.
    """

    ALL = "all"
    UNALLOCATED = "unallocated"
    ENROLLED = "enrolled"
    QUEUE = "queue"
    REFERRED = "referred"
    EXITED = "exited"
    NOT_ENROLLED = "not_enrolled"
    TWICE = "twice"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListQuery:
    """`search` is looked for in the name, the ids of all the person's stays and the coach's name; `limit` None: all."""

    search: str = ""
    filter: Filter = Filter.ALL
    sort: Sort = Sort.ACT
    descending: bool = False
    limit: int | None = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPerson:
    """`days`: enrolled days so far or in all, or days in the queue; None before either. Empty text: not known."""

    person_id: int
    own_id: str
    name: PersonName
    sex: str
    age: int | None
    is_age_approximate: bool
    coach: str
    referrer: str
    enrolled_on: dt.date | None
    exited_on: dt.date | None
    not_enrolled_on: dt.date | None
    days: int | None
    status: Status
    is_unallocated: bool
    is_open_twice: bool


@dataclass(frozen=True, slots=True)
class ParticipantList:
    """`counts` has every filter, under the search. `hidden_count` is told to a team lead alone; None otherwise.

    `access`: whom the controller lets the reader see, which is why not all are shown.
    """

    rows: tuple[ListedPerson, ...]
    counts: dict[Filter, int]
    hidden_count: int | None
    access: str = TeamAccess.WITH_TEAM_CONSENT


def list_participants(
    *, actor: Actor, team: Team, query: ListQuery, on: dt.date | None = None
) -> ParticipantList:
    """The persons of the team that the actor may see, as things are on the day (today)."""
    day = on or timezone.localdate()
    names = _names(actor, team, day, query)
    if names or query.search.strip():
        rows, counts = (
            list(_page(actor, team, day, query, names)),
            list(_counts(actor, team, day, query, names)),
        )
    else:
        rows, counts = _kept_page(actor, team, day, query), _kept_counts(actor, team, day)
    return ParticipantList(
        rows=tuple(_row(stay, day) for stay in rows),
        counts={one: counts[0][one.value] for one in Filter},
        hidden_count=_hidden_count(actor, team),
        access=actor.team_access.get(team.pk, TeamAccess.WITH_TEAM_CONSENT),
    )


def _seen(actor: Actor, team: Team) -> StayQuerySet[Stay]:
    return Stay.objects.in_team(team.pk).visible_to(actor).filter(HAPPENED)


def _page(
    actor: Actor, team: Team, day: dt.date, query: ListQuery, names: Mapping[int, PersonName]
) -> QuerySet[Any, Any]:
    found = _searched(_told(_seen(actor, team), team, day), team, query.search, names)
    return found.filter(_condition(query.filter)).order_by(*_order(query, names))[: query.limit]


def _counts(
    actor: Actor, team: Team, day: dt.date, query: ListQuery, names: Mapping[int, PersonName]
) -> QuerySet[Any, dict[str, int]]:
    found = _searched(_told(_seen(actor, team), team, day), team, query.search, names)
    return totals(found, **{one.value: Count("pk", filter=_condition(one)) for one in Filter})


@KeptRows
def _kept_page(actor: Actor, team: Team, day: dt.date, query: ListQuery) -> QuerySet[Any, Any]:
    """For a list that neither searches nor sorts by name, as most are."""
    return _page(actor, team, day, query, {})


@KeptRows
def _kept_counts(actor: Actor, team: Team, day: dt.date) -> QuerySet[Any, dict[str, int]]:
    return _counts(actor, team, day, ListQuery(), {})


def _hidden_count(actor: Actor, team: Team) -> int | None:
    """How many of the team's persons the actor may not see; only for who leads the team (agreement: People).

    Protected persons are no part of the list, for nobody, nor of this count.
    """
    if not is_team_lead(actor, team):
        return None
    return int(_everybody(team)[0]["n"]) - int(_all_seen(actor, team)[0]["n"])


@KeptRows
def _everybody(team: Team) -> QuerySet[Any, dict[str, int]]:
    return totals(Stay.objects.in_team(team.pk).unprotected().filter(HAPPENED), n=PERSONS)


@KeptRows
def _all_seen(actor: Actor, team: Team) -> QuerySet[Any, dict[str, int]]:
    return totals(_seen(actor, team), n=PERSONS)


def _told(seen: QuerySet[Stay], team: Team, day: dt.date) -> QuerySet[Any]:
    """The stay that tells of each person (`listing.NEWEST`), with what the list tells of it."""
    newer = Q(began_on__gt=OuterRef("began_on")) | Q(began_on=OuterRef("began_on"), pk__gt=OuterRef("pk"))
    before = (
        Stay.objects.in_team(team.pk)
        .filter(HAPPENED, person_id=OuterRef("person_id"))
        .annotate(began_on=BEGAN_ON, place=HAS_BEGUN)
        .filter(Q(place__lt=OuterRef("place")) | Q(newer, place=OuterRef("place")))
    )
    detail = PersonDetail.objects.filter(
        team_id=team.pk, person_id=OuterRef("person_id"), superseded_at__isnull=True
    )
    coach = CoachAssignment.objects.filter(
        still_at_work(), team_id=team.pk, person_id=OuterRef("person_id"), valid_to__isnull=True
    ).annotate(
        name=Coalesce(
            NullIf(Trim(Concat("coach__first_name", Value(" "), "coach__last_name")), Value("")),
            F("coach__username"),
        )
    )
    return (
        seen.annotate(began_on=BEGAN_ON, place=HAS_BEGUN)
        .filter(~Exists(before))
        .annotate(
            sex=Coalesce(Subquery(detail.values("sex")[:1]), Value("")),
            born_on=Subquery(detail.values("born_on")[:1]),
            birth_year=Subquery(detail.values("birth_year")[:1]),
            coach=Coalesce(Subquery(coach.values("name")[:1]), Value("")),
            queue_on=queue_start(team),
            key_id=F(NAME_COLUMNS[0]),
            wrapped_key=F(NAME_COLUMNS[1]),
            name_cipher=F(NAME_COLUMNS[2]),
        )
        .annotate(status=status_on(day), days=days_on(day))
        .annotate(
            is_unallocated=Case(When(UNALLOCATED, then=Value(True)), default=Value(False)),
            is_open_twice=Case(When(person_id__in=open_twice(team), then=Value(True)), default=Value(False)),
        )
    )


def _names(actor: Actor, team: Team, day: dt.date, query: ListQuery) -> dict[int, PersonName]:
    """Of all whom the actor sees, where the search or the order asks for it: names lie sealed, so not in SQL."""
    if not query.search.strip() and query.sort is not Sort.NAME:
        return {}
    newest = _told(_seen(actor, team), team, day)
    rows = newest.filter(person__identity__name_cipher__isnull=False).values_list("person_id", *NAME_COLUMNS)
    return {person_id: open_name(person_id, (one, two, three)) for person_id, one, two, three in rows}


def _searched(
    newest: QuerySet[Any], team: Team, search: str, names: Mapping[int, PersonName]
) -> QuerySet[Any]:
    text = search.replace("\x00", "").strip()
    if not text:
        return newest
    called = [person_id for person_id, name in names.items() if is_called(name, text)]
    named = Stay.objects.in_team(team.pk).filter(person_id=OuterRef("person_id"), own_id__icontains=text)
    return newest.filter(
        Q(person_id__in=called)
        | Q(Exists(named))
        | Q(person__own_id__icontains=text)
        | Q(coach__icontains=text)
    )


def _condition(wanted: Filter) -> Q:
    if wanted is Filter.ALL:
        return Q(pk__isnull=False)
    if wanted is Filter.TWICE:
        return Q(is_open_twice=True)
    return UNALLOCATED if wanted is Filter.UNALLOCATED else Q(status=wanted.value)


def _order(query: ListQuery, names: Mapping[int, PersonName]) -> list[OrderBy]:
    keys = _by_name(query, names) if query.sort is Sort.NAME else []
    keys += [OrderBy(key, descending=query.descending, nulls_last=True) for key in KEYS[query.sort]]
    return [*keys, OrderBy(F("began_on"), descending=True), OrderBy(F("pk"))]


class _PlaceIn(Func):
    """Where a person stands among the sorted names; null for who has none."""

    template, output_field = "array_position(%(expressions)s)", IntegerField()


def _by_name(query: ListQuery, names: Mapping[int, PersonName]) -> list[OrderBy]:
    ordered = sorted(names, key=lambda person_id: (names[person_id].order, person_id))
    place = _PlaceIn(Cast(Value(ordered), ArrayField(BigIntegerField())), F("person_id"))
    return [OrderBy(place, descending=query.descending, nulls_last=True)]


def _row(stay: Any, day: dt.date) -> ListedPerson:
    return ListedPerson(
        person_id=stay.person_id,
        own_id=stay.own_id,
        name=open_name(stay.person_id, (stay.key_id, stay.wrapped_key, stay.name_cipher)),
        sex=stay.sex,
        age=age_on(stay.born_on, stay.birth_year, day),
        is_age_approximate=stay.born_on is None and stay.birth_year is not None,
        coach=stay.coach,
        referrer=stay.referrer,
        enrolled_on=stay.enrolled_on,
        exited_on=stay.exited_on,
        not_enrolled_on=stay.not_enrolled_on,
        days=stay.days,
        status=Status(stay.status),
        is_unallocated=stay.is_unallocated,
        is_open_twice=stay.is_open_twice,
    )
