"""When a talk may be, and when the next one usually is. Pure; each refusal names the field and says what to do."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.utils.translation import gettext as _

from samsteg.core.free_days import is_workday
from samsteg.follow_ups.talks.records import TalkBooking
from samsteg.follow_ups.talks.workflow import TalkRefused

WEEK: Final = dt.timedelta(weeks=1)
FURTHEST: Final = dt.timedelta(days=366)
USUAL: Final = 60  # minutes
LONGEST: Final = 8 * 60
LONGEST_TEXT: Final = 200
LAST_MINUTE: Final = 24 * 60 - 1


def minutes_between(starts_at: dt.time, ends_at: dt.time) -> int:
    """Negative where it ends before it starts."""
    return _minute(ends_at) - _minute(starts_at)


def usual_end(starts_at: dt.time) -> dt.time:
    """An hour later, at the latest a minute before midnight."""
    ends = min(_minute(starts_at) + USUAL, LAST_MINUTE)
    return dt.time(ends // 60, ends % 60)


def _minute(at: dt.time) -> int:
    return at.hour * 60 + at.minute


def next_like(last_on: dt.date, today: dt.date) -> dt.date:
    """The first day after both that has the last one's weekday and is no holiday; a weekend stays a weekend."""
    later = max(last_on, today - dt.timedelta(days=(today - last_on).days % 7))
    day = later + WEEK
    while last_on.isoweekday() <= 5 and not is_workday(day):
        day += WEEK
    return day


def check_booking(booking: TalkBooking, enrolled_on: dt.date | None, exited_on: dt.date | None) -> None:
    """What holds of every booked talk, new, moved or booked again. Raises TalkRefused."""
    minutes = minutes_between(booking.starts_at, booking.ends_at)
    if minutes <= 0:
        raise TalkRefused(_("The talk ends before it begins. Write a later time."), "ends_at")
    if minutes > LONGEST:
        raise TalkRefused(_("A talk is at most 8 hours. Write an earlier time."), "ends_at")
    for name, text in (("place", booking.place), ("purpose", booking.purpose)):
        if len(text) > LONGEST_TEXT:
            raise TalkRefused(_("Write at most %(most)d characters.") % {"most": LONGEST_TEXT}, name)
    if booking.second_coach_id == booking.coach_id:
        raise TalkRefused(_("Choose another colleague, or nobody."), "second_coach_id")
    _check_stay(booking.on_day, enrolled_on, exited_on)


def _check_stay(day: dt.date, enrolled_on: dt.date | None, exited_on: dt.date | None) -> None:
    if enrolled_on is None:
        raise TalkRefused(
            _("The participant has not started. Book the talk among the visits before the start.")
        )
    if day < enrolled_on:
        raise TalkRefused(
            _("The participant starts on %(day)s. Write that day or a later one.") % {"day": enrolled_on},
            "on_day",
        )
    if exited_on is not None and day > exited_on:
        raise TalkRefused(
            _("The participant leaves on %(day)s. Write that day or an earlier one.") % {"day": exited_on},
            "on_day",
        )


def check_ahead(day: dt.date, today: dt.date) -> None:
    """Of a day that is booked now. Raises TalkRefused."""
    if day < today:
        raise TalkRefused(_("The day has been. Write a day to come, or write a note instead."), "on_day")
    if day > today + FURTHEST:
        raise TalkRefused(_("The day is more than a year away. Check the year."), "on_day")
