"""Reading team meetings: whom the room may look at, what was decided, and the meetings that have been.

What all in the room may see is asked anew with each request, so that whoever comes in, and a consent that ends, count
from the next one on. Nothing here says whether there is anybody else.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    BigIntegerField,
    BooleanField,
    CharField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Greatest
from django.utils import timezone

from samsteg.access.enums import DataCategory
from samsteg.access.in_common import items_read_by_all, read_whole_by_all, seen_by_all
from samsteg.access.models import CoachAssignment, Protection
from samsteg.access.policies import require
from samsteg.access.protection import note_protected_reads, protected_among
from samsteg.access.querysets import still_at_work
from samsteg.accounts.names import name_of, names_of
from samsteg.audit.enums import ReadKind
from samsteg.audit.services import log_reads
from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.participants.listing import HAPPENED, NEWEST
from samsteg.participants.meetings.enums import Errand, MeetingOutcome, Reason
from samsteg.participants.meetings.models import MeetingDecision, MeetingPresence, TeamMeeting
from samsteg.participants.meetings.records import AgendaItem, ReadDecision, Room
from samsteg.participants.models import Stay
from samsteg.participants.own_day import SILENT, LastSeen, last_note, last_visit
from samsteg.participants.own_ids import name_of_protected
from samsteg.participants.way.enums import ENDED, INSIDE, State
from samsteg.participants.way.enums import WAITING as BEFORE_START
from samsteg.participants.way.models import CURRENT, PlannedEnd
from samsteg.participants.way.states import with_state
from samsteg.people.names import NAME_COLUMNS, called, names_of_persons, open_name
from samsteg.people.vault import vaults_of

ORDER = {one: number for number, one in enumerate(Errand)}


def agenda(
    room: Room,
    team: Team,
    *,
    due: Collection[int] = (),
    seen: Sequence[LastSeen] = (),
    on: dt.date | None = None,
) -> list[AgendaItem]:
    """Those to take up whom everybody in the room may see, in the order of the meeting.

    `due` are persons with a follow-up that asks for something; `seen` as for `own_day`.
    The caller logs the read for everybody in the room.
    """
    actors = room.actors
    if not actors:
        return []
    day = on or timezone.localdate()
    decided = _decided(room, team)
    found = [
        _item(row, {*due}, decided.get(row.person_id), day, team) for row in _rows(room, team, day, seen)
    ]
    kept = [(key, one) for key, one in found if one is not None]
    return [one for _key, one in sorted(kept, key=lambda pair: pair[0])]


def _rows(room: Room, team: Team, day: dt.date, seen: Sequence[LastSeen]) -> QuerySet[Any]:
    """The newest stay of each, with what decides whether and how it is told of."""
    actors = room.actors
    of_person = {"team": team, "person_id": OuterRef("person_id"), "valid_to__isnull": True}
    coach = CoachAssignment.objects.filter(still_at_work(), **of_person)
    protections = Protection.objects.filter(team=team, person_id=OuterRef("person_id"), valid_to__isnull=True)
    planned = PlannedEnd.objects.filter(CURRENT, team=team, stay_id=OuterRef("pk"))
    own = {
        "own_record": Value(None, output_field=BigIntegerField()),
        "of_outcome": Value(DataCategory.OUTCOME.value, output_field=CharField()),
    }
    tells_outcome = items_read_by_all(actors, source_field="own_record", category_field="of_outcome")
    stays = Stay.objects.in_team(team.pk).known().filter(HAPPENED, seen_by_all(actors))
    rows: QuerySet[Any] = (
        with_state(stays, team, day)
        .annotate(**own)
        .annotate(
            is_whole=ExpressionWrapper(read_whole_by_all(actors), BooleanField()),
            tells_outcome=ExpressionWrapper(tells_outcome, BooleanField()),
            coach_id=Subquery(coach.values("coach_id")[:1]),
            planned_on=Subquery(planned.order_by("-decided_on", "-pk").values("planned_on")[:1]),
            last_on=Greatest(*(source(team, day) for source in (last_note, last_visit, *seen))),
            protected=Exists(protections),
            **dict(zip(("key_id", "wrapped_key", "name_cipher"), map(F, NAME_COLUMNS), strict=True)),
        )
        .order_by("person_id", *NEWEST)
        .distinct("person_id")
    )
    return rows


Key = tuple[int, dt.date, int]


def _item(
    row: Any, due: set[int], decided: MeetingDecision | None, day: dt.date, team: Team
) -> tuple[Key, AgendaItem | None]:
    """None for who isn't to be taken up."""
    state = State(row.state)
    reasons = _reasons(row, state, due, day) if row.is_whole else ()
    errand = _errand(row, state, decided)
    began = row.queue_on or row.referred_on or row.enrolled_on or dt.date.max
    key = (ORDER[errand], began if errand is not Errand.OTHER else dt.date.max, row.pk)
    is_quiet = errand is Errand.CURRENT and row.is_whole and not reasons and decided is None
    if state in ENDED or is_quiet:
        return key, None
    name = open_name(row.person_id, (row.key_id, row.wrapped_key, row.name_cipher))
    return key, AgendaItem(
        person_id=row.person_id,
        title=called(name_of_protected(team, name) if row.protected else name, row.own_id),
        errand=errand,
        reasons=reasons,
        state=state if row.tells_outcome else None,
        is_whole=row.is_whole,
        outcome=MeetingOutcome(decided.outcome) if decided else None,
        began_on=began if row.tells_outcome and began != dt.date.max else None,
    )


