"""The appendix that says how each figure of the report is counted, out of the registry that also counts it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from samsteg.core.swedish import swedish_order
from samsteg.reports.document import Block, Column, Note, Row, Runs, Table
from samsteg.reports.phrasing import Style, listed
from samsteg.reports.reading import Reading
from samsteg.statistics.indicators import Indicator, base_text, definition_text, indicator_for, label

TABLE_KEY = "definitions"


def definition_blocks(codes: Iterable[str], reading: Reading, style: Style) -> Iterator[Block]:
    """One row for each kind of figure that the report shows, with the populations it is shown for."""
    families: dict[str, list[str]] = {}
    for code in sorted(set(codes)):
        families.setdefault(_family(code), []).append(code)
    rows = [_row(members, style) for members in families.values()]
    columns = [Column(style.word("definitions", name)) for name in ("figure", "base", "definition")]
    yield Note(_results(reading, style))
    if rows:
        yield Table(
            key=TABLE_KEY,
            caption=style.word("definitions", "caption"),
            base=style.word("definitions", "base_line"),
            columns=tuple(columns),
            rows=tuple(sorted(rows, key=lambda row: swedish_order(row.cells[0]))),
        )


def _results(reading: Reading, style: Style) -> Runs:
    names = [style.word("destination", code) for code in reading.settings.result_definition]
    return style.say("result_definition", destinations=listed(names))


def _family(code: str) -> str:
    """Figures that share a definition stand in one row; parts by sex and spread follow their whole."""
    return definition_text(code)


def _row(codes: list[str], style: Style) -> Row:
    indicator = indicator_for(codes[0])
    bases = dict.fromkeys(base_text(code) for code in codes)
    return Row((_title(indicator, codes, style), "; ".join(bases), definition_text(codes[0])))


def _title(indicator: Indicator, codes: list[str], style: Style) -> str:
    """The family's name in the wording, otherwise the label of the first figure."""
    return style.wording["figure_family"].get(indicator.code, label(codes[0]))
