"""What the team types becomes paragraphs and lists, and nothing else."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samsteg.reports.document import Block, BulletList, Heading, Paragraph, Run
from samsteg.reports.phrasing import plain
from samsteg.reports.texts import runs_of, text_blocks, tidied


def shape(body: str) -> list[object]:
    return [shown(block) for block in text_blocks(body)]


def shown(block: Block) -> object:
    match block:
        case Heading():
            return "## " + block.text
        case BulletList(numbered=True):
            return [f"{number}. {plain(item)}" for number, item in enumerate(block.items, start=1)]
        case BulletList():
            return [plain(item) for item in block.items]
        case Paragraph():
            return plain(block.runs)
    raise AssertionError(block)


def test_an_empty_line_parts_paragraphs() -> None:
    assert shape("Ett.\r\nMer.\r\n\r\n\r\nTvå.") == ["Ett.\nMer.", "Två."]


def test_lines_with_a_hyphen_are_a_list_also_right_after_text() -> None:
    assert shape("Vi vill:\n- mer tid\n-  fler platser\nSedan ser vi.") == [
        "Vi vill:",
        ["mer tid", "fler platser"],
        "Sedan ser vi.",
    ]


def test_a_hyphen_inside_a_word_or_a_negative_number_is_no_list() -> None:
    assert shape("-5 grader ute") == ["-5 grader ute"]


def test_other_markup_stays_plain_letters() -> None:
    assert shape("<b>Fet</b> #import $x$ [länk](javascript:1)") == [
        "<b>Fet</b> #import $x$ [länk](javascript:1)"
    ]


def test_headings_stand_alone_and_are_all_of_one_level() -> None:
    assert shape("# Om kön\nDen är kort.\n### Varför") == ["## Om kön", "Den är kort.", "## Varför"]
    assert [block.level for block in text_blocks("## A\n#### B", level=2) if isinstance(block, Heading)] == [
        2,
        2,
    ]


def test_a_list_that_counts_from_one_is_numbered() -> None:
    assert shape("1. ett\n2) två\n3. tre") == [["1. ett", "2. två", "3. tre"]]


def test_numbers_that_do_not_count_from_one_stay_as_typed() -> None:
    """A numbered list prints its own numbers, so that nobody's number is changed."""
    assert shape("3. kvartalet var lugnt") == ["3. kvartalet var lugnt"]
    assert shape("2025. Ett bra år") == ["2025. Ett bra år"]
    assert shape("1. ett\n3. tre") == ["1. ett\n3. tre"]


def test_strong_and_emphasised() -> None:
    assert runs_of("a **b c** *d* ***e***") == (
        *(Run("a "), Run("b c", strong=True), Run(" "), Run("d", emphasis=True), Run(" ")),
        Run("e", strong=True, emphasis=True),
    )


@pytest.mark.parametrize("line", ["2 * 3 * 4", "5*3*2", "**", "* *", "**a", "a ** b **", "snake*case*here"])
def test_stars_that_mark_nothing_stay(line: str) -> None:
    assert runs_of(line) == (Run(line),)


def test_brackets_become_figures_also_inside_strong() -> None:
    def figure(words: str) -> Run | None:
        return Run("7", code="work.count") if words == "avslut till arbete" else None

    assert runs_of("**[avslut till arbete] fick** jobb [sic]", figure) == (
        *(Run("7", strong=True, code="work.count"), Run(" fick", strong=True)),
        *(Run(" jobb "), Run("[sic]")),
    )


def test_fifty_thousand_stars_take_no_time() -> None:
    for stars in ("*" * 50_000, "**a " * 12_500, "[a" * 25_000, "*a*" * 16_000):
        started = time.perf_counter()
        list(text_blocks(stars))
        assert time.perf_counter() - started < 1


def test_nothing_written_is_nothing_printed() -> None:
    assert shape("  \n \n") == []


@given(st.text())
def test_tidying_twice_changes_nothing(body: str) -> None:
    assert tidied(tidied(body)) == tidied(body)


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_no_letter_is_lost(body: str) -> None:
    def letters(text: str) -> str:
        return "".join(character for character in text if character.isalnum())

    shown = "".join("".join(part) if isinstance(part, list) else str(part) for part in shape(body))
    assert letters(shown) == letters(body)