def _errand(row: Any, state: State, decided: MeetingDecision | None) -> Errand:
    """One that has been decided about keeps its place in the row."""
    if not row.tells_outcome:
        return Errand.OTHER
    if decided is not None and row.is_whole:
        return Errand(decided.errand)
    if state in BEFORE_START:
        return Errand.NEW if row.is_whole and row.coach_id is None else Errand.WAITING
    return Errand.CURRENT


def _reasons(row: Any, state: State, due: set[int], day: dt.date) -> tuple[Reason, ...]:
    if state not in INSIDE:
        return ()
    silent_since = row.last_on or row.enrolled_on
    asked = (
        (Reason.NO_COACH, row.coach_id is None),
        (Reason.FOLLOW_UP, row.person_id in due),
        (Reason.PAST_END, row.planned_on is not None and row.planned_on < day),
        (Reason.SILENT, row.enrolled_on <= day - SILENT and silent_since <= day - SILENT),
    )
    return tuple(reason for reason, holds in asked if holds)


def _decided(room: Room, team: Team) -> Mapping[int, MeetingDecision]:
    """By person, what has been decided at the meeting, as far as all in the room may know it."""
    readable = items_read_by_all(room.actors, source_field="source_authority_id", category_field="category")
    rows = MeetingDecision.objects.in_team(team.pk).current().filter(readable, meeting=room.meeting)
    return {row.person_id: row for row in rows}


def log_room(room: Room, team: Team, person_ids: Collection[int], place: str) -> None:
    """One row in the read log for each person and each member in the room, in the transaction of the read."""
    if not person_ids:
        return
    protected = protected_among(team.pk, person_ids)
    for actor in room.actors:
        log_reads(actor=actor, team_id=team.pk, person_ids=person_ids, kind=ReadKind.MEETING, place=place)
        if protected:
            note_protected_reads(actor=actor, team_id=team.pk, person_ids=protected, place=place)


def decision_at(room: Room, team: Team, person_id: int) -> MeetingDecision | None:
    """What the meeting has come to about the person. The caller has seen that all may see the person."""
    rows = MeetingDecision.objects.in_team(team.pk).current()
    return rows.filter(meeting=room.meeting, person_id=person_id).first()


def decisions_of_meeting(*, actor: Actor, team: Team, meeting_id: int) -> list[ReadDecision]:
    """What was decided about those whom the actor sees, as far as the actor may read it. The caller logs the read."""
    require(actor, "meetings.view", team)
    rows = MeetingDecision.objects.in_team(team.pk).listed_for(actor).current().filter(meeting_id=meeting_id)
    return _read(team, rows)


