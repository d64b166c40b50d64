"""What the team types becomes paragraphs and lists, and nothing else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from samsteg.reports.document import BulletList, Paragraph
from samsteg.reports.phrasing import plain
from samsteg.reports.texts import text_blocks, tidied


def shape(body: str) -> list[object]:
    return [
        plain(block.runs) if isinstance(block, Paragraph) else [plain(item) for item in block.items]
        for block in text_blocks(body)
        if isinstance(block, Paragraph | BulletList)
    ]


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


def test_markup_stays_plain_letters() -> None:
    assert shape("<b>**Fet**</b> #import $x$") == ["<b>**Fet**</b> #import $x$"]


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
