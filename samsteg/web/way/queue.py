"""The queue as its page tells it: a sentence first, then the order, then who leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samsteg.access.enums import TeamAccess
from samsteg.participants.enums import Referrer
from samsteg.participants.way.enums import PauseReason, PriorityReason, State
from samsteg.participants.way.forecast import Forecast, forecasts
from samsteg.participants.way.models import IntakeStop
from samsteg.participants.way.pace import TeamPace
from samsteg.participants.way.selectors import Leaving, Waiting
from samsteg.web.participants import words

QUEUED = (State.QUEUE, State.PAUSED)


@dataclass(frozen=True, slots=True)
class QueueRow:
    """`place` 0: not told, since the reader doesn't see who stands before."""

    one: Waiting
    person_id: int
    title: str
    place: int
    referrer: str
    waited: str
    paused: str
    order: str
    state: str
    coach: str
    forecast: str = ""


NEXT_LEAVING = 8  # so many planned ends are seen at once, beside those that have passed


@dataclass(frozen=True, slots=True)
class QueueView:
    """`longest` and `shortest` are empty for an empty queue; `stop` in words, empty when intake is open.

    `partial`: that others wait whom the reader doesn't see, empty when all are seen. Then nobody has a place, and there
    is no longest and shortest. `others_leave`: how many planned ends aren't seen.
    `months`: of the history that the forecasts are made of, 0 where there is none.
    """

    sentence: str
    partial: str
    stop: str
    rows: tuple[QueueRow, ...]
    longest: str
    shortest: str
    leaving: tuple[Leaving, ...]
    others_leave: int = 0
    months: int = 0

    @property
    def soon_leaving(self) -> tuple[Leaving, ...]:
        """Whose day has passed, and those who are next."""
        return self.leaving[: self._shown]

    @property
    def later_leaving(self) -> tuple[Leaving, ...]:
        return self.leaving[self._shown :]

    @property
    def _shown(self) -> int:
        return sum(one.is_past for one in self.leaving) + NEXT_LEAVING


def queue_view(
    waiting: Sequence[Waiting],
    leaving: Sequence[Leaving],
    stop: IntakeStop | None,
    pace: TeamPace,
    access: str = TeamAccess.WITH_TEAM_CONSENT,
) -> QueueView:
    """`access`: whom the controller lets the reader see, which is why not all are shown."""
    unseen, others_leave = unseen_of(waiting, pace), max(pace.leaving - len(leaving), 0)
    days = [] if unseen else [one.days for one in waiting]
    ranges = ranges_of(waiting, stop, pace)
    return QueueView(
        sentence=sentence(len(waiting) + unseen, () if others_leave else leaving),
        partial=partial(len(waiting), unseen, access),
        stop=stop_words(stop),
        rows=tuple(
            row(one, 0 if unseen else place, range_words(ranges[one.person_id]))
            for place, one in enumerate(waiting, start=1)
        ),
        longest=words.days(max(days)) if days else "",
        shortest=words.days(min(days)) if days else "",
        leaving=tuple(leaving),
        others_leave=others_leave,
        months=pace.pace.months if any(ranges.values()) else 0,
    )


def ranges_of(
    waiting: Sequence[Waiting], stop: IntakeStop | None, pace: TeamPace
) -> dict[int, Forecast | None]:
    """By person; nothing with a stop that holds or is decided for later, and for who doesn't see the whole queue.

    During a stop places come free and nobody gets them: the pace of before says nothing of that time.
    """
    if unseen_of(waiting, pace) or stop is not None:
        return dict.fromkeys((one.person_id for one in waiting), None)
    found = forecasts([not one.is_paused for one in waiting], pace.pace)
    pairs = zip(waiting, found, strict=True)
    return {one.person_id: None if one.starts_on else told for one, told in pairs}


def unseen_of(waiting: Sequence[Waiting], pace: TeamPace) -> int:
    """How many wait whom the reader doesn't see: a number that the figures of the team tell too."""
    return max(pace.waiting - len(waiting), 0)


def partial(seen: int, unseen: int, access: str) -> str:
    """What follows how many wait: that not all are shown, why, and what isn't told for that."""
    if not unseen:
        return ""
    why = _why_unseen(access)
    if not seen:
        return " ".join(part for part in (_("None of them is shown here."), why) if part)
    said = ngettext("%(n)d of them isn't shown here.", "%(n)d of them aren't shown here.", unseen)
    left_out = _("So neither places nor the longest and shortest wait are shown.")
    return " ".join(part for part in (said % {"n": unseen}, why, left_out) if part)


def _why_unseen(access: str) -> str:
    """By the controller's decision; nothing where it lets one see everybody, since what is left would tell of whom."""
    if access == TeamAccess.ASSIGNED_ONLY:
        return _("You see those you are responsible for.")
    if access == TeamAccess.WHOLE_TEAM:
        return ""
    return _("You see those who have signed a consent to the team, and those you are responsible for.")


def range_words(found: Forecast | None) -> str:
    """About 2\u20135 months; empty where nothing can be said."""
    if found is None:
        return ""
    said = {"first": found.soonest, "last": found.latest}
    if found.soonest == 0:
        return ngettext("up to about %(last)d month", "up to about %(last)d months", found.latest) % said
    return _("about %(first)d\u2013%(last)d months") % said


def sentence(count: int, leaving: Sequence[Leaving]) -> str:
    if not count:
        return _("Nobody waits.")
    text = ngettext("%(count)d person waits.", "%(count)d persons wait.", count) % {"count": count}
    coming = next((one.planned_on for one in leaving if not one.is_past), None)
    if coming is None:
        return text
    return text + " " + _("The next planned end is %(day)s.") % {"day": coming}


def stop_words(stop: IntakeStop | None) -> str:
    if stop is None:
        return ""
    said = {"reason": stop.reason, "from": stop.started_on, "to": stop.ended_on}
    if stop.ended_on is None and stop.started_on > timezone.localdate():
        return _("Intake stop from %(from)s, until further notice: %(reason)s") % said
    if stop.ended_on is None:
        return _("Intake stop since %(from)s, until further notice: %(reason)s") % said
    return _("Intake stop %(from)s to %(to)s: %(reason)s") % said


def row(one: Waiting, place: int, forecast: str = "") -> QueueRow:
    return QueueRow(
        one=one,
        person_id=one.person_id,
        title=one.title,
        place=place,
        referrer=words.word(Referrer, one.referrer),
        waited=words.days(one.days),
        paused=words.days(one.paused_days) if one.paused_days else "",
        order=_("Priority: %(reason)s") % {"reason": words.word(PriorityReason, one.priority).lower()}
        if one.priority
        else "",
        state=_state(one),
        coach=one.coach,
        forecast=forecast,
    )


def _state(one: Waiting) -> str:
    if one.starts_on is not None:
        return _("Starts %(day)s") % {"day": one.starts_on}
    if one.is_paused:
        return _("Paused: %(reason)s") % {"reason": words.word(PauseReason, one.pause_reason).lower()}
    return ""
