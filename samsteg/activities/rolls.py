"""The roll of one session: who is called, what is marked, what was corrected."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Max, QuerySet

from samsteg.activities.enums import Joining
from samsteg.activities.member_selectors import Listed, in_group, listed_persons
from samsteg.activities.models import Attendance, GroupMembership
from samsteg.activities.standing import took_part
from samsteg.core.actor import Actor
from samsteg.core.kept_questions import KeptRows, asked_together
from samsteg.organisation.models import Team

LATELY = dt.timedelta(weeks=8)  # who came to a drop-in by then is called first


@dataclass(frozen=True, slots=True)
class RollRow:
    """One line of a roll call. `mark_id` 0: nothing is marked. `last_on`: took part last, before this day."""

    person: Listed
    mark: str = ""
    mark_id: int = 0
    by_id: int | None = None
    at: dt.datetime | None = None
    last_on: dt.date | None = None
    is_member: bool = True

    @property
    def person_id(self) -> int:
        return self.person.person_id

    @property
    def is_new(self) -> bool:
        """Has never taken part in the group."""
        return self.last_on is None


def roll_of(
    actor: Actor,
    team: Team,
    group_id: int,
    series: uuid.UUID,
    day: dt.date,
    joining: Joining = Joining.MEMBERS,
) -> list[RollRow]:
    """Those in the group that day and those who are marked, by name. Who has left the team isn't called.

    A drop-in begins with who came or was put in lately, in the group or not.
    """
    with asked_together(
        _joined.ahead(team, group_id, day), _marked.ahead(team, series), _last.ahead(team, group_id, day)
    ):
        joined = dict(_joined(team, group_id, day))
        marks = {row.person_id: row for row in _marked(team, series)}
        last = dict(_last(team, group_id, day))
    called = set(joined)
    if joining is Joining.DROP_IN:
        called = {pk for pk, on in [*joined.items(), *last.items()] if on >= day - LATELY}
    persons = listed_persons(actor, team, called | set(marks))
    found = [
        _roll_row(person, marks.get(person_id), last.get(person_id), person_id in joined)
        for person_id, person in persons.items()
        if person_id in marks or person.is_here_on(day)
    ]
    return sorted(found, key=lambda one: one.person.order)


@KeptRows
def _joined(team: Team, group_id: int, day: dt.date) -> QuerySet[GroupMembership, tuple[int, dt.date]]:
    rows = GroupMembership.objects.in_team(team.pk).current().filter(in_group(day), group_id=group_id)
    return rows.values_list("person_id", "joined_on")


@KeptRows
def _marked(team: Team, series: uuid.UUID) -> QuerySet[Attendance, Attendance]:
    return Attendance.objects.in_team(team.pk).current().filter(session_series=series)


@KeptRows
def _last(team: Team, group_id: int, day: dt.date) -> QuerySet[Attendance, tuple[int, dt.date]]:
    """By person the last day before this one that one took part."""
    came = took_part(team).filter(group_id=group_id, occurred_on__lt=day)
    return came.order_by().values_list("person_id").annotate(last=Max("occurred_on"))


def _roll_row(person: Listed, mark: Attendance | None, last_on: dt.date | None, is_member: bool) -> RollRow:
    if mark is None:
        return RollRow(person, last_on=last_on, is_member=is_member)
    return RollRow(person, mark.mark, mark.pk, mark.recorded_by_id, mark.recorded_at, last_on, is_member)


def may_be_added(actor: Actor, team: Team, day: dt.date, but: Collection[int]) -> list[Listed]:
    """Participants of the team that day whom the actor sees, by name, `but` some."""
    found = listed_persons(actor, team)
    return sorted(
        (one for one in found.values() if one.person_id not in but and one.is_here_on(day)),
        key=lambda one: one.order,
    )


@dataclass(frozen=True, slots=True)
class MarkChange:
    """One version of a mark: what it said, who wrote it and when, and until when it stood."""

    person_id: int
    mark: str
    by_id: int | None
    at: dt.datetime
    until: dt.datetime | None


@KeptRows
def _versions(actor: Actor, team: Team, series: uuid.UUID) -> QuerySet[Attendance]:
    rows = Attendance.objects.in_team(team.pk).visible_to(actor).filter(session_series=series)
    return rows.order_by("recorded_at", "pk")


def corrected_marks(actor: Actor, team: Team, series: uuid.UUID) -> list[MarkChange]:
    """Every version of marks that have been corrected or taken away at the session, oldest first."""
    found = _versions(actor, team, series)
    changed = {row.person_id for row in found if row.superseded_at is not None}
    return [
        MarkChange(row.person_id, row.mark, row.recorded_by_id, row.recorded_at, row.superseded_at)
        for row in found
        if row.person_id in changed
    ]
