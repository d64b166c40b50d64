"""Our own loop over a sheet's XML gives what openpyxl's gives, whatever a program may have written."""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from typing import cast

import openpyxl
import pytest
import xlsxwriter

from samsteg.exchange.worksheets import Cells, Meanings, OpenSheet, read_cells
from tests.exchange.builders import excel_date, rewrite_part, save_stays, stay

WORKBOOKS = Path(__file__).parents[2] / "demo" / "workbooks"
PART = "xl/worksheets/sheet1.xml"
HEAD = '<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


def both_ways(path: Path) -> tuple[list[tuple[int, Cells]], list[tuple[int, Cells]]]:
    """Rows with anything in them of all sheets: as openpyxl gives them, and ours. Trailing blanks don't count."""
    with warnings.catch_warnings(action="ignore"):
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        theirs, ours = [], []
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            theirs += list(enumerate(sheet.iter_rows(min_row=1, max_row=3000, values_only=True), 1))
            with sheet._get_source() as source:
                ours += list(read_cells(source, Meanings.of(cast(OpenSheet, sheet))))
        book.close()
    return _told(theirs), _told(ours)


def _told(rows: list[tuple[int, Cells]]) -> list[tuple[int, Cells]]:
    found = []
    for number, cells in rows:
        while cells and cells[-1] is None:
            cells = cells[:-1]
        if cells:
            found.append((number, cells))
    return found


@pytest.mark.parametrize("path", sorted(WORKBOOKS.glob("*.xlsx")), ids=lambda path: path.stem)
def test_the_published_cases(path: Path) -> None:
    theirs, ours = both_ways(path)
    assert ours == theirs and len(ours) > 20


@pytest.mark.parametrize("date_1904", [False, True])
def test_all_kinds_of_cells(tmp_path: Path, date_1904: bool) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path, {"date_1904": date_1904})
    sheet = book.add_worksheet("Ärenden")
    day, length = (book.add_format({"num_format": form}) for form in ("yyyy-mm-dd hh:mm", "[h]:mm"))
    for row, value in enumerate((1, -2.5, 1e300, "text", " med  blanksteg ", "", "å 🙂 <&>", True, False)):
        sheet.write(row * 2, row % 4, value)
    sheet.write_datetime(20, 3, excel_date(2025, 2, 28), day)
    for row, number in enumerate((0, 0.25, 1.5, 59, 60, 61, 45000.123456, -1, 3e9)):
        sheet.write_number(22 + row, 1, number, day)
        sheet.write_number(22 + row, 3, number, length)
    sheet.write_formula(33, 0, "=1/0", None, "#DIV/0!")
    sheet.write_formula(34, 0, '="a"', None, "a")
    sheet.write_formula(35, 0, "=1+1")
    sheet.write_rich_string(36, 2, "a", book.add_format({"bold": True}), "b", "c")
    sheet.write_blank(37, 30, None, day)
    book.close()
    theirs, ours = both_ways(path)
    assert ours == theirs and len(ours) > 20
    assert [type(cell) for _row, cells in ours for cell in cells] == [
        type(cell) for _row, cells in theirs for cell in cells
    ]


