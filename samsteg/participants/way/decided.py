"""What has been said and decided on the way beside the days: one flat value for a page, and its rules. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from samsteg.participants.way.enums import (
    Education,
    ExtensionReason,
    Occupation,
    PauseReason,
    PriorityEnd,
    PriorityReason,
    StartForm,
    TrialOutcome,
)
from samsteg.participants.way.rules import LONGEST_WORDS, StepRefused

Day = dt.date | None


@dataclass(frozen=True, slots=True)
class Pause:
    """`ended_on` is the first day that counts as waiting again."""

    started_on: Day
    ended_on: Day
    reason: str


@dataclass(frozen=True, slots=True)
class Ending:
    decided_on: Day
    planned_on: Day
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """Empty and None: nothing is said. The newest ending holds; rows are in the order of the page."""

    start_form: str = ""
    follow_ups_agreed_on: Day = None
    occupation: str = ""
    education: str = ""
    occupation_exit: str = ""
    own_words: str = ""
    trial_ends_on: Day = None
    trial_outcome: str = ""
    trial_decided_on: Day = None
    priority_on: Day = None
    priority_reason: str = ""
    priority_ended_on: Day = None
    priority_end_reason: str = ""
    pauses: tuple[Pause, ...] = ()
    endings: tuple[Ending, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """The days of the stay that the rest must agree with."""

    today: dt.date
    born_on: Day = None
    queue_on: Day = None
    enrolled_on: Day = None
    exited_on: Day = None
    ended_on: Day = None  # the referral, without a start
    early_exit: bool = False


Fault = tuple[str, str]  # the field, of a row with its number (`pause_0_started_on`), and what to do


def check_decided(said: Decided, around: Around, before: Decided) -> None:
    """Raises StepRefused, which names the field. What was wrong before, as from a file, stops no other correction."""
    known = set(faults(before, around))
    for field, message in faults(said, around):
        if (field, message) not in known:
            raise StepRefused(message, field)


def faults(said: Decided, around: Around) -> Iterator[Fault]:
    yield from _codes(said)
    yield from _pause_faults(said.pauses, around)
    yield from _priority_faults(said, around)
    yield from _trial_faults(said, around)
    yield from _ending_faults(said, around)
    yield from _in_time("follow_ups_agreed_on", said.follow_ups_agreed_on, around.today)
    if around.born_on and said.follow_ups_agreed_on and said.follow_ups_agreed_on <= around.born_on:
        yield "follow_ups_agreed_on", _("The day is before the participant was born. Check the year.")


def _codes(said: Decided) -> Iterator[Fault]:
    lists: tuple[tuple[str, str, Sequence[str]], ...] = (
        ("start_form", said.start_form, StartForm.values),
        ("occupation", said.occupation, Occupation.values),
        ("education", said.education, Education.values),
        ("occupation_exit", said.occupation_exit, Occupation.values),
        ("trial_outcome", said.trial_outcome, TrialOutcome.values),
        ("priority_reason", said.priority_reason, PriorityReason.values),
        ("priority_end_reason", said.priority_end_reason, PriorityEnd.values),
        *((f"pause_{at}_reason", one.reason, PauseReason.values) for at, one in enumerate(said.pauses)),
        *((f"ending_{at}_reason", one.reason, ExtensionReason.values) for at, one in enumerate(said.endings)),
    )
    for field, value, known in lists:
        if value and value not in known:
            yield field, _("Choose one from the list.")
    if len(said.own_words) > LONGEST_WORDS:
        yield "own_words", _("Write at most %(count)d letters.") % {"count": LONGEST_WORDS}


def _pause_faults(pauses: Sequence[Pause], around: Around) -> Iterator[Fault]:
    last = around.enrolled_on or around.ended_on
    for at, one in enumerate(pauses):
        first, end = f"pause_{at}_started_on", f"pause_{at}_ended_on"
        if one.started_on is None:
            yield first, _("Write the day as 2026-11-23.")
            continue
        if not one.reason:
            yield f"pause_{at}_reason", _("Choose a reason.")
        if around.queue_on and one.started_on < around.queue_on:
            yield first, _("The queue time began %(day)s.") % {"day": around.queue_on}
        yield from _in_time(first, one.started_on, around.today)
        yield from _in_time(end, one.ended_on, around.today)
        if one.ended_on and one.ended_on < one.started_on:
            yield end, _("The pause ends before it begins. Mend one of the days.")
        if last and (one.ended_on is None or one.ended_on > last):
            yield end, _("The wait was over %(day)s. The pause ended then, or earlier.") % {"day": last}
        yield from _shared(at, pauses)


def _shared(at: int, pauses: Sequence[Pause]) -> Iterator[Fault]:
    """A day that a pause earlier on the page has too."""
    one = pauses[at]
    for other in pauses[:at]:
        if one.started_on is None or other.started_on is None:
            continue
        early, late = sorted((one, other), key=lambda pause: pause.started_on or dt.date.min)
        same_day = early.started_on == late.started_on
        if same_day or early.ended_on is None or early.ended_on > (late.started_on or dt.date.max):
            text = _("There is another pause from %(day)s at the same time. Mend one of them.")
            yield f"pause_{at}_started_on", text % {"day": other.started_on}


def _priority_faults(said: Decided, around: Around) -> Iterator[Fault]:
    if said.priority_on is None:
        for field in ("priority_reason", "priority_ended_on", "priority_end_reason"):
            if getattr(said, field):
                yield "priority_on", _("Write when the priority was decided, or empty all of it.")
        return
    yield from _in_time("priority_on", said.priority_on, around.today)
    if not said.priority_reason:
        yield "priority_reason", _("Choose a reason.")
    if around.queue_on and said.priority_on < around.queue_on:
        yield "priority_on", _("The queue time began %(day)s.") % {"day": around.queue_on}
    yield from _in_time("priority_ended_on", said.priority_ended_on, around.today)
    if said.priority_ended_on and said.priority_ended_on < said.priority_on:
        yield "priority_ended_on", _("The priority was given %(day)s.") % {"day": said.priority_on}
    if bool(said.priority_ended_on) != bool(said.priority_end_reason):
        field = "priority_end_reason" if said.priority_ended_on else "priority_ended_on"
        yield field, _("Write both when the priority ended and why, or neither.")


def _trial_faults(said: Decided, around: Around) -> Iterator[Fault]:
    if around.enrolled_on is None:
        return
    if said.trial_ends_on is None:
        if said.trial_outcome or said.trial_decided_on:
            yield "trial_ends_on", _("Write the last day of the trial period, or empty its outcome too.")
        return
    if said.trial_ends_on < around.enrolled_on:
        yield "trial_ends_on", _("The trial period ends before the start. Mend one of the days.")
    if bool(said.trial_outcome) != bool(said.trial_decided_on):
        field = "trial_decided_on" if said.trial_outcome else "trial_outcome"
        yield field, _("Write both how the trial period turned out and when it was decided, or neither.")
    if said.trial_decided_on and said.trial_decided_on < around.enrolled_on:
        yield "trial_decided_on", _("The stay began %(day)s.") % {"day": around.enrolled_on}
    latest = max(around.today, around.exited_on or around.today)
    yield from _in_time("trial_decided_on", said.trial_decided_on, latest)
    yield from _outcome_faults(said, around)


def _outcome_faults(said: Decided, around: Around) -> Iterator[Fault]:
    """How it turned out agrees with the exit, which is told on the other page."""
    ways_out = (TrialOutcome.ANOTHER_WAY, TrialOutcome.EARLY_EXIT)
    if around.exited_on is None:
        if said.trial_outcome in ways_out:
            yield "trial_outcome", _("The participant hasn't left. End the stay instead.")
        return
    if not said.trial_outcome:
        yield "trial_outcome", _("The stay has ended. Choose how the trial period turned out.")
    if (said.trial_outcome == TrialOutcome.EARLY_EXIT) != around.early_exit:
        yield (
            "trial_outcome",
            _("It doesn't agree with the exit. “Early exit” goes with an exit that is marked so."),
        )


def _ending_faults(said: Decided, around: Around) -> Iterator[Fault]:
    days = [one.decided_on for one in said.endings]
    for at, one in enumerate(said.endings):
        decided, planned = f"ending_{at}_decided_on", f"ending_{at}_planned_on"
        if one.decided_on is None:
            yield decided, _("Write the day as 2026-11-23.")
        elif days.index(one.decided_on) != at:
            yield decided, _("There is another decision of that day. Mend one of them.")
        yield from _in_time(decided, one.decided_on, around.today)
        if one.planned_on is None:
            yield planned, _("Write when the stay is meant to end, as 2026-11-23.")
        elif around.enrolled_on and one.planned_on <= around.enrolled_on:
            yield planned, _("The planned end is not after the start. Mend one of the days.")
        if not one.reason:
            yield f"ending_{at}_reason", _("Choose a reason.")
    holding = max((one for one in said.endings if one.decided_on), key=_decided, default=None)
    if holding and holding.planned_on and said.trial_ends_on and holding.planned_on < said.trial_ends_on:
        yield "trial_ends_on", _("The planned end is before the end of the trial period.")


def _decided(one: Ending) -> dt.date:
    return one.decided_on or dt.date.min


def _in_time(field: str, day: Day, latest: dt.date) -> Iterator[Fault]:
    if day and day > latest:
        yield field, _("The day hasn't come yet. Write a day up to today.")
