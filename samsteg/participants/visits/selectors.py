"""Reading slots and visits: a week of the team, one person's, and how many visits became starts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from samsteg.access.policies import require
from samsteg.access.protection import protection_of
from samsteg.core.actor import Actor, Participant
from samsteg.core.errors import NotVisible
from samsteg.core.kept_questions import KeptRows
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.visits.enums import VisitKind, VisitState
from samsteg.participants.visits.models import Visit, VisitSlot
from samsteg.participants.visits.records import BecameStart, ReadVisit, SlotDay
from samsteg.participants.visits.services import asked_place, met_place
from samsteg.participants.visits.slot_days import TAKING, days_of_slots, free_days
from samsteg.people.names import NAMELESS, called, names_of_persons
from samsteg.people.vault import vaults_of

MOST = 50
Taken = tuple[int | None, dt.date]  # slot and day


@dataclass(frozen=True, slots=True)
class ToBook:
    """Somebody referred, who has neither been on a study visit nor has one booked."""

    person_id: int
    title: str
    referred_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Week:
    """`slots` in order of day and time; `others` are visits outside them; `person_ids` whom the reader was shown."""

    slots: tuple[SlotDay, ...]
    others: tuple[ReadVisit, ...]
    to_book: tuple[ToBook, ...]
    person_ids: tuple[int, ...]


def week_of(*, actor: Actor, team: Team, monday: dt.date) -> Week:
    """The caller logs whom it shows. Protected persons are in no list: their slot is taken, by nobody named."""
    require(actor, "visits.view", team)
    sunday = monday + dt.timedelta(days=6)
    within = {"on_day__gte": monday, "on_day__lte": sunday, "state__in": TAKING}
    seen = list(
        Visit.objects.in_team(team.pk)
        .visible_to(actor)
        .filter(**within)
        .select_related("stay")
        .order_by("on_day", "starts_at", "pk")
    )
    waiting = _to_book(actor, team)
    people = {row.person_id for row in seen} | {stay.person_id for stay in waiting}
    names = names_of_persons(team.pk, people)
    reads = {
        row.pk: ReadVisit(row, called(names.get(row.person_id, NAMELESS), row.stay.own_id)) for row in seen
    }
    by_slot: dict[Taken, ReadVisit] = {
        (row.slot_id, row.on_day): reads[row.pk] for row in seen if row.slot_id
    }
    return Week(
        slots=tuple(
            SlotDay(one.slot, one.on_day, one.is_taken, by_slot.get((one.slot.pk, one.on_day)))
            for one in days_of_slots(team, monday, sunday)
        ),
        others=tuple(reads[row.pk] for row in seen if row.slot_id is None),
        to_book=tuple(
            ToBook(stay.person_id, called(names.get(stay.person_id, NAMELESS), stay.own_id), stay.referred_on)
            for stay in waiting
        ),
        person_ids=tuple(sorted(people)),
    )


def _to_book(actor: Actor, team: Team) -> list[Stay]:
    has_one = Visit.objects.filter(
        team_id=OuterRef("team_id"), stay_id=OuterRef("pk"), kind=VisitKind.STUDY_VISIT, state__in=TAKING
    )
    rows = Stay.objects.in_team(team.pk).visible_to(actor)
    rows = rows.filter(
        enrolled_on__isnull=True,
        not_enrolled_on__isnull=True,
        study_visit_on__isnull=True,
        referred_on__isnull=False,
    )
    return list(rows.exclude(Exists(has_one)).order_by("referred_on", "pk")[:MOST])


def free_slots(team: Team, *, weeks: int = 4) -> list[SlotDay]:
    """From today on, in order. For the form that books."""
    today = timezone.localdate()
    found = free_days(team, today, today + dt.timedelta(weeks=weeks))
    return [SlotDay(one.slot, one.on_day, False, None) for one in found]


def slots_of(*, actor: Actor, team: Team) -> list[VisitSlot]:
    """Those that stand or will. Raises PermissionRefused."""
    require(actor, "visits.view", team)
    today = timezone.localdate()
    rows = VisitSlot.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=today), team=team)
    return list(rows.order_by("weekday", "starts_at", "pk"))


@KeptRows
def _of_person(actor: Actor, team: Team, person_id: int) -> QuerySet[Visit]:
    rows = Visit.objects.in_team(team.pk).open_to(actor).filter(person_id=person_id).select_related("stay")
    return rows.order_by("-on_day", "-starts_at", "-pk")[:MOST]


def visits_of(*, actor: Actor, team: Team, person_id: int) -> list[ReadVisit]:
    """One person's, the newest first, with what was asked. The caller has entered the person and logs."""
    require(actor, "visits.view", team)
    rows = _of_person(actor, team, person_id)
    vault = vaults_of(team.pk, [person_id]).get(person_id) if rows else None
    hides_place = bool(rows) and protection_of(team.pk, person_id) is not None
    return [
        ReadVisit(
            row,
            "",
            (vault.open_if_kept(row.asked_cipher, asked_place(row.pk)) or "")
            if vault and row.asked_cipher
            else "",
            (vault.open_if_kept(row.place_cipher, met_place(row.pk)) or "")
            if vault and row.place_cipher and not hides_place
            else "",
        )
        for row in rows
    ]


