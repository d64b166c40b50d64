"""What a list's address says, and what is as usual."""

from __future__ import annotations

from enum import StrEnum
from urllib.parse import parse_qsl

from hypothesis import given
from hypothesis import strategies as st

from samsteg.web.list_address import LONGEST_SEARCH, MOST, PAGE, number_in, one_of, question, search_in

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=120)


class Shown(StrEnum):
    ALL = "all"
    MINE = "mine"


def test_what_cannot_be_understood_is_as_usual() -> None:
    assert [one_of(Shown, text, Shown.ALL) for text in ("mine", "theirs", "", None)] == [
        "mine",
        "all",
        "all",
        "all",
    ]
    assert [number_in(text) for text in ("50", "7", "99999", "9999", "-3", "\u0663\u0660", "", None)] == [
        50,
        PAGE,
        PAGE,
        MOST,
        PAGE,
        PAGE,
        PAGE,
        PAGE,
    ]
    assert number_in("0", lowest=1, highest=40) == 1


@given(WORDS)
def test_a_number_stays_within_its_bounds(text: str) -> None:
    assert PAGE <= number_in(text) <= MOST


@given(WORDS)
def test_a_search_is_one_line_that_any_text_column_can_hold(text: str) -> None:
    found = search_in(text)
    assert len(found) <= LONGEST_SEARCH
    assert "\x00" not in found and "\n" not in found
    assert search_in(found) == found.rstrip()


@given(st.dictionaries(st.sampled_from(["visa", "ordna", "sok"]), WORDS))
def test_an_address_says_what_is_not_empty(said: dict[str, str]) -> None:
    assert dict(parse_qsl(question(said)[1:], strict_parsing=bool(any(said.values())))) == {
        name: text for name, text in said.items() if text
    }


def test_the_usual_list_has_no_question_or_one_that_takes_away_the_last() -> None:
    assert question({"visa": ""}) == "?"
    assert question({"visa": ""}, usual="") == ""
