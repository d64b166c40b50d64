"""What a referral must be. Pure."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.utils.translation import gettext as _

from samsteg.core.errors import Refused
from samsteg.organisation.municipalities import ALL as MUNICIPALITIES
from samsteg.participants.enums import Referrer
from samsteg.participants.note_rules import tidied
from samsteg.participants.referrals.enums import ReferralConsentForm
from samsteg.participants.referrals.records import Content, NewReferral, SaidYes
from samsteg.people.enums import Sex
from samsteg.people.names import tidied_name

LONGEST_ANSWER: Final = 60_000  # a long paste fits
LONGEST_LINE: Final = 200
OLDEST: Final = dt.date(2000, 1, 1)
LINES = (
    "first_name",
    "last_name",
    "born",
    "phone",
    "reach",
    "referrer_name",
    "referrer_unit",
    "referrer_phone",
)


class ReferralRefused(Refused):
    """What was given can't be kept. `field` names what to mend, as in Content, NewReferral, SaidYes or Taking."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class StaleReferral(Refused):
    """Somebody else has done something with the referral in between."""


def one_line(text: str) -> str:
    """As a short field is stored: one line, no characters that no text holds."""
    return " ".join(tidied(text).split())


def tidied_content(content: Content) -> Content:
    lines = {name: one_line(getattr(content, name)) for name in LINES}
    answers = tuple((one_line(question), tidied(answer)) for question, answer in content.answers)
    kept = {
        "sex": content.sex,
        "personnummer": content.personnummer,
        "municipality_code": content.municipality_code,
    }
    return Content(**lines, **kept, answers=answers)


def check_referral(new: NewReferral, today: dt.date) -> None:
    """`new.content` is tidied. Raises ReferralRefused."""
    if new.referrer not in Referrer.values:
        raise ReferralRefused(_("Choose who refers."), "referrer")
    if new.received_on > today:
        raise ReferralRefused(_("The day has not come. Write the day when it was received."), "received_on")
    if new.received_on < OLDEST:
        raise ReferralRefused(_("The day is too long ago. Check the year."), "received_on")
    _check_content(new.content)
    _check_yes(new.said_yes, today)


def _check_content(content: Content) -> None:
    if not content.name:
        raise ReferralRefused(_("Write the person's name."), "first_name")
    _check_name(content)
    for name in LINES:
        if len(getattr(content, name)) > LONGEST_LINE:
            raise ReferralRefused(_("At most %(most)d characters here.") % {"most": LONGEST_LINE}, name)
    if content.sex and content.sex not in Sex.values:
        raise ReferralRefused(_("Choose one of the three."), "sex")
    if content.municipality_code and content.municipality_code not in MUNICIPALITIES:
        raise ReferralRefused(_("There is no such municipality."), "municipality")
    _check_answers(content)


def _check_name(content: Content) -> None:
    for name in ("first_name", "last_name"):
        try:
            tidied_name(getattr(content, name))
        except Refused as fault:
            raise ReferralRefused(str(fault), name) from fault


def _check_answers(content: Content) -> None:
    for number, (_question, answer) in enumerate(content.answers):
        if len(answer) > LONGEST_ANSWER:
            raise ReferralRefused(
                _("The answer is %(length)d characters long. At most %(most)d fit.")
                % {"length": len(answer), "most": LONGEST_ANSWER},
                f"answer_{number}",
            )


def _check_yes(said_yes: SaidYes, today: dt.date) -> None:
    if said_yes.form and said_yes.form not in ReferralConsentForm.values:
        raise ReferralRefused(_("Choose how the person said yes."), "consent_form")
    if (said_yes.visit or said_yes.division) and not said_yes.form:
        raise ReferralRefused(_("Choose how the person said yes."), "consent_form")
    if said_yes.on_day and said_yes.on_day > today:
        raise ReferralRefused(
            _("The day has not come. Write the day when the person said yes."), "consented_on"
        )