ODD = {
    "no references": "<row><c><v>1</v></c><c t='b'><v>1</v></c></row><row><c><v>2</v></c></row>",
    "rows left out": "<row r='3'><c r='B3'><v>1</v></c></row><row r='7'><c r='AA7'><v>2</v></c></row>",
    "rows with decimals": "<row r='2.0'><c r='A2'><v>1</v></c></row>",
    "a row again": "<row r='2'><c r='A2'><v>1</v></c></row><row r='2'><c r='A2'><v>9</v></c></row>"
    "<row r='1'><c r='A1'><v>8</v></c></row>",
    "a cell again": "<row r='1'><c r='A1'><v>1</v></c><c r='A1'><v>2</v></c></row>",
    "inline": "<row r='1'><c r='A1' t='inlineStr'><is><t>a</t></is></c>"
    "<c r='B1' t='inlineStr'><is><r><t>b</t></r><r><t> c</t></r><rPh sb='0' eb='1'><t>no</t></rPh></is></c><c r='C1' t='inlineStr'><is/></c><c r='D1' t='inlineStr'/></row>",
    "formulas": "<row r='1'><c r='A1'><f>1+1</f></c><c r='B1'><f>1+1</f><v>2</v></c>"
    "<c r='C1' t='str'><f>x</f><v>y</v></c></row>",
    "lines between": "<row r='1'>\n <c r='A1'>\n  <v>5</v>\n </c>\n <c r='B1' t='str'>\n  <v>a\nb</v>\n </c>\n</row>",
    "iso dates": "<row r='1'><c r='A1' t='d'><v>2025-03-01</v></c><c r='B1' t='d'><v>2025-03-01T10:00:00</v></c></row>",
    "empty": "<row r='1'><c r='A1'/><c r='B1'><v/></c><c r='C1' t='s'><v></v></c><c r='D1' t='e'><v>#N/A</v></c></row>",
    "characters by number": "<row r='1'><c r='A1' t='str'><v>&#229;&amp;<![CDATA[<b>]]></v></c></row>",
    "a remark": "<row r='1'><!-- <c r='A1'><v>1</v></c> --><c r='B1'><v>2</v></c></row>",
}


@pytest.mark.parametrize("rows", ODD.values(), ids=ODD.keys())
def test_what_other_programs_write(tmp_path: Path, rows: str) -> None:
    path = save_stays(tmp_path / "a.xlsx", stay())
    controls = "<controls><from><xdr:row xmlns:xdr='x'>4</xdr:row></from></controls>"
    rewrite_part(path, PART, lambda _xml: f"{HEAD}<sheetData>{rows}</sheetData>{controls}</worksheet>")
    theirs, ours = both_ways(path)
    assert ours == theirs


def test_a_prefix_makes_no_difference(tmp_path: Path) -> None:
    path = save_stays(tmp_path / "a.xlsx", stay())
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    xml = (
        f"<x:worksheet xmlns:x='{main}'><x:sheetData><x:row r='1'><x:c r='A1'><x:v>1</x:v></x:c>"
        "<x:c r='B1' t='inlineStr'><x:is><x:t>a</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>"
    )
    rewrite_part(path, PART, lambda _xml: xml)
    theirs, ours = both_ways(path)
    assert ours == theirs == [(1, (1, "a"))]


def cells_of(rows: str) -> list[tuple[int, Cells]]:
    meanings = Meanings((), frozenset(), frozenset(), excel_date(1899, 12, 30))
    return list(read_cells(io.BytesIO(f"{HEAD}<sheetData>{rows}</sheetData></worksheet>".encode()), meanings))


def test_cells_out_of_order_are_all_kept() -> None:
    """Where openpyxl would lose all to the right of the last one."""
    assert cells_of("<row r='1'><c r='C1'><v>3</v></c><c r='A1'><v>1</v></c></row>") == [(1, (1, None, 3))]


def test_a_row_beyond_excels_last_is_passed_over() -> None:
    rows = "<row r='1'><c><v>1</v></c></row><row r='99999999999'><c><v>2</v></c></row>"
    assert cells_of(rows) == [(1, (1,))]


def test_rows_come_while_the_file_is_read() -> None:
    """A big sheet never stands in memory as a whole."""
    rows = "".join(f"<row r='{row}'><c><v>1</v></c></row>" for row in range(1, 20_000))
    source = io.BytesIO(f"{HEAD}<sheetData>{rows}</sheetData></worksheet>".encode())
    given = read_cells(source, Meanings((), frozenset(), frozenset(), excel_date(1899, 12, 30)))
    assert next(given) == (1, (1,))
    assert source.tell() * 5 < len(source.getvalue())
    assert sum(1 for _row in given) == 19_998
