"""The shape of the final documentation: what may stand in braces, and that what is stored is read as it was."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samsteg.reports.final.enums import FinalPart
from samsteg.reports.final.shape import (
    GAPS,
    STANDARD,
    PartShape,
    Shape,
    TemplateRefused,
    faulty_gaps,
    filled,
    require_usable,
    shape_from,
    stored,
    tidied,
    what_differs,
)

PLAIN = st.text(st.characters(exclude_characters="{}", exclude_categories=["Cs"]), max_size=20)
PIECES = st.lists(st.one_of(PLAIN, st.sampled_from(list(GAPS)).map(lambda gap: f"{{{gap}}}")), max_size=8)


@given(PIECES)
def test_known_gaps_are_filled_and_nothing_else_is_touched(pieces: list[str]) -> None:
    values = {gap: f"<{gap}>" for gap in GAPS}
    text = "".join(pieces)
    assert list(faulty_gaps(text)) == []
    wanted = "".join(values[one[1:-1]] if one.startswith("{") else one for one in pieces)
    assert filled(text, values) == wanted


@given(st.text("{}namstrlu \n", max_size=30))
def test_what_passes_holds_no_brace_when_filled(text: str) -> None:
    if not list(faulty_gaps(text)):
        assert not set("{}") & set(filled(text, dict.fromkeys(GAPS, "x")))


def test_what_a_gap_is_filled_with_is_not_read_as_a_gap() -> None:
    assert filled("{namn}", {"namn": "{team}", "team": "x"}) == "{team}"


@given(st.permutations(list(FinalPart)), st.integers(), PLAIN)
def test_what_is_stored_is_read_as_it_was(order: list[FinalPart], seed: int, heading: str) -> None:
    chance = Random(seed)
    parts = tuple(PartShape(part, chance.random() < 0.5, heading) for part in order)
    shape = tidied(Shape(parts, opening="a", closing="b"))
    assert shape_from(stored(shape), opening="a", closing="b") == shape


def test_a_part_that_has_come_since_stands_last_and_is_not_shown() -> None:
    old = [row for row in stored(STANDARD) if row["part"] != "time"]
    shape = shape_from([*old, {"part": "gone", "shown": True, "heading": ""}])
    assert shape.parts[-1] == PartShape(FinalPart.TIME, is_shown=False)
    assert sorted(one.part for one in shape.parts) == sorted(FinalPart)


def test_a_heading_that_says_the_usual_is_none_of_ones_own() -> None:
    usual = str(FinalPart.TIME.label)
    shape = tidied(Shape((PartShape(FinalPart.TIME, heading=f"  {usual} "), *STANDARD.parts[1:])))
    assert shape.parts == STANDARD.parts


@pytest.mark.parametrize("parts", [STANDARD.parts[1:], (*STANDARD.parts, STANDARD.parts[0]), ()])
def test_each_part_stands_once(parts: tuple[PartShape, ...]) -> None:
    with pytest.raises(TemplateRefused):
        require_usable(Shape(parts))


def test_what_differs_names_what_was_changed_and_the_order() -> None:
    first, second, *rest = STANDARD.parts
    assert what_differs(STANDARD, STANDARD) == []
    assert len(what_differs(STANDARD, Shape((second, first, *rest)))) == 1
    changed = PartShape(second.part, heading="Annat")
    assert what_differs(STANDARD, Shape((first, changed, *rest), closing="x"))[0] == "Annat"
