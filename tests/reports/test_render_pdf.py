"""The PDF says of itself what PDF/UA and PDF/A demand, typed text stays text, and nothing leaves the page."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samsteg.reports.document import BulletList, Column, Edition, Note, Paragraph, Run, Table, row, text
from samsteg.reports.render import EditionNotReady, render_pdf
from samsteg.reports.render.pdf import RenderingFailed
from tests.reports.pdf_reading import Pdf, TextBox
from tests.reports.sample import age_table, flow_table, sample, sections, with_blocks

POINTS_PER_MM = 72 / 25.4
LEFT, RIGHT = 22 * POINTS_PER_MM, (210 - 18) * POINTS_PER_MM
HANGING_BLANK = 2.6  # a blank at the end of a line may hang over


@pytest.fixture(scope="module")
def pdf() -> Pdf:
    return Pdf(render_pdf(sample()))


def test_it_claims_both_standards(pdf: Pdf) -> None:
    assert "<pdfuaid:part>1</pdfuaid:part>" in pdf.xmp
    assert "<pdfaid:part>2</pdfaid:part>" in pdf.xmp
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in pdf.xmp


def test_language_title_and_marking(pdf: Pdf) -> None:
    assert pdf.root["/Lang"] == "sv-SE"
    assert pdf.root["/MarkInfo"]["/Marked"].value is True
    assert pdf.root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert pdf.reader.metadata is not None
    assert pdf.reader.metadata.title == "Årsrapport 2025, Team Gläntan"
    assert "Title" in pdf.tags


def test_headings_in_order(pdf: Pdf) -> None:
    levels = [int(tag[1]) for tag in pdf.tags if re.fullmatch(r"H\d", tag)]
    blocks = [block for block in sections() if hasattr(block, "level")]

    assert levels == [block.level for block in blocks]


def test_contents_with_a_link_per_section(pdf: Pdf) -> None:
    assert pdf.tags.count("TOC") == 1
    assert pdf.tags.count("TOCI") == 10
    links = [node for node in pdf.nodes if node.tag == "Link"]
    assert len(links) == 10


def test_no_contents_when_not_asked_for() -> None:
    assert "TOC" not in Pdf(render_pdf(sample(contents=False))).tags


def test_every_table_has_its_headings_in_a_head(pdf: Pdf) -> None:
    headings = [node for node in pdf.nodes if node.tag == "TH"]

    assert pdf.tags.count("Table") == pdf.tags.count("THead") == pdf.tags.count("Caption") == 3
    assert all("THead" in node.path for node in headings)
    assert all(node.attribute("/Scope") == "/Column" for node in headings)


def test_header_in_two_rows() -> None:
    made = Pdf(render_pdf(with_blocks(age_table())))
    spans = [
        (node.attribute("/ColSpan") or 1, node.attribute("/RowSpan") or 1)
        for node in made.nodes
        if node.tag == "TH"
    ]

    assert spans == [(1, 2), (2, 1), (2, 1), (1, 2), (1, 1), (1, 1), (1, 1), (1, 1)]


def test_a_cell_points_to_both_of_its_headings() -> None:
    made = Pdf(render_pdf(with_blocks(age_table())))
    first_row = [node for node in made.nodes if node.tag == "TD"][:3]

    assert [len(node.attribute("/Headers")) for node in first_row] == [1, 2, 2]


def test_no_picture_without_words(pdf: Pdf) -> None:
    assert all("/Alt" in node.content for node in pdf.nodes if node.tag == "Figure")


def test_marks_on_every_page(pdf: Pdf) -> None:
    assert len(pdf.reader.pages) >= 6
    for page in pdf.reader.pages:
        words = page.extract_text()
        assert "Arbetsexemplar, kan omfattas av sekretess" in words
        assert "Övning: inga riktiga personer" in words


def test_the_mark_is_read_aloud_once(pdf: Pdf) -> None:
    """On the first page it is text; in the heads of the others it is decoration, which isn't tagged."""
    assert pdf.tags[:4] == ["Document", "P", "P", "P"]


def test_practice_mark_only_in_practice() -> None:
    cover = sample().cover
    real = type(cover)(cover.kind, cover.team, cover.municipality, cover.period, cover.place_and_date)

    assert "Övning" not in Pdf(render_pdf(sample(cover=real))).text


def test_page_of_pages_in_the_foot(pdf: Pdf) -> None:
    count = len(pdf.reader.pages)
    for number, page in enumerate(pdf.reader.pages, start=1):
        assert f"{number} ({count})" in page.extract_text()
        assert "Team Gläntan · Årsrapport 2025 · skapad 2026-02-23" in page.extract_text()


def test_the_protected_edition_is_refused() -> None:
    with pytest.raises(EditionNotReady):
        render_pdf(sample(edition=Edition.PROTECTED))


def test_same_document_same_bytes_and_another_day_others() -> None:
    assert render_pdf(sample()) == render_pdf(sample())
    assert render_pdf(sample()) != render_pdf(sample(created_on=date(2026, 2, 24)))


