"""The team's follow-ups as a list: what it is made of, and the sentence above it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from samsteg.follow_ups.due import CancelledFollowUp
from samsteg.follow_ups.enums import FollowUpKind, Urgency
from samsteg.follow_ups.records import DueFollowUp
from samsteg.web.follow_ups import words
from samsteg.web.lists.listing import Choice, Column, Kind, own_id_column
from samsteg.web.participants.words import word

Found = DueFollowUp | CancelledFollowUp
PRESSING = {state: number for number, state in enumerate(Urgency)}


def sentence(open_: Sequence[DueFollowUp]) -> str:
    """How things are, in one line."""
    week = sum(one.state is Urgency.THIS_WEEK for one in open_)
    late = sum(one.state in (Urgency.OVERDUE, Urgency.UNANSWERED) for one in open_)
    said = (
        ngettext("%(n)d meeting is booked this week", "%(n)d meetings are booked this week", week)
        % {"n": week}
        if week
        else _("No meeting is booked this week")
    )
    rest = (
        ngettext("%(n)d should have been held", "%(n)d should have been held", late) % {"n": late}
        if late
        else _("none should have been held by now")
    )
    return _("%(week)s, and %(late)s.") % {"week": said, "late": rest}


def _is(state: Urgency) -> Callable[[Found], bool]:
    return lambda one: isinstance(one, DueFollowUp) and one.state is state


def _state(one: Found) -> str:
    if isinstance(one, CancelledFollowUp):
        return str(words.CANCELLED[one.cancelled_by])
    if one.paused_to:
        return _("%(state)s, rests to %(day)s") % {"state": one.state.label, "day": one.paused_to}
    return str(one.state.label)


def _day(one: Found) -> str:
    return str(one.on) if isinstance(one, CancelledFollowUp) else words.when(one.on, one.at)


def _moment(one: Found) -> tuple[dt.date, dt.time]:
    at = one.at if isinstance(one, DueFollowUp) else None
    return one.on, at or dt.time.min


def series_of(one: Found) -> object | None:
    """The meeting that the row leads to; None: to the person's follow-ups."""
    return one.series if isinstance(one, DueFollowUp) else None


LIST: Kind[Found] = Kind(
    chips={
        "all": (gettext_lazy("All"), lambda one: isinstance(one, DueFollowUp)),
        "mine": (gettext_lazy("Mine"), lambda one: isinstance(one, DueFollowUp) and one.is_mine),
        **{state.value: (state.label, _is(state)) for state in Urgency},
        "cancelled": (gettext_lazy("Cancelled lately"), lambda one: isinstance(one, CancelledFollowUp)),
    },
    always=frozenset({"all", "mine", "this_week", "overdue", "coming", "cancelled"}),
    columns=(
        Column(
            code="person",
            label=gettext_lazy("Participant"),
            text=lambda one: one.title,
            key=lambda one: one.order,
        ),
        own_id_column(),
        Column(
            code="state",
            label=gettext_lazy("State"),
            text=_state,
            key=lambda one: PRESSING[one.state] if isinstance(one, DueFollowUp) else None,
            tag=lambda one: words.URGENCY_TAGS.get(one.state, "") if isinstance(one, DueFollowUp) else "",
        ),
        Column(code="day", label=gettext_lazy("Day"), text=_day, value=lambda one: one.on, key=_moment),
        Column(code="kind", label=gettext_lazy("Meeting"), text=lambda one: word(FollowUpKind, one.kind)),
        Column(code="coach", label=gettext_lazy("Coach"), text=lambda one: one.coach),
    ),
    words=lambda one: (one.title, one.own_id, one.coach),
    choices=(
        Choice(
            name="handledare",
            label=gettext_lazy("Coach"),
            everything=gettext_lazy("Every coach"),
            code=lambda one: str(one.coach_id or ""),
            word=lambda one: one.coach,
        ),
        Choice(
            name="mote",
            label=gettext_lazy("Meeting"),
            everything=gettext_lazy("Every kind"),
            code=lambda one: one.kind,
            word=lambda one: word(FollowUpKind, one.kind),
        ),
    ),
    own_order=gettext_lazy("the most pressing first"),
)
