"""What was said at the start and at the exit beside the days: shown where the way is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from samsteg.participants.way.corrected import OF_SITUATION
from samsteg.participants.way.enums import Education, Moment, Occupation, OrderReason, StartForm
from samsteg.participants.way.models import Situation
from samsteg.participants.way.selectors import Said
from samsteg.web.participants.words import word

Row = tuple[str, str]  # what, and how it is


def said_rows(found: Iterable[Said]) -> tuple[Row, ...]:
    """What isn't known is left out."""
    return tuple(row for row in _rows({one.moment: one for one in found}) if row[1])


def _rows(found: dict[str, Said]) -> Iterator[Row]:
    for moment in (Moment.START, Moment.EXIT):
        if (said := found.get(moment)) is not None:
            yield from situation_words(said, OF_SITUATION)


def situation_words(said: Said | Situation, names: Iterable[str]) -> list[Row]:
    """Of what is asked at the moment, the fields that are named."""
    at_exit = said.moment == Moment.EXIT
    days = _("What the days hold, at the exit") if at_exit else _("What the days hold, at the start")
    rows = {
        "start_form": (_("How the start is"), word(StartForm, said.start_form)),
        "order_reason": (_("Start before the referral"), word(OrderReason, said.order_reason)),
        "follow_ups_agreed_on": (_("The referrer's signature"), str(said.follow_ups_agreed_on or "")),
        "occupation": (days, word(Occupation, said.occupation)),
        "education": (_("Education"), word(Education, said.education)),
    }
    return [rows[name] for name in names]
