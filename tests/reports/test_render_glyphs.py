"""Free text in the PDF: what can't be shown becomes a square, and what is listed as shown can be set by typst."""

from __future__ import annotations

import importlib.metadata
import json
import unicodedata

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from samsteg.reports.document import Paragraph, Run, text
from samsteg.reports.render import render_pdf
from samsteg.reports.render.glyphs import FONTS, clean, covered_by_family, is_single, xml_safe
from tests.reports.sample import with_blocks


@pytest.mark.parametrize(
    ("typed", "shown", "replaced"),
    [
        ("Åsa Öberg, Wałęsa, Živković", "Åsa Öberg, Wałęsa, Živković", 0),
        ("Ж Ω عربي → ≤ ☐", "Ж Ω عربي → ≤ ☐", 0),
        ("bra \U0001f600 dag", "bra \u25a1 dag", 1),
        ("\U0001f469\u200d\U0001f469\u200d\U0001f467", "\u25a1", 1),
        ("\U0001f44d\U0001f3fd", "\u25a1", 1),
        ("\u1230\u120b\u121d", "\u25a1\u25a1\u25a1", 3),
        ("\u6f22\u5b57", "\u25a1\u25a1", 2),
        ("\ue000", "\u25a1", 1),
        ("A\u030asa", "Åsa", 0),
        ("a\x00b\x08c\ud800d\ufffe", "abcd", 0),
        ("rad\r\nrad\u2028rad", "rad\nrad\nrad", 0),
        ("1\u202f234\u1680x", "1\u202f234 x", 0),
        ("\u202egnidnäv", "gnidnäv", 0),
    ],
)
def test_clean(typed: str, shown: str, replaced: int) -> None:
    assert clean(typed) == (shown, replaced)


def test_simple_cleaning_gives_up_lone_accents() -> None:
    assert clean("q\u0301") == ("q\u0301", 0)
    assert clean("q\u0301 é", simple=True) == ("\u25a1 é", 1)


def test_xml_keeps_what_word_can_show() -> None:
    assert xml_safe("a\x00\x1f\ud800\uffff\U0001f600\tb\r\nc") == "a\U0001f600\tb\nc"


def test_the_coverage_is_of_the_installed_typst_and_all_its_fonts() -> None:
    content = json.loads((FONTS / "coverage.json").read_text())
    reachable = typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)]).families()

    assert content["typst"] == importlib.metadata.version("typst"), "run scripts/make_fonts.py"
    assert set(content["families"]) == set(reachable)


@pytest.mark.parametrize(
    "look", [{}, {"strong": True}, {"emphasis": True}, {"strong": True, "emphasis": True}]
)
def test_every_single_character_that_passes_can_be_set(look: dict[str, bool]) -> None:
    covered = frozenset().union(*covered_by_family().values())
    passing = sorted(letter for letter in covered if is_single(letter) and clean(letter) == (letter, 0))
    lines = ["".join(passing[start : start + 60]) for start in range(0, len(passing), 60)]

    assert len(passing) > 3000
    assert render_pdf(with_blocks(*(Paragraph((Run(line, **look),)) for line in lines))).startswith(b"%PDF")


def test_every_kind_of_blank_can_be_set() -> None:
    blanks = "".join(chr(code) for code in range(0x3001) if unicodedata.category(chr(code)) == "Zs")

    assert render_pdf(with_blocks(text(f"a{blanks}b"))).startswith(b"%PDF")


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(), max_size=80))
def test_no_text_stops_the_pdf(typed: str) -> None:
    assert render_pdf(with_blocks(text(typed))).startswith(b"%PDF")


@settings(max_examples=40, deadline=None)
@given(
    st.text(
        st.characters(whitelist_categories=("Mn", "Mc", "Me", "Lo", "Cf", "So")) | st.sampled_from("aqåЖωب"),
        max_size=30,
    )
)
def test_no_pile_of_accents_stops_the_pdf(typed: str) -> None:
    assert render_pdf(with_blocks(text(typed))).startswith(b"%PDF")
