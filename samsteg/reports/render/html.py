"""The report as a piece of a web page, in the classes of the printed sheet (design, 08-rapport-utskrift)."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from html import escape

from samsteg.reports.document import (
    Block,
    BulletList,
    Column,
    Document,
    Heading,
    Note,
    OutlineEntry,
    Paragraph,
    Picture,
    Row,
    Run,
    Table,
    all_headings,
    header_groups,
    outline,
)
from samsteg.reports.render.edition import marks, require_ready
from samsteg.reports.render.glyphs import xml_safe
from samsteg.reports.render.labels import LABELS

DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
PictureSource = Callable[[Picture], str]
_SHARES = ((0.4, "s-picture-third"), (0.6, "s-picture-half"), (1.0, ""))  # up to this share of the width


def within(picture: Picture) -> str:
    """The picture in the page itself, for a file that stands alone."""
    if not picture.content:
        raise ValueError(f"picture {picture.key} was read without its content")
    return f"data:{picture.media_type};base64,{b64encode(picture.content).decode('ascii')}"


def render_html(document: Document, *, source: PictureSource = within) -> str:
    """One `s-a4` sheet for the first page and one for each section; every text is escaped.

    The page that holds it has the h1 here (the report's kind), so it needs none of its own. `source` gives a picture's
    address; our own pages may not hold pictures in themselves (content security policy).
    Raises `EditionNotReady` for an edition that isn't built.
    """
    require_ready(document)
    sheets = [_sheet(_first_page(document, source), document), *_section_sheets(document, source)]
    return f'<div class="s-wrap" lang="{_safe(document.language)}">{"".join(sheets)}</div>'


def render_blocks(blocks: Iterable[Block], *, source: PictureSource = within) -> str:
    """Blocks of a sub-heading for a page that has its own headings round them; every text is escaped."""
    made: list[str] = []
    before: Block | None = None
    for block in blocks:
        if isinstance(block, Heading):
            made.append(f"<h{block.level + 1}>{_safe(block.text)}</h{block.level + 1}>")
        elif isinstance(block, Picture):
            made.append(_picture(block, source))
        else:
            made.append(_block(block, after_table=isinstance(before, Table)))
        before = block
    return "".join(made)


def _safe(text: str) -> str:
    return escape(xml_safe(text), quote=True)


def _typed(text: str) -> str:
    """Escaped, with the line breaks that someone typed."""
    return _safe(text).replace("\n", "<br>")


def _sheet(content: str, document: Document) -> str:
    foot = f'<div class="s-a4-foot"><span>{_safe(document.footer)}</span></div>'
    return f'<article class="s-a4">{content}{foot}</article>'


def _first_page(document: Document, source: PictureSource) -> str:
    cover = document.cover
    warnings = "".join(f"<p><strong>{_safe(mark)}</strong></p>" for mark in marks(document))
    team = ", ".join(filter(None, (cover.team, cover.municipality)))
    period = f"{LABELS.period} {cover.period}" if cover.period else ""
    supported = f"{LABELS.supported_by} {cover.supported_by}" if cover.supported_by else ""
    lines = "<br>".join(map(_safe, filter(None, (period, cover.place_and_date, cover.author, supported))))
    facts = f'<p class="s-small">{lines}</p>' if lines else ""
    title = _safe(cover.kind.strip() or document.title)
    logo = f"<p>{_image(cover.logo, source)}</p>" if cover.logo else ""
    return (
        f'{warnings}{logo}<p class="s-a4-team">{_safe(team)}</p><h1>{title}</h1>{facts}{_contents(document)}'
    )


def _contents(document: Document) -> str:
    entries = outline(document)
    if not (document.contents and entries):
        return ""
    links = "".join(f'<li><a href="#{entry.anchor}">{_safe(entry.text)}</a></li>' for entry in entries)
    heading = f'<h2 id="rapport-innehall">{_safe(LABELS.contents)}</h2>'
    return f'<nav aria-labelledby="rapport-innehall">{heading}<ul>{links}</ul></nav>'


def _section_sheets(document: Document, source: PictureSource) -> Iterator[str]:
    anchors = iter(all_headings(document))
    pieces: list[str] = []
    before: Block | None = None
    for block in document.blocks:
        if isinstance(block, Heading):
            if block.level == 1 and pieces:
                yield _sheet("".join(pieces), document)
                pieces = []
            pieces.append(_heading(block, next(anchors), first=not pieces))
        elif isinstance(block, Picture):
            pieces.append(_picture(block, source))
        else:
            pieces.append(_block(block, after_table=isinstance(before, Table)))
        before = block
    if pieces:
        yield _sheet("".join(pieces), document)


def _heading(heading: Heading, entry: OutlineEntry, *, first: bool) -> str:
    """The report's kind is the page's h1, so its sections are h2."""
    tag = f"h{heading.level + 1}"
    look = ' class="s-first"' if first else ""
    return f'<{tag} id="{entry.anchor}"{look}>{_safe(heading.text)}</{tag}>'


def _block(block: Block, *, after_table: bool) -> str:
    match block:
        case Paragraph():
            look = ' class="s-after"' if after_table else ""
            return f"<p{look}>{_runs(block.runs)}</p>"
        case Note():
            return f'<p class="s-def">{_runs(block.runs)}</p>'
        case BulletList():
            items = "".join(f"<li>{_runs(item)}</li>" for item in block.items)
            tag, look = ("ol", "s-steps") if block.numbered else ("ul", "s-plain")
            return f'<{tag} class="{look}">{items}</{tag}>' if items else ""
        case Table():
            return _table(block)
        case Heading() | Picture():
            raise TypeError("_section_sheets sees to headings and pictures")


def _picture(picture: Picture, source: PictureSource) -> str:
    caption = f"<figcaption>{_typed(picture.caption)}</figcaption>" if picture.caption else ""
    look = next(f" {name}" if name else "" for most, name in _SHARES if picture.share <= most)
    return f'<figure class="s-picture{look}">{_image(picture, source)}{caption}</figure>'


def _image(picture: Picture, source: PictureSource) -> str:
    size = f'width="{picture.width}" height="{picture.height}"'
    return f'<img src="{_safe(source(picture))}" alt="{_safe(picture.alt)}" {size}>'


def _runs(runs: Iterable[Run]) -> str:
    return "".join(map(_run, runs))


def _run(run: Run) -> str:
    made = _typed(run.text)
    if run.code:
        made = f'<span data-figure="{_safe(run.code)}">{made}</span>'
    if run.emphasis:
        made = f"<em>{made}</em>"
    return f"<strong>{made}</strong>" if run.strong else made


def _table(table: Table) -> str:
    key = _safe(table.key)
    base = f'<span class="s-def"><b>{_safe(LABELS.base)}</b> {_safe(table.base)}</span>' if table.base else ""
    caption = f'<caption id="tabell-{key}"><strong>{_safe(table.caption)}</strong>{base}</caption>'
    rows = "".join(_row(row, table) for row in table.rows) or (
        f'<tr><td colspan="{len(table.columns)}">{_safe(LABELS.empty_table)}</td></tr>'
    )
    made = f'<table class="s-table">{caption}<thead>{_head(table)}</thead><tbody>{rows}</tbody></table>'
    after = f'<p class="s-def">{_typed(table.note)}</p>' if table.note else ""
    region = f'<div class="s-scroll s-after" tabindex="0" role="region" aria-labelledby="tabell-{key}">{made}</div>'
    return region + after


def _head(table: Table) -> str:
    columns = table.columns
    if not table.has_groups:
        return f"<tr>{''.join(map(_header_cell, columns))}</tr>"
    upper: list[str] = []
    lower: list[str] = []
    for group in header_groups(columns):
        members = columns[group.first : group.first + group.width]
        if group.text is None:
            upper.append(_header_cell(members[0], ' rowspan="2"'))
            continue
        upper.append(f'<th scope="colgroup" colspan="{group.width}">{_safe(group.text)}</th>')
        lower += map(_header_cell, members)
    return f"<tr>{''.join(upper)}</tr><tr>{''.join(lower)}</tr>"


def _header_cell(column: Column, extra: str = "") -> str:
    return f'<th scope="col"{extra}{_align(column)}>{_whole_days(column.header)}</th>'


def _whole_days(text: str) -> str:
    """A day is never broken over lines."""
    return DAY.sub(r'<span class="s-nowrap">\g<0></span>', _safe(text))


def _row(row: Row, table: Table) -> str:
    cells = []
    for position, (text, column) in enumerate(zip(row.cells, table.columns, strict=True)):
        if position == 0 and table.first_column_is_header:
            cells.append(f'<th scope="row"{_align(column, row)}>{_typed(text)}</th>')
        else:
            cells.append(f"<td{_align(column, row)}>{_typed(text)}</td>")
    return f"<tr>{''.join(cells)}</tr>"


def _align(column: Column, row: Row | None = None) -> str:
    classes = ["s-r"] if column.align == "right" else []
    if row and row.kind == "sum":
        classes.append("s-sum")
    return f' class="{" ".join(classes)}"' if classes else ""
