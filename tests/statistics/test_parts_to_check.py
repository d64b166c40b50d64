"""The checks find the same in the figures that they rest on as in all figures, whatever was printed before."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samsteg.organisation.models import Team
from samsteg.organisation.settings import Settings
from samsteg.statistics.consistency import CHECKED, Finding, check, parts_to_check
from samsteg.statistics.consistency.counts import _detail_of, _told_twice, _wholes
from samsteg.statistics.consistency.means import _families
from samsteg.statistics.figures import Figures
from samsteg.statistics.indicators.slots import choice
from samsteg.statistics.parts import EVERY, Part, Parts, closed, parts_of
from samsteg.statistics.published import Published
from samsteg.statistics.template import lines
from samsteg.statistics.values import Value
from tests.statistics.asking import YEAR, ask
from tests.statistics.cases import KRAFTEN, SATER, load_case
from tests.statistics.test_parts import busy as busy

CHOICE = choice(Settings(), ["2084"], ["1990s"], ["7"])
CODES = tuple(lines(CHOICE))


def codes_of(parts: Parts) -> tuple[str, ...]:
    return tuple(lines(CHOICE, closed(parts)))


def wrong(code: str, by: Value) -> Published:
    """As somebody printed what isn't so."""
    value = by.value if isinstance(by.value, int | Decimal) else 0
    return Published(figure=code, period=YEAR, value=Decimal(value) + 1)


def both(team: Team, printed: list[Published]) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    return check(ask(team), printed), check(ask(team, parts=parts_to_check(printed)), printed)


def test_nothing_that_must_add_up_or_be_possible_is_told_elsewhere() -> None:
    """What the checks look for among all codes they find among those of their parts."""
    some = codes_of(CHECKED)
    assert len(some) < len(CODES)
    for look in (_wholes, _told_twice, _families):
        assert look(some) == look(CODES)
        assert look(some)
    assert [code for code in some if _detail_of(code)] == [code for code in CODES if _detail_of(code)]


@given(st.lists(st.sampled_from(CODES), max_size=5))
def test_the_part_of_a_code_has_the_code(codes: list[str]) -> None:
    assert set(codes) <= set(codes_of(parts_of(codes)))


@pytest.mark.django_db
def test_what_was_printed_of_any_figure_is_held_against_it(busy: Team) -> None:
    whole: Figures = ask(busy)
    codes = [next(code for code in whole if code in codes_of(frozenset({part}))) for part in Part]
    codes += [
        "attendance.people",
        "work_training.people",
        "outreach.held",
        "follow_up.held",
        "referrals.count",
    ]
    for code in codes:
        every, needed = both(busy, [wrong(code, whole[code])])
        assert needed == every
        assert [one.rule for one in needed].count("printed-and-computed") == 1
    printed = [wrong(code, whole[code]) for code in codes]
    assert parts_to_check(printed) == EVERY
    every, needed = both(busy, printed)
    assert needed == every


@pytest.mark.django_db
def test_words_that_are_no_figure_are_told_of(busy: Team) -> None:
    words = Published(figure="Trivsel", period=YEAR, value=Decimal(4), is_code=False)
    every, needed = both(busy, [words])
    assert parts_to_check([words]) == CHECKED
    assert needed == every
    assert "printed-unknown" in {one.rule for one in needed}


@pytest.mark.django_db
@pytest.mark.parametrize("name", [KRAFTEN, SATER])
def test_the_same_is_found_in_the_published_cases(name: str) -> None:
    case = load_case(name)
    assert check(case.figures(parts=CHECKED)) == check(case.figures())
