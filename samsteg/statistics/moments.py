"""Moments that figures are asked as known at."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def parse_as_of(text: str) -> dt.datetime:
    """An aware moment from ISO 8601 text: without zone it is Swedish time, a bare date is the end of that day.

    Raises ValueError with a message for the user.
    """
    text = text.strip()
    try:
        return dt.datetime.combine(dt.date.fromisoformat(text), dt.time.max, STOCKHOLM)
    except ValueError:
        pass
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(
            _(
                "%(text)s is not a moment. Write a date such as 2026-01-31 or a moment such as 2026-01-31T12:00."
            )
            % {"text": text}
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=STOCKHOLM)


def local_day(moment: dt.datetime) -> dt.date:
    """The Swedish calendar day of an aware moment."""
    return moment.astimezone(STOCKHOLM).date()


def known_day(as_of: dt.datetime | None) -> dt.date:
    """The day in Stockholm that figures are known on: that of `as_of`, or today."""
    return local_day(as_of or dt.datetime.now(STOCKHOLM))
