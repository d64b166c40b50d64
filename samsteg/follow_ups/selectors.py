"""Reading follow-ups: one person's, what is written at them, and what they ask for today."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from samsteg.access.enums import DataCategory
from samsteg.access.opened import Opened, opened_categories
from samsteg.access.querysets import represented
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.core.kept_questions import KeptRows
from samsteg.follow_ups.enums import REGULAR, WAS_HELD, FollowUpState
from samsteg.follow_ups.minutes import step_place, text_place
from samsteg.follow_ups.models import AgreedStep, FollowUp, FollowUpExtract, MinuteText, ReminderPause
from samsteg.follow_ups.records import Agreed, NextDue, ReadFollowUp
from samsteg.follow_ups.services import opened_booking
from samsteg.follow_ups.times import next_of, times_of
from samsteg.organisation.models import Team
from samsteg.participants.listing import HAPPENED, NEWEST
from samsteg.participants.models import Stay
from samsteg.people.vault import Vault, vaults_of


@dataclass(frozen=True, slots=True)
class PersonFollowUps:
    """One person's, newest day first. `due`: the next regular one that isn't booked. For staff alone: `paused_to`,
    `can_book_regular`.
    """

    rows: tuple[ReadFollowUp, ...]
    due: NextDue | None
    booked_regular: ReadFollowUp | None
    stay_id: int | None
    enrolled_on: dt.date | None
    exited_on: dt.date | None
    paused_to: dt.date | None

    def of(self, series: uuid.UUID) -> ReadFollowUp:
        """Raises NotVisible."""
        for row in self.rows:
            if row.series == series:
                return row
        raise NotVisible

    def held_before(self, row: ReadFollowUp) -> ReadFollowUp | None:
        """The last one held before it in the same stay, of whatever kind."""
        earlier = (
            one
            for one in self.rows
            if one.state in WAS_HELD
            and one.stay_id == row.stay_id
            and one.series != row.series
            and one.meeting_on <= row.meeting_on
        )
        return next(earlier, None)


def follow_ups_of(actor: Actor, team: Team, person_id: int, opened: Opened | None = None) -> PersonFollowUps:
    """Those that the actor may know of. The caller logs the read. `opened`: what the actor reads, where it is known.

    A representative knows of the meetings that the own authority is invited to, where a consent lets it know of the
    planning. Raises NotVisible for who isn't the actor's to see.
    """
    opened = opened or opened_categories(actor, team, person_id)
    is_staff = None in opened.whole
    if opened.is_empty:
        raise NotVisible
    rows = FollowUp.objects.current().filter(team=team, person_id=person_id)
    rows = rows.exclude(state=FollowUpState.WITHDRAWN).select_related("stay")
    if not is_staff:
        if not opened.reads(None, DataCategory.PLANNING):
            return PersonFollowUps((), None, None, None, None, None, None)
        own = sorted(represented(actor).get(team.pk, frozenset()))
        rows = rows.filter(authority_ids__overlap=own)
    found = list(rows.order_by("-meeting_on", "-meeting_at", "-pk"))
    read = tuple(_numbered(found, is_staff=is_staff))
    if not is_staff:
        return PersonFollowUps(read, None, None, None, None, None, None)
    return _with_due(actor, team, person_id, found, read)


@KeptRows
def _newest_stay(actor: Actor, team: Team, person_id: int) -> QuerySet[Any, Any]:
    seen = Stay.objects.in_team(team.pk).open_to(actor).filter(HAPPENED, person_id=person_id)
    rests = ReminderPause.objects.filter(
        team=team, stay_id=OuterRef("pk"), superseded_at__isnull=True, paused_to__gte=timezone.localdate()
    )
    told = seen.annotate(paused_to=Subquery(rests.values("paused_to")[:1]))
    return told.order_by(*NEWEST)[:1]


def _with_due(
    actor: Actor, team: Team, person_id: int, found: list[FollowUp], read: tuple[ReadFollowUp, ...]
) -> PersonFollowUps:
    stay = next(iter(_newest_stay(actor, team, person_id)), None)
    if stay is None:
        return PersonFollowUps(read, None, None, None, None, None, None)
    held = [row for row in found if row.stay_id == stay.pk and row.kind in REGULAR and row.state in WAS_HELD]
    booked = next(
        (
            row
            for row in read
            if row.stay_id == stay.pk and row.kind in REGULAR and row.state == FollowUpState.BOOKED
        ),
        None,
    )
    due = next_of(times_of(team), stay.enrolled_on, held)
    if due is not None and stay.exited_on is not None and stay.exited_on < timezone.localdate():
        due = None
    return PersonFollowUps(
        rows=read,
        due=due,
        booked_regular=booked,
        stay_id=stay.pk,
        enrolled_on=stay.enrolled_on,
        exited_on=stay.exited_on,
        paused_to=stay.paused_to,
    )


def _numbered(found: list[FollowUp], *, is_staff: bool) -> Iterable[ReadFollowUp]:
    """The number is the place in the row of regular ones of the stay that were or are to be held."""
    numbers: dict[int, int] = {}
    counts: dict[int, int] = defaultdict(int)
    for row in reversed(found):
        if row.kind in REGULAR and row.state in (*WAS_HELD, FollowUpState.BOOKED):
            counts[row.stay_id] += 1
            numbers[row.pk] = counts[row.stay_id]
    is_sealed = is_staff and any(row.place_cipher or row.contact_cipher for row in found)
    first = next(iter(found), None)
    vaults = vaults_of(first.team_id, [first.person_id]) if first and is_sealed else {}
    for row in found:
        sealed = opened_booking(row, vaults[row.person_id]) if row.person_id in vaults else None
        yield ReadFollowUp(
            series=row.series,
            version=row.version,
            stay_id=row.stay_id,
            kind=row.kind,
            state=row.state,
            due_on=row.due_on if is_staff else None,
            meeting_on=row.meeting_on,
            meeting_at=row.meeting_at,
            form=row.form,
            authority_ids=tuple(row.authority_ids),
            place=sealed.place if sealed else "",
            contact=sealed.contact if sealed else "",
            cancelled_by=row.cancelled_by if is_staff else "",
            cancel_reason=row.cancel_reason if is_staff else "",
            number=numbers.get(row.pk, 0) if is_staff else 0,
            written_at=row.recorded_at,
            writer_id=row.recorded_by_id,
        )


@dataclass(frozen=True, slots=True)
class EarlierText:
    part: str
    text: str
    written_at: dt.datetime
    writer_id: int | None


@dataclass(frozen=True, slots=True)
class ReadMinutes:
    """By part, only what the reader may read. A text whose key is destroyed is left out."""

    texts: dict[str, str]
    earlier: tuple[EarlierText, ...]


def minutes_of(
    actor: Actor, team: Team, person_id: int, series: uuid.UUID, opened: Opened | None = None
) -> ReadMinutes:
    """The caller has seen that the reader may know of the meeting, and logs the read."""
    opened = opened or opened_categories(actor, team, person_id)
    rows = MinuteText.objects.in_team(team.pk).readable_by(actor).filter(person_id=person_id, series=series)
    if None not in opened.whole:
        rows = rows.shareable()
    found = list(rows.order_by("-recorded_at", "-pk"))
    vault = vaults_of(team.pk, [person_id]).get(person_id) if found else None
    texts: dict[str, str] = {}
    earlier: list[EarlierText] = []
    for row in found:
        text = vault.open_if_kept(row.text_cipher, text_place(row.pk)) if vault else None
        if text is None:
            continue
        if row.superseded_at is None:
            texts[row.part] = text
        else:
            earlier.append(EarlierText(row.part, text, row.recorded_at, row.recorded_by_id))
    return ReadMinutes(texts, tuple(earlier))


def steps_of(
    actor: Actor, team: Team, person_id: int, meetings: Collection[ReadFollowUp]
) -> dict[uuid.UUID, tuple[Agreed, ...]]:
    """What the meetings agreed on, by meeting, in the order it was written. The caller logs the read."""
    days = {one.series: one.meeting_on for one in meetings}
    rows = AgreedStep.objects.in_team(team.pk).readable_by(actor).current()
    found = list(rows.filter(person_id=person_id, series__in=days).order_by("ordinal", "pk"))
    vault = vaults_of(team.pk, [person_id]).get(person_id) if found else None
    steps: dict[uuid.UUID, list[Agreed]] = defaultdict(list)
    for row in found:
        text = _opened(vault, row)
        steps[row.series].append(Agreed(row.pk, text, days[row.series], row.done_on))
    return {series: tuple(agreed) for series, agreed in steps.items()}


def _opened(vault: Vault | None, row: AgreedStep) -> str | None:
    return vault.open_if_kept(row.text_cipher, step_place(row.pk)) if vault else None


def extracts_of(team: Team, person_id: int, series: uuid.UUID) -> list[FollowUpExtract]:
    """Newest first. The caller has seen that the actor reads the record whole."""
    rows = FollowUpExtract.objects.filter(team=team, person_id=person_id, series=series)
    return list(rows.select_related("authority").order_by("-made_at"))


def handed_out(team: Team, person_id: int) -> list[FollowUpExtract]:
    """Every extract about the person, newest first. The caller has seen that it may be shown."""
    rows = FollowUpExtract.objects.filter(team=team, person_id=person_id)
    return list(rows.select_related("authority").order_by("-made_at"))


def next_meeting_columns(actor: Actor, team: Team) -> dict[str, Any]:
    """Columns of a stay: the person's next booked meeting, as JSON with day and time; and, for a representative, the
    next of those that the own authority is invited to.
    """
    booked = (
        FollowUp.objects.current()
        .filter(team=team, person_id=OuterRef("person_id"), state=FollowUpState.BOOKED)
        .filter(meeting_on__gte=timezone.localdate())
        .order_by("meeting_on", "meeting_at", "pk")
    )
    told = JSONObject(on=F("meeting_on"), at=F("meeting_at"))
    own = sorted(represented(actor).get(team.pk, frozenset()))
    columns = {"next_meeting": Subquery(booked.values(told=told)[:1])}
    if own:
        invited = booked.filter(authority_ids__overlap=own)
        columns["next_invited"] = Subquery(invited.values(told=told)[:1])
    return columns
