"""What may be said of a visit that has been held. Pure; each refusal names the field and says what to do."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.utils.translation import gettext as _

from samsteg.core.errors import Refused
from samsteg.participants.note_rules import LONGEST_NOTE
from samsteg.participants.visits.enums import VisitKind, VisitOutcome
from samsteg.participants.visits.records import Told
from samsteg.participants.visits.workflow import follows

FURTHEST: Final = dt.timedelta(days=366)


class VisitRefused(Refused):
    """`field` names what to mend, as in Booking or Told."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


def check_told(told: Told, kind: str, on_day: dt.date, today: dt.date) -> None:
    """Raises VisitRefused."""
    if on_day > today:
        raise VisitRefused(_("The day has not come. Move the visit if it was held earlier."), "outcome")
    must_say = kind == VisitKind.STUDY_VISIT or told.outcome
    if must_say and told.outcome not in VisitOutcome.values:
        raise VisitRefused(_("Choose what the person said."), "outcome")
    if len(told.asked) > LONGEST_NOTE:
        raise VisitRefused(_("At most %(most)d characters here.") % {"most": LONGEST_NOTE}, "asked")
    _check_day(told, on_day, today)


def _check_day(told: Told, on_day: dt.date, today: dt.date) -> None:
    what, day = follows(told.outcome), told.ask_again_on
    if day is None:
        if what.needs_day:
            raise VisitRefused(_("Write when the person is to be asked again."), "ask_again_on")
        return
    if not what.asks_again:
        raise VisitRefused(
            _("A day to ask again belongs to “thinks it over” and “wrong time”. Take it away."),
            "ask_again_on",
        )
    if day <= on_day:
        raise VisitRefused(_("The day lies before the visit. Write a later day."), "ask_again_on")
    if day > today + FURTHEST:
        raise VisitRefused(_("The day is more than a year away. Check the year."), "ask_again_on")
