"""Placements in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from samsteg.placements.enums import BreakReason, DecidedBy, Outcome, PlacementForm, PlacementState
from samsteg.placements.models import HIDDEN_EMPLOYER
from samsteg.placements.records import ReadPlacement
from samsteg.placements.rules import last_day
from samsteg.web.participants.person import span
from samsteg.web.participants.words import number, word

STATE_TAGS = {
    PlacementState.COMING: "brand",
    PlacementState.ONGOING: "ok",
    PlacementState.ENDED: "",
    PlacementState.BROKEN_OFF: "",
}


def title(one: ReadPlacement) -> str:
    """The form, and where; the workplace of a protected person stands nowhere."""
    form, at = word(PlacementForm, one.values.form), one.values.employer
    return (
        form
        if at.startswith(HIDDEN_EMPLOYER)
        else _("%(form)s at %(employer)s") % {"form": form, "employer": at}
    )


def line(one: ReadPlacement) -> str:
    """When, and how many hours."""
    values = one.values
    days = span(values.started_on, last_day(values.started_on, values.ended_on, one.exited_on))
    if one.hours is None:
        return days
    return f"{days}, " + _("%(hours)s hours a week") % {"hours": number(one.hours)}


def ending(one: ReadPlacement) -> str:
    """How it ended, without blame; empty while it goes on."""
    told = one.ending
    if told is None:
        return _with_stay(one)
    parts = []
    if told.decided_by:
        parts.append(_("Ended early, by decision of %(who)s.") % {"who": word(DecidedBy, told.decided_by)})
    if told.reason:
        parts.append(word(BreakReason, told.reason) + ".")
    if told.outcome:
        parts.append(_("What came of it: %(what)s.") % {"what": word(Outcome, told.outcome).lower()})
    return " ".join(parts)


def _with_stay(one: ReadPlacement) -> str:
    """Nobody has said how it ended, and the stay is over."""
    left, values = one.exited_on, one.values
    if left is None or one.ended_how:
        return ""
    if left < values.started_on:
        return _("The stay ended %(day)s, before this began.") % {"day": left}
    is_over = one.state is PlacementState.ENDED and (values.ended_on is None or left < values.ended_on)
    return _("Ended with the stay.") if is_over else ""
