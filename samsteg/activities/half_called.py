"""Roll calls that were begun and never ended: a session counts as held from its holder's first mark on.

A team that has participants in another team's group is told of those alone.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from samsteg.activities.enums import Joining, LeaveReason, SessionState
from samsteg.activities.first_known import FIRST_KNOWN
from samsteg.activities.models import Attendance, GroupMembership, GroupSession
from samsteg.activities.records import SessionDay
from samsteg.core.actor import Actor
from samsteg.core.kept_questions import KeptRows
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay

LOOKED_BACK = dt.timedelta(weeks=5)
Unsaid = tuple[
    uuid.UUID, int, int
]  # the session, how many were in the group, of how many of them nothing is said


def half_called(actor: Actor, team: Team, days: Iterable[SessionDay]) -> dict[uuid.UUID, tuple[int, int]]:
    """By session, of those of earlier days that were held where nothing is said of somebody: how many are marked, of
    how many of the team's own in the group that day whom the actor sees. Where people drop in nobody was expected.

    One question of the sessions that the team holds, and one of those that other teams do, where there are any.
    """
    today = timezone.localdate()
    held = [
        one
        for one in days
        if one.state is SessionState.HELD and one.joining is Joining.MEMBERS and one.on_day < today
    ]
    found: dict[uuid.UUID, tuple[int, int]] = {}
    for unsaid_of, is_own in ((_unsaid, True), (_unsaid_as_guest, False)):
        wanted = {one.series: one.on_day for one in held if (one.host_id == team.pk) is is_own}
        if wanted:
            back = (
                -(-(today - min(wanted.values())) // LOOKED_BACK) * LOOKED_BACK
            )  # so that few texts are kept
            rows = unsaid_of(actor, team, today - back, today)
            found |= {series: (all_ - unsaid, all_) for series, all_, unsaid in rows if series in wanted}
    return found


@KeptRows
def _unsaid(actor: Actor, team: Team, first: dt.date, today: dt.date) -> QuerySet[GroupSession, Unsaid]:
    """Of the team's sessions before today: of how many in the group nothing is said, where that is anybody."""
    rows = GroupSession.objects.filter(team_id=team.pk, on_day__gte=first, on_day__lt=today)
    return _with_unsaid(actor, team, rows)


@KeptRows
def _unsaid_as_guest(
    actor: Actor, team: Team, first: dt.date, today: dt.date
) -> QuerySet[GroupSession, Unsaid]:
    """The same of other teams' sessions, in groups that the team's own have been in."""
    guests = GroupMembership.objects.in_team(team.pk).current().exclude(host_id=team.pk)
    rows = GroupSession.objects.filter(
        group_id__in=guests.values("group_id"), on_day__gte=first, on_day__lt=today
    )
    return _with_unsaid(actor, team, rows.exclude(team_id=team.pk))


def _with_unsaid(actor: Actor, team: Team, rows: QuerySet[GroupSession]) -> QuerySet[GroupSession, Unsaid]:
    there = _there(actor, team)
    marked = Attendance.objects.current().filter(
        team_id=team.pk, session_series=OuterRef(OuterRef("series")), person_id=OuterRef("person_id")
    )
    held = rows.filter(superseded_at__isnull=True, state=SessionState.HELD)
    found = held.annotate(of_all=_count(there), unsaid=_count(there.filter(~Exists(marked))))
    return found.filter(unsaid__gt=0).values_list("series", "of_all", "unsaid")


def _there(actor: Actor, team: Team) -> QuerySet[GroupMembership]:
    """Of the session outside: those in its group that day who were known here and hadn't left the team."""
    day = OuterRef(OuterRef("on_day"))
    stays = Stay.objects.filter(team_id=team.pk, person_id=OuterRef("person_id")).alias(known_on=FIRST_KNOWN)
    known = stays.filter(known_on__lte=day)
    here = stays.filter(
        Q(exited_on__isnull=True) | Q(exited_on__gte=day),
        Q(not_enrolled_on__isnull=True) | Q(not_enrolled_on__gte=day),
    )
    rows = GroupMembership.objects.in_team(team.pk).visible_to(actor).current()
    return rows.exclude(leave_reason=LeaveReason.MISTAKE).filter(
        Q(left_on__isnull=True) | Q(left_on__gt=OuterRef("on_day")),
        Exists(here),
        Exists(known),
        group_id=OuterRef("group_id"),
        joined_on__lte=OuterRef("on_day"),
    )


def _count(rows: QuerySet[GroupMembership]) -> Any:
    counted = rows.order_by().values("group_id").annotate(n=Count("person_id", distinct=True)).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
