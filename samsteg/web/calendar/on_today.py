"""The calendar on the first page of the day: where the reader is, who is in, what the lead must not miss."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.activities.calendar.enums import PresenceState
from samsteg.activities.calendar.records import StaffDay, WheelDay
from samsteg.core.actor import Actor
from samsteg.web.calendar.views import check_in_of
from samsteg.web.calendar.week import short
from samsteg.web.calendar.who import hours_words


def calendar_of_today(
    actor: Actor, staff: Sequence[StaffDay], deadlines: Sequence[WheelDay]
) -> dict[str, Any]:
    """`staff`: of today."""
    people = list(staff)
    return {
        "check_in": check_in_of(actor, people),
        "who_today": _sentences([one for one in people if one.user_id != actor.user_id]),
        "deadlines": deadlines,
    }


def _sentences(people: Sequence[StaffDay]) -> str:
    """Who else is in, by word; nobody is told about whom nothing is noted."""
    today = timezone.localdate()
    told = []
    for text, states in (
        (_("At work today: %(names)s."), (PresenceState.IN,)),
        (_("Out or at home: %(names)s."), (PresenceState.OUT, PresenceState.HOME)),
        (_("Away today: %(names)s."), (PresenceState.AWAY,)),
    ):
        names = [short(one.name) for one in people if one.states.get(today) in states]
        if names:
            told.append(text % {"names": ", ".join(names)})
    parts = [f"{short(one.name)} {hours}" for one in people if (hours := hours_words(one, today))]
    if parts:
        told.append(_("Away part of the day: %(names)s.") % {"names": ", ".join(parts)})
    return " ".join(told)
