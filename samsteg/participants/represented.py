"""What an authority's representative may know of the team's own record, fetched category by category.

Nothing is fetched that no consent opens, so that no page can show it by mistake; what a later page adds is closed until
its category is named here. Only what holds now: how the team came to know it is the team's own business.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from samsteg.access.enums import DataCategory
from samsteg.access.models import CoachAssignment
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.organisation.models import Team
from samsteg.participants.enums import EventKind, ExitDetail, ParallelKind, Status
from samsteg.participants.listing import BEGAN_ON, HAPPENED, Natural, queue_start, status_on
from samsteg.participants.models import ParallelEffort, Stay, StayDetail, StayEvent
from samsteg.participants.one_person import stays_in_part
from samsteg.participants.parallel import category_of_effort
from samsteg.people.models import PersonDetail
from samsteg.people.names import NAME_COLUMNS, PersonName, is_called, open_name

# An exit's nearer cause may tell of more than where it led: then it takes that category too.
MORE_TELLING = {
    ExitDetail.MEDICAL_REHAB: DataCategory.HEALTH,
    ExitDetail.SUBSTANCE_ABUSE: DataCategory.HEALTH,
    ExitDetail.DAILY_ACTIVITY_LSS: DataCategory.SOCIAL,
    ExitDetail.WITHOUT_SUPPORT: DataCategory.SOCIAL,
}
FREE_TEXT = frozenset({DataCategory.HEALTH, DataCategory.SOCIAL})  # may tell of anything


@dataclass(frozen=True, slots=True)
class EventInPart:
    """Something that happened; an exit's nearer cause only where its own category is open."""

    kind: EventKind
    occurred_on: dt.date
    reason: str
    detail: str
    detail_text: str
    extent_percent: int | None
    early_exit: bool


@dataclass(frozen=True, slots=True)
class StayInPart:
    """Empty where the category isn't open: `status`, `referrer` and events by outcome, incomes by income, `efforts` by
    what each tells, `municipality_code` by contact.
    """

    stay_id: int
    own_id: str
    status: Status | None
    referrer: str
    municipality_code: str
    events: tuple[EventInPart, ...]
    income_start: tuple[str, ...]
    income_exit: tuple[str, ...]
    efforts: tuple[ParallelEffort, ...]


@dataclass(frozen=True, slots=True)
class RecordInPart:
    """One person, newest stay first. `detail` (sex and birth) by contact, `coach` by planning."""

    person_id: int
    own_id: str
    categories: frozenset[str]
    detail: PersonDetail | None
    coach: str
    stays: tuple[StayInPart, ...]


@dataclass(frozen=True, slots=True)
class PersonInPart:
    """Somebody whom the representative may know of."""

    person_id: int
    own_id: str
    name: PersonName


@dataclass(frozen=True, slots=True)
class ListInPart:
    """In the order of their names; those without one last."""

    rows: tuple[PersonInPart, ...]
    total: int


def record_in_part(
    *, actor: Actor, team: Team, person_id: int, categories: Collection[str], on: dt.date | None = None
) -> RecordInPart:
    """`categories`: those of the team's own record that are open to the actor. Raises NotVisible."""
    day, open_ = on or timezone.localdate(), frozenset(categories)
    stays = list(
        stays_in_part(actor, team, person_id)
        .annotate(began_on=BEGAN_ON, queue_on=queue_start(team))
        .annotate(status=status_on(day))
        .order_by("-began_on", "-pk")
    )
    if not stays:
        raise NotVisible
    known = _known(team, stays, open_)
    return RecordInPart(
        person_id=person_id,
        own_id=stays[0].own_id,
        categories=open_,
        detail=_detail(team, person_id) if DataCategory.CONTACT in open_ else None,
        coach=_coach(team, person_id) if DataCategory.PLANNING in open_ else "",
        stays=tuple(_stay(stay, known, open_) for stay in stays),
    )


def _detail(team: Team, person_id: int) -> PersonDetail | None:
    return PersonDetail.objects.filter(team=team, person_id=person_id, superseded_at__isnull=True).first()


def _coach(team: Team, person_id: int) -> str:
    now = CoachAssignment.objects.filter(team=team, person_id=person_id, valid_to__isnull=True)
    found = now.select_related("coach").first()
    return found.coach.shown_name if found else ""


