"""Times of the day as people write them, and as Excel keeps them."""

from __future__ import annotations

import datetime as dt
import re

from django.utils.translation import gettext as _

from samsteg.exchange.issues import CellError
from samsteg.exchange.text import one_line

WRITTEN = re.compile(r"(?:kl\.? ?)?(\d{1,2})(?: ?[:.,] ?(\d{2})(?::\d{2})?)?", re.ASCII | re.IGNORECASE)
FOUR_DIGITS = re.compile(r"(\d{2})(\d{2})", re.ASCII)
MINUTES_OF_A_DAY = 24 * 60


def read_time(raw: object) -> dt.time:
    """Hours and minutes; a fraction of a day is how Excel keeps a time without a format. Raises CellError."""
    if isinstance(raw, dt.datetime):
        return raw.time().replace(second=0, microsecond=0)
    if isinstance(raw, dt.time):
        return raw.replace(second=0, microsecond=0)
    if isinstance(raw, float) and 0 < raw < 1:
        minutes = round(raw * MINUTES_OF_A_DAY)
        return _time(minutes // 60, minutes % 60)
    if isinstance(raw, int | float) and not isinstance(raw, bool) and float(raw).is_integer():
        return _from_text(str(int(raw)))
    if isinstance(raw, str):
        return _from_text(one_line(raw))
    raise _no_time()


def _from_text(text: str) -> dt.time:
    found = FOUR_DIGITS.fullmatch(text) or WRITTEN.fullmatch(text)
    if found is None:
        raise _no_time()
    return _time(int(found[1]), int(found[2] or 0))


def _time(hours: int, minutes: int) -> dt.time:
    if hours > 23 or minutes > 59:
        raise _no_time()
    return dt.time(hours, minutes)


def _no_time() -> CellError:
    return CellError("time_unknown", _("This isn't a time of the day. Write it as 09:30."))