def visit_of(*, actor: Actor, team: Team, person_id: int, visit_id: int) -> ReadVisit:
    """Raises NotVisible."""
    found = [one for one in visits_of(actor=actor, team=team, person_id=person_id) if one.row.pk == visit_id]
    if not found:
        raise NotVisible
    return found[0]


def became_starts(*, actor: Actor, team: Team) -> list[BecameStart]:
    """The last twelve months' study visits by referrer, counted in the database; for the team's own use."""
    require(actor, "visits.view", team)
    since = timezone.localdate() - dt.timedelta(days=365)
    rows = (
        Stay.objects.in_team(team.pk)
        .filter(study_visit_on__gte=since, study_visit_on__lte=timezone.localdate())
        .order_by()
        .values("referrer")
        .annotate(visited=Count("pk"), started=Count("pk", filter=Q(enrolled_on__isnull=False)))
    )
    found = [BecameStart(row["referrer"], row["visited"], row["started"]) for row in rows]
    return sorted(found, key=lambda one: (-one.visited, one.referrer))


@dataclass(frozen=True, slots=True)
class NextVisit:
    """What somebody who isn't enrolled yet is told of the next visit."""

    kind: str
    on: dt.date
    at: dt.time
    form: str
    place: str


def next_visit_for(who: Participant) -> NextVisit | None:
    """The first one booked from today on. Within `core.context.own_page`; the caller logs the read."""
    rows = Visit.objects.in_team(who.team_id).filter(
        person_id=who.person_id, state=VisitState.BOOKED, on_day__gte=timezone.localdate()
    )
    row = rows.select_related("slot").order_by("on_day", "starts_at", "pk").first()
    if row is None:
        return None
    place = row.slot.place if row.slot else ""
    if row.place_cipher is not None:
        vault = vaults_of(who.team_id, [who.person_id]).get(who.person_id)
        place = (vault.open_if_kept(row.place_cipher, met_place(row.pk)) or "") if vault else ""
    if protection_of(who.team_id, who.person_id) is not None:
        place = ""
    return NextVisit(row.kind, row.on_day, row.starts_at, row.form, place)


def next_visit_columns(team: Team) -> dict[str, Any]:
    """Columns of a stay: the person's next booked visit before the start, as JSON with day and time."""
    booked = Visit.objects.filter(team=team, person_id=OuterRef("person_id"), state=VisitState.BOOKED)
    ahead = booked.filter(on_day__gte=timezone.localdate()).order_by("on_day", "starts_at", "pk")
    return {"next_visit": Subquery(ahead.values(told=JSONObject(on=F("on_day"), at=F("starts_at")))[:1])}
