"""The piece of a page: escaped, with the sheet's classes, scopes and anchors."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from samsteg.reports.document import (
    Column,
    Edition,
    Heading,
    Paragraph,
    Run,
    Table,
    bullets,
    note,
    outline,
    row,
    text,
)
from samsteg.reports.render import EditionNotReady, render_html
from tests.reports.sample import age_table, flow_table, sample, with_blocks


class Balance(HTMLParser):
    """Every tag that opens closes, in order."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.headings: list[str] = []
        self.ids: list[str] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [str(value) for name, value in attrs if name == "id"]
        if re.fullmatch(r"h\d", tag):
            self.headings.append(tag)
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_tags_balance_and_ids_are_unique() -> None:
    page = Balance(render_html(sample()))

    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    assert page.headings[:3] == ["h1", "h2", "h2"]
    assert page.headings.count("h1") == 1


def test_everything_typed_is_escaped() -> None:
    evil = "<script>alert('x')</script> \"&"
    document = with_blocks(
        Heading(2, evil),
        Paragraph((Run(evil, code=evil), Run(evil, strong=True, emphasis=True))),
        note(evil),
        bullets([evil]),
        Table("t", evil, evil, (Column(evil, group=evil), Column(evil)), (row(evil, evil),), note=evil),
        title=evil,
        footer=evil,
        contents_depth=2,
    )
    made = render_html(document)

    assert "<script" not in made
    assert made.count("&lt;script&gt;") >= 12
    assert Balance(made).open == []


def test_marks_on_top() -> None:
    made = render_html(sample())

    assert made.index("Arbetsexemplar, kan omfattas av sekretess") < made.index("<h1>")
    assert made.index("Övning: inga riktiga personer") < made.index("<h1>")


def test_contents_lead_to_the_sections() -> None:
    made = render_html(sample())

    assert re.findall(r'<li><a href="#([\w-]+)">', made) == [entry.anchor for entry in outline(sample())]
    assert set(re.findall(r'href="#([\w-]+)"', made)) <= set(Balance(made).ids)


def test_one_sheet_per_section_and_one_for_the_first_page() -> None:
    assert render_html(sample()).count('<article class="s-a4">') == 1 + 10


def test_tables_have_scopes_and_a_sum() -> None:
    made = render_html(with_blocks(flow_table()))

    assert made.count('scope="col"') == 11
    assert made.count('scope="row"') == 3
    assert made.count("s-sum") == 11
    assert "<b>Bas:</b> 56 deltagare" in made


def test_header_in_two_rows() -> None:
    made = render_html(with_blocks(age_table()))

    assert made.count('scope="colgroup" colspan="2"') == 2
    assert made.count('rowspan="2"') == 2


def test_a_live_figure_is_marked() -> None:
    assert '<span data-figure="flow.exits">20</span>' in render_html(sample())


def test_line_breaks_stay_and_an_empty_table_says_so() -> None:
    made = render_html(with_blocks(text("ett\ntvå"), Table("t", "Tom", "", (Column("A"), Column("B")), ())))

    assert "<p>ett<br>två</p>" in made
    assert '<td colspan="2">Inget att redovisa för perioden.</td>' in made


def test_the_protected_edition_is_refused() -> None:
    with pytest.raises(EditionNotReady, match="Nothing was written|Inget"):
        render_html(sample(edition=Edition.PROTECTED))
