"""Reading who is in groups and who was there. Only participants of the asking team, and only those the actor sees.

Lists leave protected persons out, for everybody; the page of one person shows who is named. The caller logs the reads.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from samsteg.access.enums import DataCategory
from samsteg.access.opened import Opened
from samsteg.activities.came import Said, enrolled_within
from samsteg.activities.first_known import FIRST_KNOWN
from samsteg.activities.models import Attendance, Group, GroupMembership, GroupSession
from samsteg.activities.querysets import NEVER_IN
from samsteg.activities.standing import standing_marks, took_part
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.core.kept_questions import KeptRows
from samsteg.organisation.models import Team
from samsteg.participants.listing import BEGAN_ON, HAPPENED
from samsteg.participants.models import Stay
from samsteg.people.names import NAME_COLUMNS, called, open_name

SHOWN_MARKS = 40
SAID = ("mark", "is_drop_in", "stay__enrolled_on", "stay__exited_on")


@dataclass(frozen=True, slots=True)
class Listed:
    """A participant whom the actor sees, as lists call one. `ended_on`: the last day of the newest stay, which a
    referral without a start shortens only where nothing else goes on. `first`: the first name, empty where none is
    kept. `known_on`: the first day of anything known of the person here.
    """

    person_id: int
    title: str
    order: tuple[str, str]
    ended_on: dt.date | None
    first: str = ""
    known_on: dt.date = dt.date.min

    def is_here_on(self, day: dt.date) -> bool:
        return self.known_on <= day and (self.ended_on is None or self.ended_on >= day)


def listed_persons(actor: Actor, team: Team, person_ids: Iterable[int] | None = None) -> dict[int, Listed]:
    """By person, those the actor sees; all of them for None. Two questions at most."""
    rows = _stays(actor, team) if person_ids is None else _stays.of_each(person_ids, actor, team)
    found: dict[int, Listed] = {}
    for person_id, own_id, exited_on, not_enrolled_on, known_on, *name in rows:
        known = open_name(person_id, (name[0], name[1], name[2]))
        order, since = (known.order or "\uffff", own_id), known_on or dt.date.min
        before = found.get(person_id)
        if before is not None:
            since = min(since, before.known_on)
        last = _last_on(before, exited_on, not_enrolled_on)
        found[person_id] = Listed(person_id, called(known, own_id), order, last, known.first, since)
    return found


def _last_on(
    before: Listed | None, exited_on: dt.date | None, not_enrolled_on: dt.date | None
) -> dt.date | None:
    """`before`: by the person's stays that began before this one."""
    if exited_on is not None or not_enrolled_on is None or before is None:
        return exited_on or not_enrolled_on
    return max(before.ended_on, not_enrolled_on) if before.ended_on else None


@KeptRows
def _stays(actor: Actor, team: Team, *person_ids: int) -> QuerySet[Stay, tuple[Any, ...]]:
    """Of all persons where none are named."""
    rows = Stay.objects.in_team(team.pk).visible_to(actor).filter(HAPPENED)
    if person_ids:
        rows = rows.filter(person_id__in=person_ids)
    columns = rows.annotate(began_on=BEGAN_ON, known_on=FIRST_KNOWN).order_by("began_on", "pk")
    return columns.values_list(
        "person_id", "own_id", "exited_on", "not_enrolled_on", "known_on", *NAME_COLUMNS
    )


@dataclass(frozen=True, slots=True)
class Member:
    """One person's time in a group."""

    series: uuid.UUID
    person: Listed
    joined_on: dt.date
    left_on: dt.date | None
    leave_reason: str
    took_part: int = 0
    last_on: dt.date | None = None


def members_of(
    actor: Actor, team: Team, group: Group, *, on: dt.date | None = None, later: bool = False
) -> list[Member]:
    """The team's own, by name. `on`: those in the group that day, with `later` also those who come in after it; else
    all that are or have been.
    """
    rows = GroupMembership.objects.in_team(team.pk).current().filter(group=group)
    if on is not None:
        rows = rows.filter(_still_in(on) if later else in_group(on))
    found = list(rows.order_by("joined_on", "pk"))
    persons = listed_persons(actor, team, {row.person_id for row in found})
    came = _came(team, group.pk)
    members = [
        Member(
            row.series,
            persons[row.person_id],
            row.joined_on,
            row.left_on,
            row.leave_reason,
            *came.get(row.person_id, (0, None)),
        )
        for row in found
        if row.person_id in persons and row.leave_reason != "mistake"
    ]
    return sorted(members, key=lambda one: one.person.order)


def in_group(day: dt.date) -> Q:
    return Q(joined_on__lte=day) & _still_in(day)


def _still_in(day: dt.date) -> Q:
    """Unless nobody ever was, as when the stay ended before the first day."""
    return Q(left_on__isnull=True) | (Q(left_on__gt=day) & Q(left_on__gt=F("joined_on")))


def _came(team: Team, group_id: int) -> dict[int, tuple[int, dt.date]]:
    """By person, how often one took part in the group, and when last."""
    counts: Counter[int] = Counter()
    last: dict[int, dt.date] = {}
    rows = took_part(team).filter(group_id=group_id)
    for person_id, day in rows.order_by("occurred_on").values_list("person_id", "occurred_on"):
        counts[person_id] += 1
        last[person_id] = day
    return {person_id: (count, last[person_id]) for person_id, count in counts.items()}


