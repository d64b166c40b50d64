"""Absences of the staff: told by oneself, or by who leads the team. Never why."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.enums import STAFF_ROLES
from samsteg.access.policies import may, require
from samsteg.access.staff import staff_of
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible, PermissionRefused
from samsteg.organisation.models import Team
from samsteg.staffing.models import Absence
from samsteg.staffing.records import AbsenceRefused
from samsteg.staffing.rules import without

LONGEST: Final = dt.timedelta(days=366)
KEPT: Final = dt.timedelta(days=60)
ACT: Final = "calendar.write"


@transaction.atomic
def note_absence(
    *,
    actor: Actor,
    team: Team,
    first_on: dt.date,
    last_on: dt.date | None = None,
    starts_at: dt.time | None = None,
    ends_at: dt.time | None = None,
    user_id: int | None = None,
) -> Absence:
    """Of oneself, or of another when one leads the team. The same twice is once.

    Raises PermissionRefused, AbsenceRefused.
    """
    whose, until = _whose(actor, team, user_id), last_on or first_on
    _check(team, whose, first_on, until)
    _check_hours(starts_at, ends_at)
    said = {"first_on": first_on, "last_on": until, "starts_at": starts_at, "ends_at": ends_at}
    known = Absence.objects.filter(team=team, user_id=whose, **said).first()
    return known or Absence.objects.create(team=team, user_id=whose, noted_by_id=actor.user_id, **said)


@transaction.atomic
def take_back_days(
    *,
    actor: Actor,
    team: Team,
    first_on: dt.date,
    last_on: dt.date | None = None,
    user_id: int | None = None,
    absence_id: int | None = None,
) -> int:
    """There after all, those days; what lies before and after stays. `absence_id`: of that absence alone.

    Returns how many absences were changed. Raises PermissionRefused.
    """
    whose, until = _whose(actor, team, user_id), last_on or first_on
    rows = Absence.objects.select_for_update().filter(
        team=team, user_id=whose, first_on__lte=until, last_on__gte=first_on
    )
    if absence_id is not None:
        rows = rows.filter(pk=absence_id)
    found = list(rows)
    for row in found:
        parts = without((row.first_on, row.last_on), (first_on, until))
        row.delete()
        Absence.objects.bulk_create(
            Absence(
                team=team,
                user_id=whose,
                first_on=first,
                last_on=last,
                starts_at=row.starts_at,
                ends_at=row.ends_at,
                noted_by_id=actor.user_id,
            )
            for first, last in parts
        )
    return len(found)


def end_absence(*, actor: Actor, team: Team, absence_id: int) -> None:
    """Back from today; one that hasn't begun never comes. Raises PermissionRefused, NotVisible."""
    row = Absence.objects.filter(team=team, pk=absence_id).first()
    if row is None:
        raise NotVisible
    first = max(row.first_on, timezone.localdate())
    take_back_days(
        actor=actor,
        team=team,
        first_on=first,
        last_on=max(row.last_on, first),
        user_id=row.user_id,
        absence_id=absence_id,
    )


def _whose(actor: Actor, team: Team, user_id: int | None) -> int:
    require(actor, ACT, team)
    whose = user_id or actor.user_id
    if whose != actor.user_id and not may(actor, "calendar.lead", team):
        raise PermissionRefused(_("Your role in the team does not include this. Ask the team lead."))
    return whose


def _check(team: Team, whose: int, first: dt.date, last: dt.date) -> None:
    if whose not in {one.user_id for one in staff_of(team.pk) if one.role in STAFF_ROLES}:
        raise AbsenceRefused(_("Choose among those who work in the team."), "user_id")
    if last < first:
        raise AbsenceRefused(_("The last day is before the first. Write a later one."), "last")
    if last - first > LONGEST:
        raise AbsenceRefused(_("Longer than a year. Check the days."), "last")
    today = timezone.localdate()
    if not today - KEPT <= first <= today + LONGEST:
        raise AbsenceRefused(_("Write a first day from 60 days ago to a year ahead."), "first")


def _check_hours(starts_at: dt.time | None, ends_at: dt.time | None) -> None:
    if (starts_at is None) != (ends_at is None):
        raise AbsenceRefused(
            _("Write both times, or none for the whole day."), "ends_at" if ends_at is None else "starts_at"
        )
    if starts_at is not None and ends_at is not None and ends_at <= starts_at:
        raise AbsenceRefused(_("The end comes before the start. Check the times."), "ends_at")


def forget_absences(team: Team) -> int:
    """Nightly: where somebody was is nobody's business for long."""
    old = timezone.localdate() - KEPT
    return Absence.objects.filter(team=team, last_on__lt=old).delete()[0]
