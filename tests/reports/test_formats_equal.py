"""The page, the Word file and the PDF say the same: every heading, paragraph, cell and picture, in the same order.

The page and Word are compared letter by letter, the PDF without blanks, which it doesn't keep at the end of a line.
"""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samsteg.core.context import acting
from samsteg.reports.build import Choices, write_report
from samsteg.reports.document import (
    Block,
    BulletList,
    Column,
    Document,
    Heading,
    Note,
    Paragraph,
    Picture,
    Row,
    Run,
    Table,
    row,
)
from samsteg.reports.enums import PictureSize
from samsteg.reports.images import JPEG, PNG
from samsteg.reports.picture_services import PictureWords, add_picture
from samsteg.reports.render import render_docx, render_html, render_pdf
from samsteg.reports.services import save_text
from samsteg.reports.template_data import template_names
from samsteg.reports.template_services import save_image
from tests.factories import make_settings
from tests.reports import pictures
from tests.reports.lines import lines_of_page, lines_of_pdf, lines_of_tree, lines_of_word, squeezed, told
from tests.reports.sample import sample
from tests.statistics.cases import KRAFTEN, SATER, Case, load_case

MARKUP = (
    "Stycke med **fet**, *kursiv* och [nyinskrivna].\nNy rad.\n\n## Egen rubrik\n\n- punkt\n- punkt två\n\n"
    "1. först\n2. sedan\n\nSe https://exempel.invalid/en-mycket-lang-adress/som-inte-far-plats-pa-en-rad/utan-brytning"
)


def assert_equal_in_all(document: Document) -> None:
    wanted = told(lines_of_tree(document))
    assert told(lines_of_page(render_html(document))) == wanted
    assert told(lines_of_word(render_docx(document))) == wanted
    assert squeezed(lines_of_pdf(render_pdf(document))) == squeezed(wanted)


def picture(key: str, media_type: str = PNG, **more: object) -> Picture:
    content = pictures.png() if media_type == PNG else pictures.JPEG
    made = Picture(key, content, PNG if media_type == PNG else JPEG, 40, 30, alt=f"Vad {key} visar")
    return dataclasses.replace(made, **more)  # type: ignore[arg-type]


def every_kind() -> tuple[Block, ...]:
    two_rows = (Column("A"), Column("B", "right", "Grupp"), Column("C", "right", "Grupp"), Column("D"))
    return (
        Heading(1, "Första avsnittet"),
        Paragraph((Run("Före all underrubrik. "), Run("Fet", strong=True), Run(" och båda", True, True))),
        Heading(2, "Underrubrik"),
        Paragraph((Run("rad ett\nrad två"), Run("20", code="flow.exits"))),
        Heading(3, "Teamets egen rubrik"),
        BulletList(((Run("punkt"),), (Run("punkt två", emphasis=True),))),
        BulletList(((Run("först"),), (Run("sedan"),)), numbered=True),
        Note((Run("En anmärkning."),)),
        Table(
            "one",
            "Tabell med allt",
            "22 nya",
            two_rows,
            (row("a", "1", "2", "d"), row("b", "3", "4", "e", kind="sum")),
            note="Not under.",
        ),
        Table(
            "two",
            "Utan bas",
            "",
            (Column("A"), Column("B")),
            (row("rad\nbruten", ""),),
            first_column_is_header=False,
        ),
        Table("three", "Tom tabell", "ingen", (Column("A"), Column("B")), ()),
        picture("first", caption="Figur 1"),
        picture("second", JPEG, share=0.5),
        picture("third", share=1 / 3, caption="Figur 3"),
        Paragraph((Run("Sist."),)),
        Heading(1, "Andra avsnittet"),
        Heading(2, "Utan innehåll"),
    )


@pytest.mark.parametrize("depth", [1, 3])
def test_every_kind_of_block_is_the_same_in_all(depth: int) -> None:
    document = sample(blocks=every_kind(), contents_depth=depth)
    assert {type(block) for block in document.blocks} == set(Block.__args__)
    assert_equal_in_all(document)


