"""What a row of the outreach log must be. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import replace
from typing import Any, Final

from django.utils.translation import gettext as _

from samsteg.governance.outreach.enums import Enquirer, EnquiryAbout, OutreachKind, OutreachState
from samsteg.governance.outreach.models import LONGEST
from samsteg.governance.outreach.records import EnquiryValues, OutreachRefused, OutreachValues

OLDEST: Final = dt.timedelta(days=10 * 366)
FURTHEST: Final = dt.timedelta(days=2 * 366)
MOST_PEOPLE: Final = 5000
MOST_ENQUIRIES: Final = 500


def checked_outreach(
    values: OutreachValues, today: dt.date, *, staff: Collection[int], kept_ids: Collection[int] = ()
) -> OutreachValues:
    """Tidied. `staff`: who works in the team; `kept_ids` stood there before and may stay. Raises OutreachRefused."""
    texts: dict[str, Any] = {
        name: " ".join(str(getattr(values, name)).replace("\x00", "").split()) for name in LONGEST
    }
    for name, most in LONGEST.items():
        if len(texts[name]) > most:
            raise OutreachRefused(_("Write at most %(most)d characters.") % {"most": most}, name)
    if not texts["what"]:
        raise OutreachRefused(_("Write what it is, in a few words."), "what")
    if values.kind not in OutreachKind.values:
        raise OutreachRefused(_("Choose one of the list."), "kind")
    if values.state not in OutreachState.values:
        raise OutreachRefused(_("Choose one of the list."), "state")
    _check_day(values, today)
    if values.people_count is not None and not 0 <= values.people_count <= MOST_PEOPLE:
        raise OutreachRefused(
            _("Write a number from 0 to %(most)d, or nothing.") % {"most": MOST_PEOPLE}, "people_count"
        )
    if not set(values.user_ids) <= {*staff, *kept_ids}:
        raise OutreachRefused(_("Choose among those who work in the team."), "user_ids")
    return replace(values, **texts, user_ids=tuple(sorted(set(values.user_ids))))


def _check_day(values: OutreachValues, today: dt.date) -> None:
    if not today - OLDEST <= values.on_day <= today + FURTHEST:
        raise OutreachRefused(_("Write a day from ten years ago to two years ahead."), "on_day")
    if values.state == OutreachState.HELD and values.on_day > today:
        raise OutreachRefused(
            _("The day has not been yet, so it isn't held. Choose planned, or write the day it was."), "state"
        )


def checked_enquiry(values: EnquiryValues, today: dt.date) -> EnquiryValues:
    """Raises OutreachRefused."""
    if not today - OLDEST <= values.on_day <= today:
        raise OutreachRefused(_("Write today's day or an earlier one, at most ten years ago."), "on_day")
    if values.enquirer not in Enquirer.values:
        raise OutreachRefused(_("Choose one of the list."), "enquirer")
    if values.about not in EnquiryAbout.values:
        raise OutreachRefused(_("Choose one of the list."), "about")
    if not 1 <= values.enquiry_count <= MOST_ENQUIRIES:
        raise OutreachRefused(
            _("Write a number from 1 to %(most)d.") % {"most": MOST_ENQUIRIES}, "enquiry_count"
        )
    return values