def decisions_about(*, actor: Actor, team: Team, person_id: int) -> list[ReadDecision]:
    """One person's, at all meetings, the newest first. The caller has entered the person, and logs the read."""
    rows = MeetingDecision.objects.in_team(team.pk).readable_by(actor).current().filter(person_id=person_id)
    return sorted(_read(team, rows), key=lambda one: (one.held_on, one.written_at), reverse=True)


def _read(team: Team, rows: Any) -> list[ReadDecision]:
    own_id = Stay.objects.filter(team=team, person_id=OuterRef("person_id")).order_by("-pk").values("own_id")
    found = list(
        rows.annotate(own_id=Subquery(own_id[:1])).select_related("meeting").order_by("recorded_at", "pk")
    )
    persons = {row.person_id for row in found}
    names, vaults = names_of_persons(team.pk, persons), vaults_of(team.pk, persons)
    users = names_of({one for row in found for one in (row.coach_id, row.recorded_by_id)})
    return [
        ReadDecision(
            person_id=row.person_id,
            title=called(names[row.person_id], row.own_id) if row.person_id in names else row.own_id or "",
            meeting_id=row.meeting_id,
            held_on=row.meeting.held_on,
            outcome=MeetingOutcome(row.outcome),
            coach=users.get(row.coach_id or 0, ""),
            text=text_of(row, vaults.get(row.person_id)),
            category=row.category,
            source_id=row.source_authority_id,
            version=row.version,
            written_by=users.get(row.recorded_by_id or 0, ""),
            written_at=row.recorded_at,
        )
        for row in found
    ]


def text_of(row: MeetingDecision, vault: Any) -> str | None:
    """Empty where nothing was written; None where it is destroyed for good."""
    if row.text_cipher is None:
        return ""
    text: str | None = vault.open_if_kept(row.text_cipher, place_of(row.pk)) if vault else None
    return text


def place_of(decision_id: int) -> str:
    """Where a decision's text is sealed: it opens in its own row alone."""
    return f"meeting_decision:{decision_id}"


@dataclass(frozen=True, slots=True)
class ListedMeeting:
    """`decision_count`: of those that the reader may read. `members` and `guests` are who took part, by name."""

    pk: int
    held_on: dt.date
    is_open: bool
    members: tuple[str, ...]
    guests: tuple[str, ...]
    decision_count: int
    was_there: bool


def meetings_of(*, actor: Actor, team: Team) -> list[ListedMeeting]:
    """Newest first. Three questions, however many there are. Raises PermissionRefused."""
    require(actor, "meetings.view", team)
    read = MeetingDecision.objects.in_team(team.pk).listed_for(actor).current()
    counts = dict(read.order_by().values("meeting_id").annotate(n=Count("pk")).values_list("meeting_id", "n"))
    took_part: dict[int, list[tuple[int | None, str, str]]] = {}
    rows = (
        MeetingPresence.objects.filter(team=team)
        .annotate(name=name_of("user_id"))
        .order_by("joined_at", "pk")
    )
    for meeting_id, user_id, name, guest, organisation in rows.values_list(
        "meeting_id", "user_id", "name", "guest_name", "guest_organisation"
    ):
        told = name if user_id else ", ".join(part for part in (guest, organisation) if part)
        took_part.setdefault(meeting_id, []).append((user_id, told, guest))
    return [
        ListedMeeting(
            pk=one.pk,
            held_on=one.held_on,
            is_open=one.ended_at is None,
            members=tuple(dict.fromkeys(name for pk, name, _g in took_part.get(one.pk, ()) if pk)),
            guests=tuple(dict.fromkeys(name for pk, name, _g in took_part.get(one.pk, ()) if not pk)),
            decision_count=counts.get(one.pk, 0),
            was_there=any(pk == actor.user_id for pk, _name, _g in took_part.get(one.pk, ())),
        )
        for one in TeamMeeting.objects.filter(team=team).order_by("-held_on", "-pk")
    ]