def test_the_invented_report_is_the_same_in_all() -> None:
    assert_equal_in_all(sample())


def test_a_cover_with_and_without_all_its_lines() -> None:
    made = sample(blocks=every_kind())
    logo = picture("logo", JPEG, caption="Logotypen har ingen bildtext")
    bare = dataclasses.replace(
        made.cover, municipality="", period="", author="", supported_by="", practice=False
    )
    assert_equal_in_all(dataclasses.replace(made, cover=dataclasses.replace(made.cover, logo=logo)))
    assert_equal_in_all(dataclasses.replace(made, cover=bare, contents=False))


def test_a_difference_is_found() -> None:
    """The comparison itself can fail, in each format and by each kind of line."""
    whole = sample(blocks=every_kind())
    wanted = squeezed(lines_of_tree(whole))
    for left_out in range(1, len(whole.blocks) - 1):
        kept = (*whole.blocks[:left_out], *whole.blocks[left_out + 1 :])
        if isinstance(whole.blocks[left_out], Heading):
            continue  # the levels below it would hang in the air
        assert squeezed(lines_of_page(render_html(dataclasses.replace(whole, blocks=kept)))) != wanted
        assert squeezed(lines_of_word(render_docx(dataclasses.replace(whole, blocks=kept)))) != wanted
    assert squeezed(lines_of_pdf(render_pdf(sample(blocks=whole.blocks[:-1])))) != wanted
    swapped = (*whole.blocks[:11], whole.blocks[12], whole.blocks[11], *whole.blocks[13:])
    assert squeezed(lines_of_pdf(render_pdf(sample(blocks=swapped)))) != wanted


words = st.text(
    st.sampled_from("abcåäöÅÄÖ 0123456789,.–−-()[]{}#*_$@<>&\"'\\/=~`^|:;é\u00a0"), min_size=1, max_size=60
).filter(lambda text: text.strip() == text and "  " not in text)
tables = st.integers(1, 4).flatmap(
    lambda width: st.builds(
        lambda heads, rows, caption: Table(
            "t", caption, "", tuple(map(Column, heads)), tuple(map(Row, rows))
        ),
        st.lists(words, min_size=width, max_size=width),
        st.lists(st.tuples(*[words] * width), max_size=3),
        words,
    )
)
blocks = st.one_of(
    words.map(lambda text: Paragraph((Run(text),))),
    words.map(lambda text: Note((Run(text),))),
    words.map(lambda text: Heading(2, text)),
    st.builds(
        lambda items, numbered: BulletList(tuple((Run(item),) for item in items), numbered),
        st.lists(words, min_size=1, max_size=3),
        st.booleans(),
    ),
)


@settings(deadline=None, max_examples=40)
@given(st.lists(blocks, max_size=6), tables)
def test_whatever_is_written_is_the_same_in_all(written: list[Block], table: Table) -> None:
    assert_equal_in_all(sample(blocks=(Heading(1, "Ett avsnitt"), *written, table)))


@pytest.mark.django_db
@pytest.mark.parametrize("name", [KRAFTEN, SATER])
@pytest.mark.parametrize("shape", template_names())
def test_the_years_of_the_cases_are_the_same_in_all(name: str, shape: str) -> None:
    case = load_case(name)
    make_settings(case.team, report_template=shape)
    with acting(case.actor):
        write_and_illustrate(case)
        choices = Choices(written_on=dt.date(2026, 2, 23))
        document = write_report(case.actor, case.team, case.period, choices).document
    assert any(isinstance(block, Picture) for block in document.blocks)
    assert_equal_in_all(document)


def write_and_illustrate(case: Case) -> None:
    place = "3.reflection"
    save_text(
        actor=case.actor, team=case.team, period=case.period, place=place, body=MARKUP, expected_version=0
    )
    image = save_image(actor=case.actor, team=case.team, content=pictures.png())
    add_picture(
        actor=case.actor,
        team=case.team,
        period=case.period,
        place=place,
        image=image,
        words=PictureWords("Fyra grupper", "Figur 1", PictureSize.HALF),
    )
