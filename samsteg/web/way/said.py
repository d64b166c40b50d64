"""What was said at the start and at the exit beside the days: shown where the way is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from samsteg.participants.way.enums import Education, Moment, Occupation, OrderReason, StartForm
from samsteg.participants.way.selectors import Said
from samsteg.web.participants.words import word

Row = tuple[str, str]  # what, and how it is


def said_rows(found: Iterable[Said]) -> tuple[Row, ...]:
    """What isn't known is left out."""
    return tuple(row for row in _rows({one.moment: one for one in found}) if row[1])


def _rows(found: dict[str, Said]) -> Iterator[Row]:
    if (start := found.get(Moment.START)) is not None:
        agreed = start.follow_ups_agreed_on
        yield _("How the start is"), word(StartForm, start.start_form)
        yield _("Start before the referral"), word(OrderReason, start.order_reason)
        yield _("The referrer's signature"), str(agreed) if agreed else ""
        yield _("What the days hold, at the start"), word(Occupation, start.occupation)
        yield _("Education"), word(Education, start.education)
    if (end := found.get(Moment.EXIT)) is not None:
        yield _("What the days hold, at the exit"), word(Occupation, end.occupation)