def test_typed_markup_stays_letters() -> None:
    typed = '#import "@preview/x:1.0": * *fet* _kursiv_ $x^2$ #eval("1") = Rubrik <etikett> @hit // slut'
    made = Pdf(
        render_pdf(with_blocks(text(typed), Table("t", typed, typed, (Column(typed),), (row(typed),), typed)))
    )

    whole = " ".join(made.text.replace("\xad\n", "").split())
    for piece in (
        "#import",
        "*fet*",
        "_kursiv_",
        "$x^2$",
        '#eval("1")',
        "= Rubrik",
        "<etikett>",
        "@hit",
        "// slut",
    ):
        assert whole.replace("\u200b", "").count(piece) >= 2, piece
    assert made.tags.count("H1") == 1


def test_an_emoji_becomes_a_square() -> None:
    assert "Bra □ jobbat" in Pdf(render_pdf(with_blocks(text("Bra \U0001f600 jobbat")))).text


def test_an_empty_table_says_so() -> None:
    made = Pdf(render_pdf(with_blocks(Table("t", "Tom", "Alla", (Column("A"), Column("B", "right")), ()))))

    assert "Inget att redovisa för perioden." in made.text
    assert made.tags.count("TH") == 2


def test_empty_pieces_are_no_fault() -> None:
    blocks = (
        Paragraph(()),
        text(""),
        Note(()),
        BulletList(()),
        BulletList(((), (Run(""),))),
        Table("t", "\x00", "", (Column(""),), (row(""),)),
    )

    assert "H1" in Pdf(render_pdf(with_blocks(*blocks, title="\x01x", footer=""))).tags


def test_a_cell_of_32000_letters() -> None:
    columns = (Column("Ord"), Column("Text"))
    made = Pdf(render_pdf(with_blocks(Table("t", "Lång", "", columns, (row("x" * 32_000, "ord " * 8_000),)))))

    assert made.text.replace("\n", "").replace("\u200b", "").count("x") >= 32_000
    assert_within_margins(made)


def test_a_wide_table_with_long_swedish_headings_fits() -> None:
    made = Pdf(render_pdf(with_blocks(wide_table(), flow_table())))

    assert_within_margins(made)
    assert_no_overlap(made.boxes(1))


WORDS = st.sampled_from(
    [
        "Inskrivna",
        "arbetslivsinriktad",
        "Arbetsmarknadsutbildning",
        "A" * 40,
        "2025-12-31",
        "1 234 567",
        "–",
        "12,5 %",
        "XXXXXXXXXXXX",
    ]
)
CELLS = st.lists(WORDS, max_size=3).map(" ".join)


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_no_table_leaves_the_page(data: st.DataObject) -> None:
    width = data.draw(st.integers(1, 8))
    columns = tuple(
        Column(data.draw(CELLS), data.draw(st.sampled_from(["left", "right"]))) for _ in range(width)
    )
    rows = tuple(row(*(data.draw(CELLS) for _ in range(width))) for _ in range(2))
    made = Pdf(render_pdf(with_blocks(Table("t", "Tabell", "Alla", columns, rows))))

    assert_within_margins(made)
    for page in range(len(made.reader.pages)):
        assert_no_overlap(made.boxes(page))


def wide_table() -> Table:
    headings = (
        "Inskrivna vid periodens början",
        "Nyinskrivna",
        "Avslutade",
        "Tidiga avhopp",
        "Lönebidragsanställning",
        "Arbetsmarknadsutbildning",
        "Annan arbetslivsinriktad rehabilitering",
        "Föräldraledighet",
        "Sjukersättning",
        "Återgång till remittenten",
        "Inskrivna vid periodens slut",
    )
    columns = (Column("Kommun och verksamhet"), *(Column(heading, "right") for heading in headings))
    numbers = ("1 234", "22", "20", "3", "6", "2", "1", "2", "6", "36", "1 111")
    return Table("wide", "Bred", "Alla", columns, (row("Samverkansteamsverksamheten", *numbers),))


def assert_within_margins(made: Pdf) -> None:
    boxes = [box for page in range(len(made.reader.pages)) for box in made.boxes(page)]

    assert boxes
    assert min(box.left for box in boxes) >= LEFT - 0.1
    assert max(box.right for box in boxes) <= RIGHT + HANGING_BLANK


def assert_no_overlap(boxes: list[TextBox]) -> None:
    """Pieces on one base line stand beside each other, never on top."""
    for first, second in pairwise(sorted(boxes, key=lambda box: (round(box.base_line), box.left))):
        if round(first.base_line) == round(second.base_line):
            assert first.right <= second.left + HANGING_BLANK


def test_a_handout_is_no_working_copy() -> None:
    handout = Pdf(render_pdf(sample(edition=Edition.HANDOUT)))
    assert "Arbetsexemplar" not in handout.text
    assert "Övning: inga riktiga personer" in handout.text


def test_a_process_forked_after_the_first_pdf_is_told_rather_than_left_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """typst's threads stay in the process that first used it: in a fork of it, it would wait for ever."""
    render_pdf(sample())
    monkeypatch.setattr("samsteg.reports.render.pdf.os.getpid", lambda: -1)
    with pytest.raises(RenderingFailed, match="forked"):
        render_pdf(sample())