@dataclass(frozen=True, slots=True)
class _Known:
    """What holds now of the stays, by stay; nothing is fetched that no open category asks for."""

    details: Mapping[int, StayDetail]
    events: Mapping[int, list[StayEvent]]
    efforts: Mapping[int, list[ParallelEffort]]


def _known(team: Team, stays: Sequence[Stay], open_: frozenset[str]) -> _Known:
    now = {"team": team, "stay_id__in": [stay.pk for stay in stays], "superseded_at__isnull": True}
    of_details = {DataCategory.OUTCOME, DataCategory.INCOME, DataCategory.CONTACT}
    events: dict[int, list[StayEvent]] = defaultdict(list)
    efforts: dict[int, list[ParallelEffort]] = defaultdict(list)
    if DataCategory.OUTCOME in open_:
        for event in StayEvent.objects.filter(**now).order_by("occurred_on"):
            events[event.stay_id].append(event)
    told = [kind for kind in ParallelKind if category_of_effort(kind) in open_]
    for effort in ParallelEffort.objects.filter(**now, code__in=told).order_by("started_on") if told else ():
        efforts[effort.stay_id].append(effort)
    details = StayDetail.objects.filter(**now) if of_details & open_ else ()
    return _Known({one.stay_id: one for one in details}, events, efforts)


def _stay(stay: Stay, known: _Known, open_: frozenset[str]) -> StayInPart:
    tells_outcome = DataCategory.OUTCOME in open_
    detail = known.details.get(stay.pk)
    income = detail if DataCategory.INCOME in open_ else None
    return StayInPart(
        stay_id=stay.pk,
        own_id=stay.own_id,
        status=Status(stay.status) if tells_outcome else None,  # type: ignore[attr-defined]  # annotated
        referrer=detail.referrer if detail and tells_outcome else "",
        municipality_code=detail.municipality_code if detail and DataCategory.CONTACT in open_ else "",
        events=tuple(_event(event, open_) for event in known.events.get(stay.pk, ())),
        income_start=tuple(income.income_start) if income else (),
        income_exit=tuple(income.income_exit) if income else (),
        efforts=tuple(known.efforts.get(stay.pk, ())),
    )


def open_detail(detail: str, open_: frozenset[str]) -> str:
    """An exit's nearer cause, as far as the open categories let it be told."""
    telling = MORE_TELLING.get(ExitDetail(detail)) if detail in ExitDetail.values else None
    return detail if telling is None or telling in open_ else ""


def open_detail_text(text: str, open_: frozenset[str]) -> str:
    return text if open_ >= FREE_TEXT else ""


def _event(event: StayEvent, open_: frozenset[str]) -> EventInPart:
    return EventInPart(
        kind=EventKind(event.kind),
        occurred_on=event.occurred_on,
        reason=event.reason,
        detail=open_detail(event.detail, open_),
        detail_text=open_detail_text(event.detail_text, open_),
        extent_percent=event.extent_percent,
        early_exit=event.early_exit,
    )


def list_in_part(*, actor: Actor, team: Team, search: str = "", limit: int = 25) -> ListInPart:
    """Searched and sorted by name and the team's own id alone: by more the order would tell what isn't open.

    Names lie sealed, so they are sorted here and not in SQL.
    """
    seen = Stay.objects.in_team(team.pk).represented_by(actor).filter(HAPPENED)
    rows = _newest(seen, team).order_by(Natural("own_id"), "pk")
    found = [
        PersonInPart(person_id, own_id, open_name(person_id, (one, two, three)))
        for person_id, own_id, one, two, three in rows.values_list("person_id", "own_id", *NAME_COLUMNS)
    ]
    if text := search.replace("\x00", "").strip():
        found = [
            one for one in found if is_called(one.name, text) or text.casefold() in one.own_id.casefold()
        ]
    found.sort(key=lambda one: (not one.name.full, one.name.order))
    return ListInPart(tuple(found[:limit]), len(found))


def _newest(seen: QuerySet[Stay], team: Team) -> QuerySet[Stay]:
    """Of each person the newest stay among those seen."""
    newest = (
        seen.filter(person_id=OuterRef("person_id"))
        .annotate(began_on=BEGAN_ON)
        .order_by("-began_on", "-pk")
        .values("pk")[:1]
    )
    return seen.filter(Q(pk=Subquery(newest)))
