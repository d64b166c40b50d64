"""Roll calls that were begun and never ended: a session counts as held from its first mark on."""

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


def half_called(actor: Actor, team: Team, days: Iterable[SessionDay]) -> dict[uuid.UUID, tuple[int, int]]:
    """By session, of those of earlier days that were held where nothing is said of somebody: how many are marked, of
    how many in the group that day whom the actor sees. Where people drop in nobody was expected. One question at most.
    """
    today = timezone.localdate()
    wanted = {
        one.series: one.on_day
        for one in days
        if one.state is SessionState.HELD
        and one.joining is Joining.MEMBERS
        and one.host_id == team.pk
        and one.on_day < today
    }
    if not wanted:
        return {}
    back = -(-(today - min(wanted.values())) // LOOKED_BACK) * LOOKED_BACK  # so that few texts are kept
    found = _unsaid(actor, team, today - back, today)
    return {series: (of_all - unsaid, of_all) for series, of_all, unsaid in found if series in wanted}


@KeptRows
def _unsaid(
    actor: Actor, team: Team, first: dt.date, today: dt.date
) -> QuerySet[GroupSession, tuple[uuid.UUID, int, int]]:
    """Of the team's sessions before today: of how many in the group nothing is said, where that is anybody."""
    there = _there(actor, team)
    marked = Attendance.objects.current().filter(
        team_id=team.pk, session_series=OuterRef(OuterRef("series")), person_id=OuterRef("person_id")
    )
    rows = GroupSession.objects.current().filter(
        team_id=team.pk, on_day__gte=first, on_day__lt=today, state=SessionState.HELD
    )
    found = rows.annotate(of_all=_count(there), unsaid=_count(there.filter(~Exists(marked))))
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
