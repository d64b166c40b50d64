"""Who is in: one press in the morning, and days away told beforehand. Never why."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.enums import STAFF_ROLES
from samsteg.access.policies import may, require
from samsteg.access.staff import staff_of
from samsteg.activities.calendar.enums import PresenceState
from samsteg.activities.calendar.models import Presence
from samsteg.activities.calendar.records import CalendarRefused, StaffDay
from samsteg.activities.calendar.rules import DAY
from samsteg.core.actor import Actor
from samsteg.core.errors import PermissionRefused
from samsteg.core.free_days import is_workday
from samsteg.core.kept_questions import KeptRows
from samsteg.organisation.models import Team

MOST_DAYS: Final = 100
KEPT: Final = dt.timedelta(days=60)


@transaction.atomic
def note_presence(
    *,
    actor: Actor,
    team: Team,
    state: str,
    first: dt.date,
    last: dt.date | None = None,
    user_id: int | None = None,
) -> int:
    """Of oneself, or of another when one leads the team; working days alone when it is more than one day.

    `state` empty takes the marks away. Returns how many days. Raises PermissionRefused, CalendarRefused.
    """
    require(actor, "calendar.write", team)
    whose, until = user_id or actor.user_id, last or first
    if whose != actor.user_id and not may(actor, "calendar.lead", team):
        raise PermissionRefused(_("Your role in the team does not include this. Ask the team lead."))
    _check(team, state, first, until, whose)
    days = [first + number * DAY for number in range((until - first).days + 1)]
    if len(days) > 1:
        days = [day for day in days if is_workday(day)]
    if not state:
        return Presence.objects.filter(team=team, user_id=whose, on_day__in=days).delete()[0]
    rows = [
        Presence(team=team, user_id=whose, on_day=day, state=state, noted_by_id=actor.user_id) for day in days
    ]
    Presence.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["team", "on_day", "user_id"],
        update_fields=["state", "noted_by_id"],
    )
    return len(rows)


def _check(team: Team, state: str, first: dt.date, last: dt.date, whose: int) -> None:
    if state and state not in PresenceState.values:
        raise CalendarRefused(_("Choose one in the list."), "state")
    if last < first:
        raise CalendarRefused(_("The last day is before the first. Write a later one."), "last")
    if (last - first).days >= MOST_DAYS:
        raise CalendarRefused(_("At most 100 days at a time."), "last")
    if abs(first - timezone.localdate()) > dt.timedelta(days=366):
        raise CalendarRefused(_("Write a day within a year."), "first")
    if whose not in {one.user_id for one in _members(team)}:
        raise CalendarRefused(_("Choose among those who work in the team."), "user_id")


def presence_between(*, actor: Actor, team: Team, first: dt.date, last: dt.date) -> list[StaffDay]:
    """Coaches and leads of the team today, by name, with what is noted. Raises PermissionRefused."""
    require(actor, "calendar.view", team)
    people = {one.user_id: StaffDay(one.user_id, one.name) for one in _members(team)}
    for whose, day, state in presence_question(team, first, last):
        if whose in people:
            people[whose].states[day] = state
    return list(people.values())


@KeptRows
def presence_question(
    team: Team, first: dt.date, last: dt.date
) -> QuerySet[Presence, tuple[int, dt.date, str]]:
    rows = Presence.objects.filter(team_id=team.pk, on_day__range=(first, last))
    return rows.values_list("user_id", "on_day", "state")


def _members(team: Team) -> list[StaffDay]:
    found = {one.user_id: one.name for one in staff_of(team.pk) if one.role in STAFF_ROLES}
    return [StaffDay(user_id, name) for user_id, name in found.items()]


def forget_presence(team: Team) -> int:
    """Nightly: where somebody was is nobody's business for long."""
    old = timezone.localdate() - KEPT
    return Presence.objects.filter(team=team, on_day__lt=old).delete()[0]
