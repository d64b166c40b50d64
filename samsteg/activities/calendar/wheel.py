"""The year wheel: deadlines that come back every year, decided by the lead from a day on."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.policies import may, require
from samsteg.activities.calendar.enums import DeadlineCode
from samsteg.activities.calendar.models import TITLE_LENGTH, Deadline, DeadlineDone
from samsteg.activities.calendar.records import CalendarRefused, WheelDay
from samsteg.activities.calendar.rules import deadline_in
from samsteg.activities.calendar.selectors import uid_of
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.core.kept_questions import KeptRows
from samsteg.organisation.models import Team

# What holds without a decision. Sources: product.md S24; the day in September when associations close their
# applications differs, so the first of the month is the careful one.
USUAL: Final = (
    (DeadlineCode.YEAR_REPORT, 2, 15),
    (DeadlineCode.HALF_YEAR, 8, 31),
    (DeadlineCode.APPLICATION, 9, 1),
    (DeadlineCode.PLAN, 9, 30),
)
TOLD_BEFORE: Final = dt.timedelta(days=14)
TOLD_AFTER: Final = dt.timedelta(days=30)


def wheel_of(*, actor: Actor, team: Team, year: int) -> list[WheelDay]:
    """The year's deadlines by day, as decided on each. Raises PermissionRefused."""
    return wheel_of_years(actor=actor, team=team, years=[year])


def wheel_of_years(*, actor: Actor, team: Team, years: Collection[int]) -> list[WheelDay]:
    """As `wheel_of`, one year after the other. Two questions. Raises PermissionRefused."""
    require(actor, "calendar.view", team)
    rows = wheel_question(team)
    by_year: dict[int, dict[uuid.UUID, dt.date]] = {year: {} for year in years}
    for year, series, on in wheel_done_question(team, tuple(sorted(by_year))):
        by_year[year][series] = on
    return [one for year in sorted(years) for one in _of_year(rows, by_year[year], year)]


@KeptRows
def wheel_question(team: Team) -> QuerySet[Deadline, Deadline]:
    return Deadline.objects.filter(team_id=team.pk).order_by("valid_from", "pk")


@KeptRows
def wheel_done_question(
    team: Team, years: tuple[int, ...]
) -> QuerySet[DeadlineDone, tuple[int, uuid.UUID, dt.date]]:
    rows = DeadlineDone.objects.filter(team_id=team.pk, year__in=years)
    return rows.values_list("year", "series", "done_on")


def _of_year(rows: Sequence[Deadline], done: Mapping[uuid.UUID, dt.date], year: int) -> list[WheelDay]:
    decided = {
        row.series: row for row in rows if row.valid_from.year <= year
    }  # the last decision of the year
    held = [
        WheelDay(row.series, row.title, day, done.get(row.series))
        for row in decided.values()
        if (day := deadline_in(year, row.month, row.day)) and (row.valid_to is None or day < row.valid_to)
    ]
    if not rows:
        held = [
            WheelDay(uid_of(code), str(code.label), deadline_in(year, month, day), done.get(uid_of(code)))
            for code, month, day in USUAL
        ]
    return sorted(held, key=lambda one: (one.on, one.title))


def deadlines_near(*, actor: Actor, team: Team, on: dt.date) -> list[WheelDay]:
    """For the lead: those within 14 days, or passed by 30 at most, that nobody has marked as done."""
    if not may(actor, "calendar.lead", team):
        return []
    first, last = on - TOLD_AFTER, on + TOLD_BEFORE
    found = wheel_of_years(actor=actor, team=team, years=years_near(on))
    return [one for one in found if first <= one.on <= last and one.done_on is None]


def years_near(on: dt.date) -> tuple[int, ...]:
    return tuple(sorted({(on - TOLD_AFTER).year, (on + TOLD_BEFORE).year}))


@transaction.atomic
def save_deadline(
    *, actor: Actor, team: Team, series: uuid.UUID | None, title: str, month: int, day: int
) -> Deadline:
    """A new one, or what holds from today on of one that there is. Raises PermissionRefused, CalendarRefused."""
    require(actor, "calendar.lead", team)
    tidy = " ".join(title.split())
    if not tidy or len(tidy) > TITLE_LENGTH:
        raise CalendarRefused(_("Write what is due, in at most 80 letters."), "title")
    if not 1 <= month <= 12 or not 1 <= day <= 31 or day > _longest(month):
        raise CalendarRefused(_("There is no such day. Write it as 09-30."), "day")
    begins = _own_rows(actor, team)
    if series is not None:
        begins = _end(team, series)
    return Deadline.objects.create(
        team=team,
        series=series or uuid.uuid4(),
        title=tidy,
        month=month,
        day=day,
        valid_from=begins,
        recorded_by_id=actor.user_id,
    )


@transaction.atomic
def end_deadline(*, actor: Actor, team: Team, series: uuid.UUID) -> None:
    """From today it is no more. Raises PermissionRefused, NotVisible."""
    require(actor, "calendar.lead", team)
    _own_rows(actor, team)
    _end(team, series)


@transaction.atomic
def mark_done(*, actor: Actor, team: Team, series: uuid.UUID, year: int, is_done: bool = True) -> None:
    """Or takes the mark back. Twice is once. Raises PermissionRefused, NotVisible."""
    require(actor, "calendar.lead", team)
    today = timezone.localdate()
    if abs(year - today.year) > 1 or series not in {
        one.series for one in wheel_of(actor=actor, team=team, year=year)
    }:
        raise NotVisible
    if not is_done:
        DeadlineDone.objects.filter(team=team, series=series, year=year).delete()
        return
    DeadlineDone.objects.get_or_create(
        team=team, series=series, year=year, defaults={"done_on": today, "done_by_id": actor.user_id}
    )


def _longest(month: int) -> int:
    return 30 if month in (4, 6, 9, 11) else 29 if month == 2 else 31


def _own_rows(actor: Actor, team: Team) -> dt.date:
    """Makes the usual deadlines the team's own, before the first change. Returns today."""
    today = timezone.localdate()
    Team.objects.select_for_update().get(pk=team.pk)  # two leads at once make them once
    if not Deadline.objects.filter(team=team).exists():
        Deadline.objects.bulk_create(
            Deadline(
                team=team,
                series=uid_of(code),
                title=str(code.label),
                month=month,
                day=day,
                valid_from=dt.date(2000, 1, 1),
                recorded_by_id=actor.user_id,
            )
            for code, month, day in USUAL
        )
    return today


def _end(team: Team, series: uuid.UUID) -> dt.date:
    """The row that holds ends today. Returns the day that the next may begin. Raises NotVisible."""
    row = Deadline.objects.select_for_update().filter(team=team, series=series, valid_to__isnull=True).first()
    if row is None:
        raise NotVisible
    today = timezone.localdate()
    row.valid_to = max(today, row.valid_from)
    row.save(update_fields=["valid_to"])
    return row.valid_to
