"""docs/workbook.md is what the declared sheets say."""

from __future__ import annotations

from samsteg.exchange.columns import SHEETS
from samsteg.exchange.workbook_page import PAGE, page


def test_the_page_is_written_from_the_sheets() -> None:
    told = "Run `python -m samsteg.exchange.workbook_page` and commit docs/workbook.md."
    assert PAGE.read_text(encoding="utf-8") == page(), told


def test_every_column_stands_in_it() -> None:
    written = page()
    for sheet in SHEETS.values():
        part = written.partition(f"## {sheet.title}\n")[2].partition("\n## ")[0]
        assert [column.header for column in sheet.columns if f"| {column.header} |" not in part] == []
