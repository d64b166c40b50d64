"""Follow-ups in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samsteg.follow_ups.enums import CancelReason, FollowUpKind, FollowUpState, MeetingForm, Urgency
from samsteg.follow_ups.records import ReadFollowUp
from samsteg.web.participants.words import word

STATE_TAGS = {
    FollowUpState.HELD: "ok",
    FollowUpState.DONE: "ok",
    FollowUpState.BOOKED: "brand",
    FollowUpState.CANCELLED: "warn",
}
URGENCY_TAGS = {
    Urgency.UNANSWERED: "warn",
    Urgency.OVERDUE: "warn",
    Urgency.THIS_WEEK: "brand",
    Urgency.TO_BOOK: "brand",
}
CANCELLED = {
    "person": gettext_lazy("Cancelled by the participant"),
    "authority": gettext_lazy("Cancelled by the authority"),
    "team": gettext_lazy("Cancelled by the team"),
}


def clock(at: dt.time | None) -> str:
    return at.strftime("%H.%M") if at else ""


def when(day: dt.date, at: dt.time | None) -> str:
    """2026-11-23 at 14.30."""
    return _("%(day)s at %(time)s") % {"day": day, "time": clock(at)} if at else str(day)


def joined(names: Iterable[str]) -> str:
    """Names with "and" before the last."""
    found = [name for name in names if name]
    if len(found) < 2:
        return "".join(found)
    return _("%(some)s and %(last)s") % {
        "some": ", ".join(found[:-1]),
        "last": found[-1],
    }


def state(row: ReadFollowUp) -> str:
    if row.state == FollowUpState.CANCELLED and row.cancelled_by:
        return str(CANCELLED[row.cancelled_by])
    return word(FollowUpState, row.state)


def word_of_kind(code: str) -> str:
    return word(FollowUpKind, code)


def kind(row: ReadFollowUp) -> str:
    return word_of_kind(row.kind)


def company(row: ReadFollowUp, names: Mapping[int, str]) -> str:
    """Who is met, as a sentence without end; empty when nobody is named."""
    with_whom = joined(names.get(pk, "") for pk in row.authority_ids)
    if with_whom and row.contact:
        return _("With %(name)s, %(authority)s") % {"name": row.contact, "authority": with_whom}
    named = with_whom or row.contact
    return _("With %(name)s") % {"name": named} if named else ""


def lead(row: ReadFollowUp, names: Mapping[int, str]) -> str:
    """The one sentence on top of a meeting: when, how, with whom, which in the row."""
    about = ", ".join(part for part in (when(row.meeting_on, row.meeting_at), form(row).lower()) if part)
    said = [f"{about}.", company(row, names)]
    if said[1]:
        said[1] += "."
    if row.number > 1:
        said.append(_("Follow-up number %(number)d.") % {"number": row.number})
    return " ".join(part for part in said if part)


def about(row: ReadFollowUp, names: Mapping[int, str]) -> str:
    """As `lead`, where the day stands beside."""
    said = (form(row), company(row, names))
    return " ".join(f"{part}." for part in said if part)


def form(row: ReadFollowUp) -> str:
    return word(MeetingForm, row.form)


def why(row: ReadFollowUp) -> str:
    return word(CancelReason, row.cancel_reason)
