"""What placements must be, and what follows from their days. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from samsteg.placements.enums import EndedHow, PlacementForm, PlacementState
from samsteg.placements.records import Rung
from samsteg.placements.workflow import PlacementRefused

LONGEST_TEXT: Final = 10_000
FULL_TIME: Final = Decimal(40)
FIRST_CHECK_IN: Final = dt.timedelta(days=14)  # after the first day
NEXT_CHECK_IN: Final = dt.timedelta(days=28)  # what the form proposes
FARTHEST_AHEAD: Final = dt.timedelta(days=366)


def last_day(started_on: dt.date, ended_on: dt.date | None, exited_on: dt.date | None) -> dt.date | None:
    """With the stay at the latest, whatever was planned. None: none is decided, or it was to begin after the exit."""
    if exited_on is None or exited_on < started_on:
        return ended_on
    return exited_on if ended_on is None else min(ended_on, exited_on)


def state_of(
    started_on: dt.date,
    ended_on: dt.date | None,
    ended_how: str,
    today: dt.date,
    *,
    exited_on: dt.date | None = None,
) -> PlacementState:
    """What was to begin after the exit is for ever to come, until it is taken back."""
    if ended_how == EndedHow.BROKEN_OFF:
        return PlacementState.BROKEN_OFF
    if exited_on is not None and exited_on < started_on:
        return PlacementState.COMING
    last = last_day(started_on, ended_on, exited_on)
    if ended_how == EndedHow.COMPLETED or (last is not None and last < today):
        return PlacementState.ENDED
    return PlacementState.COMING if started_on > today else PlacementState.ONGOING


def check_days(
    started_on: dt.date,
    ended_on: dt.date | None,
    *,
    began_on: dt.date | None,
    exited_on: dt.date | None,
    today: dt.date,
) -> None:
    """Within the stay, in order and not far ahead. Raises PlacementRefused that says which day and what to do."""
    if began_on is not None and started_on < began_on:
        raise PlacementRefused(
            _("The first day is before the stay, which began %(day)s. Change the day.") % {"day": began_on},
            "started_on",
        )
    if started_on > today + FARTHEST_AHEAD:
        raise PlacementRefused(_("The first day is more than a year ahead. Check the year."), "started_on")
    if ended_on is not None and ended_on < started_on:
        raise PlacementRefused(
            _("The last day is before the first day, %(day)s. Change one of them.") % {"day": started_on},
            "ended_on",
        )
    if ended_on is not None and ended_on > today + 2 * FARTHEST_AHEAD:
        raise PlacementRefused(_("The last day is more than two years ahead. Check the year."), "ended_on")
    if exited_on is None:
        return
    for name, day in (("started_on", started_on), ("ended_on", ended_on)):
        if day is not None and day > exited_on:
            raise PlacementRefused(
                _("The day is after the exit, %(day)s. Change the day.") % {"day": exited_on}, name
            )


def check_hours(hours: Decimal) -> None:
    """Raises PlacementRefused."""
    if not 0 < hours <= FULL_TIME:
        raise PlacementRefused(_("Write hours a week between 0.5 and 40. Full time is 40."), "hours")


def check_rung(rungs: Sequence[Rung], day: dt.date, *, started_on: dt.date, ended_on: dt.date | None) -> None:
    """A new step of the ladder. Raises PlacementRefused."""
    if day < started_on:
        raise PlacementRefused(
            _("The day is before the first day, %(day)s. Change the day.") % {"day": started_on}, "valid_from"
        )
    if ended_on is not None and day > ended_on:
        raise PlacementRefused(
            _("The day is after the last day, %(day)s. Change the day.") % {"day": ended_on}, "valid_from"
        )
    for rung in rungs:
        if rung.valid_from == day and rung.is_stored:
            raise PlacementRefused(
                _("There is already a step from %(day)s. Take it away first, or choose another day.")
                % {"day": day},
                "valid_from",
            )


def ladder(started_on: dt.date, hours: Decimal | None, stored: Iterable[Rung]) -> tuple[Rung, ...]:
    """By day. What stands without a ladder holds from the first day."""
    rungs = tuple(sorted(stored, key=lambda one: one.valid_from))
    if rungs or hours is None:
        return rungs
    return (Rung(started_on, hours, is_stored=False),)


def hours_on(rungs: Sequence[Rung], day: dt.date) -> Decimal | None:
    """Of the last step that has begun; before the first one, of that one."""
    begun = [one.hours for one in rungs if one.valid_from <= day]
    return begun[-1] if begun else next((one.hours for one in rungs), None)


def next_check_in(
    form: str,
    state: PlacementState,
    started_on: dt.date,
    ended_on: dt.date | None,
    held: Sequence[tuple[dt.date, dt.date | None]],
) -> dt.date | None:
    """When the next check-in is due. `held`: day and next day decided then, newest first.

    None: a visit of a day needs none, nor what has ended, and nobody decided on one more.
    """
    if form == PlacementForm.STUDY_VISIT or state not in (PlacementState.ONGOING, PlacementState.COMING):
        return None
    due = held[0][1] if held else started_on + FIRST_CHECK_IN
    return due if due is None or ended_on is None else min(due, ended_on)