@dataclass(frozen=True, slots=True)
class GroupTable:
    """Marks by person and session: `marks[person_id][series]`."""

    sessions: tuple[tuple[uuid.UUID, dt.date], ...]
    persons: tuple[Listed, ...]
    marks: dict[int, dict[uuid.UUID, Said]] = field(default_factory=dict)


def table_of(actor: Actor, team: Team, group: Group, first_on: dt.date, last_on: dt.date) -> GroupTable:
    """The sessions of the days that weren't cancelled, newest first, and everybody in the group or marked then.

    Of days to come those that somebody whom the actor sees has already said something about.
    """
    today = timezone.localdate()
    held = (
        GroupSession.objects.current()
        .filter(group=group)
        .between(first_on, last_on)
        .exclude(state="cancelled")
        .order_by("-on_day", "-starts_at", "-pk")
        .values_list("series", "on_day")
    )
    days = dict(held)
    rows = standing_marks(team).filter(session_series__in=list(days))
    marks: dict[int, dict[uuid.UUID, Said]] = defaultdict(dict)
    for person_id, series, *said in rows.values_list("person_id", "session_series", *SAID):
        marks[person_id][series] = Said(*_said(said, first_on, last_on))
    members = (
        GroupMembership.objects.in_team(team.pk)
        .current()
        .filter(Q(left_on__isnull=True) | Q(left_on__gt=first_on), group=group, joined_on__lte=last_on)
    )
    persons = listed_persons(actor, team, {*marks, *members.values_list("person_id", flat=True)})
    told = {series for pk in persons for series in marks.get(pk, ())}
    return GroupTable(
        tuple((series, day) for series, day in days.items() if day <= today or series in told),
        tuple(sorted(persons.values(), key=lambda one: one.order)),
        {person_id: marks[person_id] for person_id in persons if person_id in marks},
    )


@dataclass(frozen=True, slots=True)
class PersonMark:
    """One mark of one person, for the person's page, the time line and meetings."""

    series: uuid.UUID
    group_id: int
    group: str
    on_day: dt.date
    mark: str
    is_drop_in: bool = False
    is_enrolled: bool = True

    @property
    def said(self) -> Said:
        return Said(self.mark, self.is_drop_in, self.is_enrolled)


@dataclass(frozen=True, slots=True)
class PersonMembership:
    series: uuid.UUID
    version: int
    group_id: int
    group: str
    joined_on: dt.date
    left_on: dt.date | None
    leave_reason: str
    left_for: str


def may_read_attendance(opened: Opened) -> bool:
    """Staff who see the person, and whom a consent opens attendance to."""
    return opened.reads(None, DataCategory.ATTENDANCE)


def groups_of_person(team: Team, person_id: int, opened: Opened) -> list[PersonMembership]:
    """Newest first; nothing for who may not read attendance."""
    if not may_read_attendance(opened):
        return []
    rows = GroupMembership.objects.in_team(team.pk).current().filter(person_id=person_id)
    return [
        PersonMembership(
            row.series,
            row.version,
            row.group_id,
            row.group.name,
            row.joined_on,
            row.left_on,
            row.leave_reason,
            row.left_for.name if row.left_for else "",
        )
        for row in rows.exclude(NEVER_IN).select_related("group", "left_for").order_by("-joined_on", "-pk")
    ]


def marks_of_person(
    team: Team,
    person_id: int,
    opened: Opened,
    *,
    first_on: dt.date | None = None,
    last_on: dt.date | None = None,
) -> list[PersonMark]:
    """Newest first; nothing for who may not read attendance.

    Who may not read the way is told nothing by the shares of when one was enrolled: there every mark counts.
    """
    if not may_read_attendance(opened):
        return []
    tells_way = opened.reads(None, DataCategory.OUTCOME)
    rows = standing_marks(team).filter(person_id=person_id)
    if first_on is not None:
        rows = rows.filter(occurred_on__gte=first_on)
    if last_on is not None:
        rows = rows.filter(occurred_on__lte=last_on)
    told = rows.order_by("-occurred_on", "-pk").values_list(
        "session_series", "group_id", "group__name", "occurred_on", *SAID
    )
    return [
        PersonMark(series, group_id, group, on_day, mark, is_drop_in, is_enrolled or not tells_way)
        for series, group_id, group, on_day, *said in told
        for mark, is_drop_in, is_enrolled in [_said(said, first_on, last_on)]
    ]


def _said(
    columns: Sequence[Any], first_on: dt.date | None, last_on: dt.date | None
) -> tuple[str, bool, bool]:
    """Of the columns SAID, as `came.Said`, of marks on the days asked about."""
    mark, is_drop_in, enrolled_on, exited_on = columns
    return mark, is_drop_in, enrolled_within(enrolled_on, exited_on, first_on, last_on)


def persons_in(team: Team, session: GroupSession) -> set[int]:
    """The team's own in the group that day, or marked, seen by the actor or not: never to be shown."""
    rows = GroupMembership.objects.in_team(team.pk).current()
    members = rows.filter(in_group(session.on_day), group_id=session.group_id)
    marks = Attendance.objects.in_team(team.pk).current().filter(session_series=session.series)
    return {*members.values_list("person_id", flat=True), *marks.values_list("person_id", flat=True)}


def membership_of(actor: Actor, team: Team, series: uuid.UUID) -> GroupMembership:
    """The version that holds, of a person whose page is open to the actor. Raises NotVisible."""
    rows = GroupMembership.objects.in_team(team.pk).open_to(actor).current()
    found = rows.select_related("group__follows_into", "left_for").filter(series=series).first()
    if found is None:
        raise NotVisible
    return found
