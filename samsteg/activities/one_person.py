"""The sessions of one person's groups, to mark from the person's own page: there also who is protected is marked, by
whom the officer has named, and no list tells of it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from samsteg.access.opened import Opened
from samsteg.activities.enums import SessionState
from samsteg.activities.member_selectors import may_read_attendance
from samsteg.activities.models import Attendance, GroupMembership, GroupSession
from samsteg.activities.opened import open_sessions
from samsteg.activities.records import SessionDay
from samsteg.activities.selectors import session_days
from samsteg.core.actor import Actor
from samsteg.organisation.models import Team

SHOWN = 8
LATELY = dt.timedelta(weeks=5)


@dataclass(frozen=True, slots=True)
class SessionToMark:
    """`mark_id` 0: nothing is marked."""

    day: SessionDay
    mark: str = ""
    mark_id: int = 0


def sessions_to_mark(
    actor: Actor, team: Team, person_id: int, opened: Opened, today: dt.date
) -> list[SessionToMark]:
    """Of the last five weeks, newest first: those of groups that the person was in that day, and those marked.

    Empty for who may not read attendance. The caller has seen that the person is the actor's to see.
    """
    if not may_read_attendance(opened):
        return []
    first_on = today - LATELY
    marks = Attendance.objects.in_team(team.pk).current()
    marked = {row.session_series: row for row in marks.filter(person_id=person_id, occurred_on__gte=first_on)}
    held = GroupMembership.objects.in_team(team.pk).current().filter(person_id=person_id)
    wanted = Q(series__in=list(marked))
    for row in held.exclude(leave_reason="mistake").filter(Q(left_on__isnull=True) | Q(left_on__gt=first_on)):
        span = Q(group_id=row.group_id, on_day__gte=row.joined_on)
        wanted |= span & Q(on_day__lt=row.left_on) if row.left_on else span
    days = session_days(team, _newest(actor, team, first_on, today, wanted), counted=False)
    return [
        SessionToMark(day, marked[day.series].mark, marked[day.series].pk)
        if day.series in marked
        else SessionToMark(day)
        for day in reversed(days)
    ]


def _newest(actor: Actor, team: Team, first_on: dt.date, today: dt.date, wanted: Q) -> QuerySet[GroupSession]:
    rows = open_sessions(actor, team).between(first_on, today).filter(wanted)
    open_ = rows.exclude(state=SessionState.CANCELLED).order_by("-on_day", "-starts_at", "-pk")
    return GroupSession.objects.filter(pk__in=list(open_.values_list("pk", flat=True)[:SHOWN]))
