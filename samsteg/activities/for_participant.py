"""The groups that a participant is in, as the participant is told of them: when they meet next, and where."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from samsteg.access.protection import protection_of
from samsteg.activities.enums import TO_BE_HELD, PlaceKind
from samsteg.activities.models import GroupMembership, GroupSession
from samsteg.core.actor import Participant
from samsteg.core.kept_questions import moment
from samsteg.core.wall_clock import wall_clock
from samsteg.organisation.models import Team

AHEAD = dt.timedelta(weeks=26)


@dataclass(frozen=True, slots=True)
class NextSession:
    """`place` is empty for who has a protected identity."""

    group: str
    on: dt.date
    starts_at: dt.time
    ends_at: dt.time
    is_digital: bool
    place: str


def next_sessions_for(who: Participant) -> tuple[NextSession, ...]:
    """The next one of each of the own groups, by day and time. Within `core.context.own_page`; the caller logs it.

    None that is cancelled, and of days when the person is in the group. On days when the team is closed those that the
    team has chosen to hold all the same: what becomes of each is asked when the days are closed.
    """
    today, now = timezone.localdate(), timezone.localtime().time()
    of_person = GroupMembership.objects.in_team(who.team_id).current().filter(person_id=who.person_id)
    of_day = of_person.exclude(leave_reason="mistake").filter(
        Q(left_on__isnull=True) | Q(left_on__gt=OuterRef("on_day")),
        group_id=OuterRef("group_id"),
        joined_on__lte=OuterRef("on_day"),
    )
    rows = (
        GroupSession.objects.current()
        .between(today, today + AHEAD)
        .filter(Exists(of_day), state__in=TO_BE_HELD)
        .exclude(on_day=today, ends_at__lte=now)
        .order_by("group_id", "on_day", "starts_at", "pk")
        .distinct("group_id")
        .annotate(
            group_place=F("group__place"), group_place_kind=F("group__place_kind"), name=F("group__name")
        )
    )
    hides_place = protection_of(who.team_id, who.person_id) is not None
    found = (_told(row, hides_place=hides_place) for row in rows)
    return tuple(sorted(found, key=lambda one: (one.on, one.starts_at, one.group)))


def _told(row: Any, *, hides_place: bool) -> NextSession:
    kind = row.place_kind or row.group_place_kind
    place = row.place or ("" if row.place_kind else row.group_place)
    return NextSession(
        group=row.name,
        on=row.on_day,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        is_digital=kind == PlaceKind.DIGITAL,
        place="" if hides_place else place,
    )


def next_session_columns(team: Team) -> dict[str, Any]:
    """A column of a stay: the next time of any group that the person is in, as JSON with day and time. As
    `next_sessions_for`.
    """
    today = timezone.localdate()
    of_person = GroupMembership.objects.in_team(team.pk).current().exclude(leave_reason="mistake")
    of_day = of_person.filter(
        Q(left_on__isnull=True) | Q(left_on__gt=OuterRef("on_day")),
        person_id=OuterRef(OuterRef("person_id")),
        group_id=OuterRef("group_id"),
        joined_on__lte=OuterRef("on_day"),
    )
    ahead = (
        GroupSession.objects.current()
        .between(today, today + AHEAD)
        .filter(Exists(of_day), state__in=TO_BE_HELD)
        .alias(over=wall_clock("on_day", "ends_at"))
        .filter(over__gt=moment())
        .order_by("on_day", "starts_at", "pk")
    )
    return {"next_session": Subquery(ahead.values(told=JSONObject(on=F("on_day"), at=F("starts_at")))[:1])}
