"""The Word file opens again, follows the schema's order, and holds what accessible documents need."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import docx
import pytest
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.shared import Mm
from lxml import etree

from samsteg.reports.document import (
    BulletList,
    Column,
    Document,
    Edition,
    Heading,
    Note,
    Paragraph,
    Run,
    Table,
    outline,
    row,
    text,
)
from samsteg.reports.render import EditionNotReady, render_docx
from tests.reports.sample import age_table, flow_table, sample, sections, with_blocks
from tests.reports.wordml_order import faults


def opened(document: Document) -> WordDocument:
    return docx.Document(io.BytesIO(render_docx(document)))


def words(element: etree._Element) -> str:
    return "".join(piece.text or "" for piece in element.iter(qn("w:t")))


@pytest.fixture(scope="module")
def word() -> WordDocument:
    return opened(sample())


@pytest.mark.parametrize("depth", [1, 3])
def test_every_part_follows_the_schema(depth: int) -> None:
    assert faults(render_docx(sample(contents_depth=depth))) == []


def test_the_order_check_can_fail() -> None:
    made = render_docx(sample())
    broken = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as source, zipfile.ZipFile(broken, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "word/document.xml":
                root = etree.fromstring(content)
                properties = next(root.iter(qn("w:tblPr")))
                properties.insert(0, properties[-1])
                content = etree.tostring(root)
            target.writestr(name, content)

    assert any("tblPr: out of order" in fault for fault in faults(broken.getvalue()))


def test_headings_have_real_styles(word: WordDocument) -> None:
    found = [
        (p.style.name, p.text)
        for p in word.paragraphs
        if p.style is not None and str(p.style.name).startswith("Heading")
    ]

    assert found == [
        (f"Heading {block.level}", block.text) for block in sections() if isinstance(block, Heading)
    ]


def test_title_team_and_facts_on_the_first_page(word: WordDocument) -> None:
    first = [(p.style.name if p.style else None, p.text) for p in word.paragraphs[:6]]

    assert first == [
        ("Teamrad", "Team Gläntan, Påhittköpings kommun"),
        ("Title", "Årsrapport 2025"),
        ("Subtitle", "Period 2025-01-01 – 2025-12-31"),
        ("Subtitle", "Påhittköping 2026-02-23"),
        ("Subtitle", "Alva Exempelsson"),
        ("Subtitle", "Med stöd av Samordningsförbundet Exempelbygden"),
    ]


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_the_contents_are_filled_in_and_lead_to_the_headings(depth: int) -> None:
    document = sample(contents_depth=depth)
    body = opened(document).element.body
    links = body.findall(f".//{qn('w:sdtContent')}//{qn('w:hyperlink')}")
    shown = [words(link) for link in links]
    targets = {
        start.get(qn("w:name")): words(start.getparent()) for start in body.iter(qn("w:bookmarkStart"))
    }

    assert shown == [entry.text for entry in outline(document)]
    assert [targets[link.get(qn("w:anchor"))] for link in links] == shown
    instruction = "".join(code.text for code in body.iter(qn("w:instrText")))
    assert instruction.split()[:3] == ["TOC", "\\o", f'"1-{depth}"']


def test_fields_are_closed(word: WordDocument) -> None:
    for root in (word.element.body, word.sections[0].footer._element):
        kinds = [mark.get(qn("w:fldCharType")) for mark in root.iter(qn("w:fldChar"))]
        assert kinds == ["begin", "separate", "end"] * (len(kinds) // 3)
        assert kinds


def test_no_contents_when_not_asked_for() -> None:
    assert opened(sample(contents=False)).element.body.find(qn("w:sdt")) is None


def test_tables_repeat_their_heads_and_keep_rows_whole(word: WordDocument) -> None:
    assert len(word.tables) == 3
    for table, heads in zip(word.tables, (2, 1, 1), strict=True):
        rows = table._tbl.tr_lst
        repeated = [tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for tr in rows]
        assert repeated == [True] * heads + [False] * (len(rows) - heads)
        assert all(tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for tr in rows)


def test_header_in_two_rows() -> None:
    table = opened(with_blocks(age_table())).tables[0]

    assert [cell.text for cell in table.rows[0].cells] == [
        "Ålder",
        "Nya",
        "Nya",
        "Inskrivna vid årets slut",
        "Inskrivna vid årets slut",
        "Alla",
    ]
    assert [cell.text for cell in table.rows[1].cells] == [
        "Ålder",
        "Kvinnor",
        "Män",
        "Kvinnor",
        "Män",
        "Alla",
    ]
    assert table.cell(0, 0)._tc is table.cell(1, 0)._tc


def test_a_table_is_described_and_captioned(word: WordDocument) -> None:
    properties = word.tables[1]._tbl.tblPr

    assert properties.find(qn("w:tblCaption")).get(qn("w:val")) == "Tabell 2. Inskrivna och avslut 2025"
    assert "56 deltagare" in properties.find(qn("w:tblDescription")).get(qn("w:val"))
    styles = {p.text: p.style.name for p in word.paragraphs if p.style is not None}
    assert styles["Tabell 2. Inskrivna och avslut 2025"] == "Caption"
    assert styles["Bas: 56 deltagare som var inskrivna någon gång under året."] == "Tabellbas"


def test_numbers_are_right_aligned_and_sums_bold() -> None:
    table = opened(with_blocks(flow_table())).tables[0]
    last = table.rows[-1].cells

    assert [str(cell.paragraphs[0].alignment) for cell in last] == ["None"] + ["RIGHT (2)"] * 10
    assert all(cell.paragraphs[0].runs[0].bold for cell in last)
    assert not any(cell.paragraphs[0].runs[0].bold for cell in table.rows[1].cells)


def test_columns_fill_at_most_the_page() -> None:
    table = opened(with_blocks(flow_table())).tables[0]
    widths = [column.width for column in table.columns]

    assert None not in widths
    assert sum(width or 0 for width in widths) <= Mm(170.5)


def test_language_properties_and_page(word: WordDocument) -> None:
    assert [lang.get(qn("w:val")) for lang in word.styles.element.iter(qn("w:lang"))] == ["sv-SE"]
    core = word.core_properties
    assert (core.title, core.language, core.author) == (
        "Årsrapport 2025, Team Gläntan",
        "sv-SE",
        "Team Gläntan",
    )
    assert core.created is not None and core.created.date() == date(2026, 2, 23)
    section = word.sections[0]
    margins = (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
    assert [round((margin or 0) / Mm(1)) for margin in margins] == [20, 18, 18, 22]
    assert round((section.page_width or 0) / Mm(1)) == 210


def test_fonts_that_readers_have(word: WordDocument) -> None:
    heading = word.styles["Heading 2"].element
    assert next(heading.iter(qn("w:rFonts"))).get(qn("w:ascii")) == "Calibri"
    defaults = next(word.styles.element.iter(qn("w:docDefaults")))
    assert next(defaults.iter(qn("w:rFonts"))).get(qn("w:ascii")) == "Cambria"


def test_marks_stand_in_the_head_of_every_section(word: WordDocument) -> None:
    for section in word.sections:
        assert section.header.paragraphs[0].text == (
            "Arbetsexemplar, kan omfattas av sekretess  ·  Övning: inga riktiga personer"
        )
        assert not section.different_first_page_header_footer
        assert (
            section.footer.paragraphs[0].text == "Team Gläntan · Årsrapport 2025 · skapad 2026-02-23\t1 (1)"
        )


def test_the_protected_edition_is_refused() -> None:
    with pytest.raises(EditionNotReady):
        render_docx(sample(edition=Edition.PROTECTED))


def test_same_document_same_bytes_and_another_day_others() -> None:
    assert render_docx(sample()) == render_docx(sample())
    assert render_docx(sample()) != render_docx(sample(created_on=date(2026, 2, 24)))


def test_strong_and_emphasis_by_style() -> None:
    document = with_blocks(
        Paragraph((Run("a"), Run("b", strong=True), Run("c", emphasis=True), Run("d", True, True)))
    )
    looks = [
        (run.text, run.style.name if run.style else "", bool(run.italic))
        for run in opened(document).paragraphs[-1].runs
    ]

    assert looks == [
        ("a", "Default Paragraph Font", False),
        ("b", "Strong", False),
        ("c", "Emphasis", False),
        ("d", "Strong", True),
    ]


def test_bullets_use_a_list() -> None:
    word = opened(with_blocks(BulletList(((Run("ett"),), (Run("två"),)))))
    style = word.styles["List Bullet"].element
    number = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}").get(qn("w:val"))
    known = [num.get(qn("w:numId")) for num in word.part.numbering_part.element.iter(qn("w:num"))]

    assert [p.text for p in word.paragraphs if p.style is not None and p.style.name == "List Bullet"] == [
        "ett",
        "två",
    ]
    assert number in known


def test_bad_characters_and_long_cells() -> None:
    columns = (Column("A\x00"), Column("B"))
    document = with_blocks(
        text("a\x00\ud800b \U0001f600\trad\nrad"),
        Table("t", "x\x0b", "y\x01", columns, (row("x" * 32_000, "ord " * 8_000),), note="z\x02"),
        Heading(1, "R\x03ubrik"),
        title="t\x04",
        footer="f\x05",
    )
    word = opened(document)

    assert "ab \U0001f600\trad\nrad" in [p.text for p in word.paragraphs]
    assert word.tables[0].cell(1, 0).text == "x" * 32_000
    assert faults(render_docx(document)) == []


def test_an_empty_table_says_so_and_a_document_doesn_t_end_in_a_table() -> None:
    word = opened(
        with_blocks(BulletList(()), Note(()), Table("t", "Tom", "", (Column("A"), Column("B")), ()))
    )

    assert word.tables[0].cell(1, 0).text == "Inget att redovisa för perioden."
    assert [child.tag for child in word.element.body][-2:] == [qn("w:p"), qn("w:sectPr")]


def test_no_trace_of_the_template_or_the_machine() -> None:
    with zipfile.ZipFile(io.BytesIO(render_docx(sample()))) as archive:
        assert not [name for name in archive.namelist() if "thumbnail" in name or "customXml" in name]
        assert {entry.date_time for entry in archive.infolist()} == {(2026, 2, 23, 0, 0, 0)}
        assert b"python-docx" not in b"".join(archive.read(name) for name in archive.namelist())
