"""The first follow-up, booked with the start: proposed by the team's times, or left for later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.consent_sheet import authorities_to_choose
from samsteg.access.policies import may
from samsteg.core.errors import NotVisible
from samsteg.follow_ups.enums import MeetingForm
from samsteg.follow_ups.records import Booking
from samsteg.follow_ups.rules import USUAL_FIRST_WEEKS, first_due
from samsteg.follow_ups.selectors import follow_ups_of
from samsteg.follow_ups.services import REGULAR_KIND, book, take_back
from samsteg.follow_ups.times import next_of, times_of
from samsteg.participants.meetings.services import coach_of
from samsteg.participants.referrals.selectors import sender_of
from samsteg.participants.way.enums import Step
from samsteg.web.dates import parse_day
from samsteg.web.follow_ups.asking import taken_then
from samsteg.web.follow_ups.words import when
from samsteg.web.participants.entering import Entered
from samsteg.web.way.fields import Choices

NAMES: Final = ("first_on", "first_at", "first_form", "first_invited", "first_place")
# Where a refusal names a value that the form calls something else.
FIELDS: Final[Mapping[str, str]] = {
    "meeting_on": "first_on",
    "form": "first_form",
    "authority_ids": "first_invited",
    "place": "first_place",
}


def proposed_meeting(
    entered: Entered, names: tuple[str, ...], kept: Mapping[str, list[str]]
) -> dict[str, Any]:
    """For the part that asks for it: the day by the team's times, or six weeks after the start; who gave the referral.

    `kept`: what has been typed of the start. A day that has been is not proposed.
    """
    if "first_on" not in names:
        return {}
    start = _start(kept)
    due = next_of(times_of(entered.team), start, [])
    day = due.due_on if due else first_due(start, start, USUAL_FIRST_WEEKS)
    return {
        "first_on": day if day >= timezone.localdate() else None,
        "first_form": MeetingForm.TEAM.value,
        "first_invited": _sender(entered),
    }


def _start(kept: Mapping[str, list[str]]) -> dt.date:
    try:
        return parse_day((kept.get("on") or [""])[0])
    except ValueError:
        return timezone.localdate()


def _sender(entered: Entered) -> list[str]:
    if not may(entered.actor, "referrals.view", entered.team):
        return []
    sender, _name = sender_of(actor=entered.actor, team=entered.team, person_id=entered.person_id)
    return [str(sender)] if sender is not None else []


def invited_choices(step: Step) -> Choices:
    return [(str(pk), name) for pk, name in authorities_to_choose().items()] if step is Step.ENROL else []


def taken_at_first(entered: Entered, typed: Mapping[str, Any]) -> str:
    """What the coach or the participant has at the time of the first follow-up, in words, for who reads it through."""
    day, at = typed.get("first_on"), typed.get("first_at")
    if not day or not at or day < timezone.localdate():
        return ""
    coach_id = typed.get("coach_id") or coach_of(entered.team, entered.person_id)
    return taken_then(entered, day, at, int(coach_id) if coach_id else None)


def book_first(entered: Entered, typed: Mapping[str, Any]) -> bool:
    """After the start, in its transaction. Whether it is booked, or was left for later: not for who sees the person
    no more, since another is the coach from now on. Raises FollowUpRefused.
    """
    if not typed.get("first_on"):
        return True
    booking = Booking(
        kind=REGULAR_KIND,
        meeting_on=typed["first_on"],
        meeting_at=typed["first_at"],
        form=typed["first_form"],
        authority_ids=tuple(int(pk) for pk in typed["first_invited"]),
        place=typed.get("first_place", ""),
    )
    try:
        book(actor=entered.actor, team=entered.team, person_id=entered.person_id, booking=booking)
    except NotVisible:
        return False
    return True


def tell_of_first(request: HttpRequest, typed: Mapping[str, Any], *, is_booked: bool) -> None:
    if not typed.get("first_on"):
        return
    if is_booked:
        said = _("The first follow-up is booked: %(when)s.")
        messages.success(request, said % {"when": when(typed["first_on"], typed["first_at"])})
    else:
        messages.info(
            request,
            _("The first follow-up is not booked. The new coach, who sees the participant, can book it."),
        )


def take_back_first(entered: Entered) -> None:
    """When the start is taken back the follow-up that was booked with it goes too: there is nothing to follow up."""
    try:
        found = follow_ups_of(entered.actor, entered.team, entered.person_id, entered.opened)
        booked = found.booked_regular
        if found.enrolled_on is None and booked is not None:
            take_back(
                actor=entered.actor,
                team=entered.team,
                series=booked.series,
                expected_version=booked.version,
            )
    except NotVisible:  # another is the coach again
        return
