"""What can't be true of a stay, case by case, and which stays of one person clash, against a naive definition."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samsteg.participants.records import StayFacts
from samsteg.participants.rules import Problem, overlapping, problems

MARCH, APRIL = dt.date(2025, 3, 1), dt.date(2025, 4, 1)
ENROLLED = StayFacts(enrolled_on=MARCH)
EXITED = StayFacts(enrolled_on=MARCH, exited_on=APRIL, exit_reason="work")
QUEUING = StayFacts(referred_on=MARCH)
TURNED_DOWN = StayFacts(referred_on=MARCH, not_enrolled_on=APRIL, not_enrolled_reason="declined")

SOUND: dict[str, StayFacts] = {
    "enrolled": ENROLLED,
    "referred": QUEUING,
    "mission received": StayFacts(mission_received_on=MARCH),
    "exited": EXITED,
    "a stay of one day": replace(EXITED, exited_on=MARCH),
    "a leap day": StayFacts(enrolled_on=dt.date(2024, 2, 29)),
    "exit with all": replace(
        EXITED, exit_detail="wage_subsidy", exit_detail_text="lager", exit_extent_percent=50, early_exit=True
    ),
    "an extent of nought": replace(EXITED, exit_extent_percent=0),
    "not enrolled": TURNED_DOWN,
    "visit after the referral": replace(QUEUING, study_visit_on=APRIL),
    "parallel effort": replace(ENROLLED, parallel_started_on=MARCH),
    "parallel effort of one day": replace(ENROLLED, parallel_started_on=MARCH, parallel_ended_on=MARCH),
    "referred after the start": replace(ENROLLED, referred_on=APRIL),
}
BROKEN: list[tuple[StayFacts, dict[str, Any], list[Problem]]] = [
    (EXITED, {"exited_on": MARCH - dt.timedelta(days=1)}, [Problem.EXIT_BEFORE_START]),
    (EXITED, {"enrolled_on": None, "referred_on": MARCH}, [Problem.EXIT_WITHOUT_START]),
    (EXITED, {"exit_reason": ""}, [Problem.EXIT_WITHOUT_REASON]),
    (ENROLLED, {"exit_reason": "work"}, [Problem.REASON_WITHOUT_EXIT]),
    (ENROLLED, {"exit_detail": "moved"}, [Problem.DETAIL_WITHOUT_EXIT]),
    (ENROLLED, {"exit_detail_text": "flytt"}, [Problem.DETAIL_WITHOUT_EXIT]),
    (ENROLLED, {"exit_extent_percent": 0}, [Problem.DETAIL_WITHOUT_EXIT]),
    (ENROLLED, {"early_exit": True}, [Problem.EARLY_WITHOUT_EXIT]),
    (TURNED_DOWN, {"enrolled_on": MARCH}, [Problem.NOT_ENROLLED_BUT_ENROLLED]),
    (TURNED_DOWN, {"not_enrolled_reason": ""}, [Problem.NOT_ENROLLED_WITHOUT_REASON]),
    (TURNED_DOWN, {"not_enrolled_on": None}, [Problem.NOT_ENROLLED_REASON_ALONE]),
    (ENROLLED, {"parallel_ended_on": MARCH}, [Problem.PARALLEL_END_ALONE]),
    (
        ENROLLED,
        {"parallel_started_on": APRIL, "parallel_ended_on": MARCH},
        [Problem.PARALLEL_BACKWARDS],
    ),
    (QUEUING, {"referred_on": None}, [Problem.NOTHING_HAPPENED]),
    (QUEUING, {"referred_on": None, "study_visit_on": MARCH}, [Problem.NOTHING_HAPPENED]),
    (
        EXITED,
        {"enrolled_on": None, "exit_reason": ""},
        [Problem.EXIT_WITHOUT_START, Problem.EXIT_WITHOUT_REASON, Problem.NOTHING_HAPPENED],
    ),
    (
        ENROLLED,
        {"exit_reason": "work", "exit_detail": "moved", "early_exit": True},
        [Problem.REASON_WITHOUT_EXIT, Problem.DETAIL_WITHOUT_EXIT, Problem.EARLY_WITHOUT_EXIT],
    ),
    (
        EXITED,
        {"not_enrolled_on": APRIL, "parallel_ended_on": APRIL},
        [
            Problem.NOT_ENROLLED_BUT_ENROLLED,
            Problem.NOT_ENROLLED_WITHOUT_REASON,
            Problem.PARALLEL_END_ALONE,
        ],
    ),
]


@pytest.mark.parametrize("facts", SOUND.values(), ids=SOUND)
def test_sound(facts: StayFacts) -> None:
    assert problems(facts) == []


@pytest.mark.parametrize(("sound", "change", "expected"), BROKEN)
def test_broken(sound: StayFacts, change: dict[str, Any], expected: list[Problem]) -> None:
    assert problems(sound) == []
    assert problems(replace(sound, **change)) == expected


def test_each_rule_is_broken_somewhere_alone() -> None:
    assert {problem for _sound, _change, (problem, *more) in BROKEN if not more} == set(Problem)


# A stay (enrolled, exited), as days of one month so that clashes are common.
FIRST = dt.date(2025, 1, 1)
HORIZON = 14
stretch = st.tuples(st.integers(0, 9), st.none() | st.integers(0, 4)).map(
    lambda pair: (pair[0], None if pair[1] is None else pair[0] + pair[1])
)


def moments(enrolled: int, exited: int | None) -> set[tuple[int, str]]:
    """Naive: a stay takes each of its days and the night after it, but of its first and last day only the inner half.

    So an exit and a new start may share a day, and a stay of one day takes that day's noon: it clashes with a stay
    that goes on round it, and with no stay that begins or ends then.
    """
    if enrolled == exited:
        return {(enrolled, "noon")}
    last = HORIZON if exited is None else exited
    days = {(day, "noon") for day in range(enrolled + 1, last)}
    return days | {(day, "night") for day in range(enrolled, last)}


def clash(one: tuple[int, int | None], other: tuple[int, int | None]) -> bool:
    both_of_one_day = one[0] == one[1] == other[0] == other[1]
    return not both_of_one_day and bool(moments(*one) & moments(*other))


def found(stays: list[tuple[int, int | None]]) -> list[tuple[str, str]]:
    return overlapping(
        (str(name), FIRST + dt.timedelta(enrolled), None if exited is None else FIRST + dt.timedelta(exited))
        for name, (enrolled, exited) in enumerate(stays)
    )


@settings(deadline=None)
@given(st.lists(stretch, max_size=6))
def test_overlapping_is_what_sharing_a_moment_says(stays: list[tuple[int, int | None]]) -> None:
    pairs = [(int(first), int(second)) for first, second in found(stays)]
    clashing = {
        (first, second)
        for first in range(len(stays))
        for second in range(len(stays))
        if first < second and clash(stays[first], stays[second])
    }
    assert {(min(pair), max(pair)) for pair in pairs} <= clashing
    assert len(pairs) == len(set(pairs)) < max(len(stays), 1)
    # Every stay that begins inside another is named as the later of a pair.
    assert bool(pairs) == bool(clashing)
    for first, second in clashing:
        assert {first, second} & {later for _earlier, later in pairs}


@settings(deadline=None)
@given(st.lists(stretch, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(stays: list[tuple[int, int | None]], random: Any) -> None:
    shuffled = random.sample(range(len(stays)), len(stays))
    again = found([stays[place] for place in shuffled])
    spans = {(stays[int(first)], stays[int(second)]) for first, second in found(stays)}
    assert {(stays[shuffled[int(first)]], stays[shuffled[int(second)]]) for first, second in again} == spans


@pytest.mark.parametrize(
    ("stays", "expected"),
    [
        ([(0, 5), (5, None)], []),
        ([(0, 5), (4, 9)], [("0", "1")]),
        ([(0, None), (9, 9)], [("0", "1")]),
        ([(0, 0), (0, 0)], []),
        ([(0, 5), (0, 5)], [("0", "1")]),
        ([(3, 3), (3, 9)], []),
        ([(0, 9), (1, 2), (4, 5)], [("0", "1"), ("0", "2")]),
        ([(4, 5), (0, 9), (1, 2)], [("1", "2"), ("1", "0")]),
        ([(0, 2), (1, None), (8, 8)], [("0", "1"), ("1", "2")]),
    ],
)
def test_clashes_by_hand(stays: list[tuple[int, int | None]], expected: list[tuple[str, str]]) -> None:
    assert found(stays) == expected
