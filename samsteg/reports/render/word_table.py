"""A table in Word: repeated header rows, rows that aren't parted, fixed widths, hairlines between rows."""

from __future__ import annotations

from collections.abc import Mapping

from docx.oxml.ns import qn

from samsteg.reports.document import Column, Row, Table, header_groups
from samsteg.reports.render.labels import LABELS
from samsteg.reports.render.layout import SIZES_PT, Layout, layout
from samsteg.reports.render.wordml import Element, element, paragraph, text_run

Line = Mapping[str, str | int]

TWIPS_PER_MM = 56.6929
_STRONG_LINE: Line = {"val": "single", "sz": 8, "space": 0, "color": "46545B"}
_HAIRLINE: Line = {"val": "single", "sz": 4, "space": 0, "color": "A9A69C"}


def word_table(table: Table) -> list[Element]:
    """Caption, base, table and note; the caption stays with the table."""
    parts = [paragraph("Caption", text_run(table.caption))]
    if table.base:
        parts.append(paragraph("Tabellbas", text_run(f"{LABELS.base} {table.base}")))
    parts.append(_Builder(table).build())
    if table.note:
        parts.append(paragraph("Not", text_run(table.note)))
    return parts


class _Builder:
    def __init__(self, table: Table) -> None:
        self._table = table
        self._layout: Layout = layout(table)
        self._widths = [round(width * TWIPS_PER_MM) for width in self._layout.widths_mm]

    def build(self) -> Element:
        grid = element("tblGrid", *(element("gridCol", w=width) for width in self._widths))
        rows = [self._body_row(row) for row in self._table.rows] or [self._empty_row()]
        return element("tbl", self._properties(), grid, *self._header_rows(), *rows)

    def _properties(self) -> Element:
        table = self._table
        look = {
            "val": "0420" if not table.first_column_is_header else "04A0",
            "firstRow": 1,
            "lastRow": 0,
            "firstColumn": int(table.first_column_is_header),
            "lastColumn": 0,
            "noHBand": 1,
            "noVBand": 1,
        }
        return element(
            "tblPr",
            element("tblStyle", val="Rapporttabell"),
            element("tblW", w=sum(self._widths), type="dxa"),
            element("tblLayout", type="fixed"),
            element("tblLook", **look),
            element("tblCaption", val=table.caption),
            element("tblDescription", val=" ".join(filter(None, (table.caption, table.base, table.note)))),
        )

    def _header_rows(self) -> list[Element]:
        columns = self._table.columns
        if not self._table.has_groups:
            return [self._header_row([self._header_cell(i, column) for i, column in enumerate(columns)])]
        upper, lower = [], []
        for group in header_groups(columns):
            members = range(group.first, group.first + group.width)
            if group.text is None:
                upper.append(self._merged_cell(group.first, columns[group.first], restart=True))
                lower.append(self._merged_cell(group.first, columns[group.first], restart=False))
                continue
            upper.append(self._group_cell(group.text, members))
            lower += [self._header_cell(member, columns[member]) for member in members]
        return [self._header_row(upper), self._header_row(lower)]

    def _header_row(self, cells: list[Element]) -> Element:
        return element("tr", element("trPr", element("cantSplit"), element("tblHeader")), *cells)

    def _header_cell(self, position: int, column: Column) -> Element:
        properties = [self._width(position), _borders(bottom=_STRONG_LINE), element("vAlign", val="bottom")]
        return self._cell(properties, "Tabellhuvud", column.header, column.align)

    def _merged_cell(self, position: int, column: Column, *, restart: bool) -> Element:
        """A heading over both header rows: its text stands in the first of two cells merged into one."""
        merge = element("vMerge", val="restart") if restart else element("vMerge")
        line = _borders(bottom=_STRONG_LINE)
        properties = [self._width(position), merge, line, element("vAlign", val="bottom")]
        return self._cell(properties, "Tabellhuvud", column.header if restart else "", column.align)

    def _group_cell(self, text: str, members: range) -> Element:
        width = element("tcW", w=sum(self._widths[member] for member in members), type="dxa")
        span = element("gridSpan", val=len(members))
        properties = [width, span, _borders(bottom=_HAIRLINE), element("vAlign", val="bottom")]
        align = self._table.columns[members[0]].align if len(members) == 1 else "left"
        return self._cell(properties, "Tabellhuvud", text, align)

    def _body_row(self, row: Row) -> Element:
        total = row.kind == "sum"
        made = element("tr", element("trPr", element("cantSplit")))
        for position, (text, column) in enumerate(zip(row.cells, self._table.columns, strict=True)):
            properties = [self._width(position)]
            if total:
                properties.append(_borders(top=_STRONG_LINE))
            made.append(self._cell(properties, "Tabelltext", text, column.align, bold=total))
        return made

    def _empty_row(self) -> Element:
        width = element("tcW", w=sum(self._widths), type="dxa")
        cell = self._cell(
            [width, element("gridSpan", val=len(self._widths))], "Tabelltext", LABELS.empty_table, "left"
        )
        return element("tr", element("trPr", element("cantSplit")), cell)

    def _width(self, position: int) -> Element:
        return element("tcW", w=self._widths[position], type="dxa")

    def _cell(
        self, properties: list[Element], style: str, text: str, align: str, *, bold: bool = False
    ) -> Element:
        justify = [element("jc", val="right")] if align == "right" else []
        content = [text_run(text, self._look(bold=bold))] if text else []
        return element("tc", element("tcPr", *properties), paragraph(style, *content, properties=justify))

    def _look(self, *, bold: bool) -> Element | None:
        """The style's size is the largest; a wide table says its own. Half points, as Word counts."""
        look = [element("b"), element("bCs")] if bold else []
        if self._layout.size_pt != SIZES_PT[0]:
            size = round(self._layout.size_pt * 2)
            look += [element("sz", val=size), element("szCs", val=size)]
        return element("rPr", *look) if look else None


def _borders(**sides: Line) -> Element:
    """The lines of a cell; the schema wants top before bottom."""
    ordered = [element(side, **sides[side]) for side in ("top", "bottom") if side in sides]
    return element("tcBorders", *ordered)


def is_table(made: Element) -> bool:
    return bool(made.tag == qn("w:tbl"))
