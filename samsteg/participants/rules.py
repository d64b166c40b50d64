"""What can't be true of a stay, and which stays of one person clash. Pure; source: the workbook's agreement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from enum import StrEnum

from samsteg.participants.records import StayFacts


class Problem(StrEnum):
    """Stable ids; the words stand in exchange and forms, where the column or field is known."""

    EXIT_BEFORE_START = "exit_before_start"
    EXIT_WITHOUT_START = "exit_without_start"
    EXIT_WITHOUT_REASON = "exit_without_reason"
    REASON_WITHOUT_EXIT = "reason_without_exit"
    DETAIL_WITHOUT_EXIT = "detail_without_exit"
    EARLY_WITHOUT_EXIT = "early_without_exit"
    NOT_ENROLLED_BUT_ENROLLED = "not_enrolled_but_enrolled"
    NOT_ENROLLED_WITHOUT_REASON = "not_enrolled_without_reason"
    NOT_ENROLLED_REASON_ALONE = "not_enrolled_reason_alone"
    PARALLEL_END_ALONE = "parallel_end_alone"
    PARALLEL_BACKWARDS = "parallel_backwards"
    NOTHING_HAPPENED = "nothing_happened"


def problems(facts: StayFacts) -> list[Problem]:
    """Every rule that the stay breaks; empty when it can be stored."""
    return [
        *_exit_problems(facts),
        *_not_enrolled_problems(facts),
        *_parallel_problems(facts),
        *_start_problems(facts),
    ]


def _exit_problems(facts: StayFacts) -> Iterator[Problem]:
    if facts.exited_on is None:
        if facts.exit_reason:
            yield Problem.REASON_WITHOUT_EXIT
        if facts.exit_detail or facts.exit_detail_text or facts.exit_extent_percent is not None:
            yield Problem.DETAIL_WITHOUT_EXIT
        if facts.early_exit:
            yield Problem.EARLY_WITHOUT_EXIT
        return
    if facts.enrolled_on is None:
        yield Problem.EXIT_WITHOUT_START
    elif facts.exited_on < facts.enrolled_on:
        yield Problem.EXIT_BEFORE_START
    if not facts.exit_reason:
        yield Problem.EXIT_WITHOUT_REASON


def _not_enrolled_problems(facts: StayFacts) -> Iterator[Problem]:
    if facts.not_enrolled_on is None:
        if facts.not_enrolled_reason:
            yield Problem.NOT_ENROLLED_REASON_ALONE
        return
    if facts.enrolled_on is not None:
        yield Problem.NOT_ENROLLED_BUT_ENROLLED
    if not facts.not_enrolled_reason:
        yield Problem.NOT_ENROLLED_WITHOUT_REASON


def _parallel_problems(facts: StayFacts) -> Iterator[Problem]:
    if facts.parallel_ended_on is None:
        return
    if facts.parallel_started_on is None:
        yield Problem.PARALLEL_END_ALONE
    elif facts.parallel_ended_on < facts.parallel_started_on:
        yield Problem.PARALLEL_BACKWARDS


def _start_problems(facts: StayFacts) -> Iterator[Problem]:
    if not (facts.referred_on or facts.mission_received_on or facts.enrolled_on):
        yield Problem.NOTHING_HAPPENED


def overlapping(
    stays: Iterable[tuple[str, dt.date, dt.date | None]],
) -> list[tuple[str, str]]:
    """Pairs of names of one person's stays that overlap; (name, enrolled, exited).

    The day of an exit may be the day of the next start; a stay that has not ended overlaps all later ones. Each stay
    that begins inside an earlier one is named once, with the one that goes on longest.
    """
    pairs: list[tuple[str, str]] = []
    longest, until = "", dt.date.min
    for name, enrolled_on, exited_on in sorted(stays, key=lambda stay: (stay[1], stay[2] or dt.date.max)):
        ends_on = exited_on or dt.date.max
        if until > enrolled_on:
            pairs.append((longest, name))
        if ends_on > until:
            longest, until = name, ends_on
    return pairs
