"""Tables whose cells are figures: the flow as one row, breakdowns, and figures with their variants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from samsteg.reports.document import Column, Row
from samsteg.reports.formats import EN_DASH
from samsteg.reports.phrasing import Style
from samsteg.reports.reading import Reading, count_code, merged
from samsteg.reports.table_specs import (
    BreakdownColumn,
    BreakdownRow,
    BreakdownSpec,
    FiguresSpec,
    FlowColumn,
    FlowSpec,
)
from samsteg.reports.table_texts import (
    Built,
    cell,
    figure_cell,
    filled,
    instead,
    make_table,
    may_be_left_out,
    share_cell,
)


@dataclass(frozen=True, slots=True)
class _Line:
    """A row to be: its label and the parts that it sums."""

    label: str
    parts: tuple[str, ...]
    when_not_zero: bool = False


def flow(spec: FlowSpec, reading: Reading, style: Style) -> Built:
    """One row; the destinations that the team shows as one are one column."""
    columns = _grouped_columns(spec.flow_columns(), reading.settings.destination_groups)
    headers = [
        Column(filled(column.header, reading, style), "right", column.group or None) for column in columns
    ]
    cells = tuple(cell(reading.total(column.codes), "count", style) for column in columns)
    codes = tuple(code for column in columns for code in column.codes)
    return Built(spec.key, make_table(spec, reading, style, headers, [Row(cells)], row_heads=False), codes)


def breakdown(spec: BreakdownSpec, reading: Reading, style: Style) -> Built:
    """Rows of a family against columns of bases, with the bases' own counts last."""
    if may_be_left_out(spec) and not any(reading.base_count(base) for base in spec.bases):
        return instead(spec, reading, style)
    columns = spec.breakdown_columns()
    lines = _grouped_lines(_lines(spec, reading, style), _groups(spec, reading))
    shown = [line for line in lines if _is_shown(spec, line, columns, reading)]
    rows = [Row((line.label, *_line_cells(spec, line, columns, reading, style))) for line in shown]
    if spec.sums:
        totals = (_total_cell(column, reading, style) for column in columns)
        rows.append(Row((style.word("table", "total"), *totals), kind="sum"))
    headers = [Column(filled(spec.first_header, reading, style))]
    headers += [
        Column(filled(column.header, reading, style), "right", column.group or None) for column in columns
    ]
    codes = tuple(_code(spec, column, part) for line in shown for column in columns for part in line.parts)
    return Built(spec.key, make_table(spec, reading, style, headers, rows), codes)


def figures(spec: FiguresSpec, reading: Reading, style: Style) -> Built:
    """A figure to a row. A figure over nobody has no row, unless the template keeps it."""
    columns, rows = spec.figure_columns(), spec.figure_rows()
    if may_be_left_out(spec) and not any(reading.number(row.code) for row in rows):
        return instead(spec, reading, style)
    shown = [row for row in rows if spec.keep_empty_rows or reading.number(row.code) is not None]
    if not spec.zeros:
        shown = [row for row in shown if reading.number(row.code)]
    lines = [
        Row(
            (
                filled(row.label, reading, style),
                *(
                    figure_cell(
                        reading, style, row.code + one.suffix, row.show if one.show == "count" else one.show
                    )
                    for one in columns
                ),
            )
        )
        for row in shown
    ]
    headers = [Column(filled(spec.first_header, reading, style))]
    headers += [Column(filled(column.header, reading, style), "right") for column in columns]
    codes = tuple(row.code + column.suffix for row in shown for column in columns)
    return Built(spec.key, make_table(spec, reading, style, headers, lines), codes)


def _grouped_columns(columns: Sequence[FlowColumn], groups: Mapping[str, list[str]]) -> list[FlowColumn]:
    by_name = {column.part or column.header: column for column in columns}
    shown = []
    for name, parts in merged(by_name, groups):
        first = by_name[parts[0]]
        codes = tuple(code for part in parts for code in by_name[part].codes)
        shown.append(FlowColumn(name or first.header, codes, first.part, first.group))
    return shown


def _lines(spec: BreakdownSpec, reading: Reading, style: Style) -> list[_Line]:
    return [line for row in spec.breakdown_rows() for line in _expanded(row, reading, style)]


def _expanded(row: BreakdownRow, reading: Reading, style: Style) -> list[_Line]:
    """A row of the template as rows of the report; the bands and the sexes stand for several."""
    bands = reading.settings.age_bands
    if row.part == "*bands":
        return [
            _Line(row.label.replace("{band}", f"{low}{EN_DASH}{high}"), (f"{low}_{high}",))
            for low, high in bands
        ]
    if row.part == "*sexes":
        return [_Line(style.word("sex", sex), (sex,)) for sex in style.formats.sexes]
    label = filled(row.label, reading, style)
    return [_Line(label, tuple(row.parts) or (row.part,), row.when_not_zero)]


def _grouped_lines(lines: Sequence[_Line], groups: Mapping[str, list[str]]) -> list[_Line]:
    by_part = {line.parts[0]: line for line in lines}
    return [
        _Line(name, tuple(one for part in parts for one in by_part[part].parts))
        if name
        else by_part[parts[0]]
        for name, parts in merged(by_part, groups)
    ]


def _groups(spec: BreakdownSpec, reading: Reading) -> Mapping[str, list[str]]:
    by_setting = {
        "referrer_groups": reading.settings.referrer_groups,
        "destination_groups": reading.settings.destination_groups,
    }
    return by_setting.get(spec.groups, {})


def _is_shown(spec: BreakdownSpec, line: _Line, columns: Sequence[BreakdownColumn], reading: Reading) -> bool:
    if spec.zeros and not line.when_not_zero:
        return True
    return any(_sum(spec, line, column, reading) for column in columns)


def _line_cells(
    spec: BreakdownSpec, line: _Line, columns: Sequence[BreakdownColumn], reading: Reading, style: Style
) -> tuple[str, ...]:
    cells = []
    for column in columns:
        count = _sum(spec, line, column, reading)
        if column.show == "share":
            cells.append(share_cell(count, _whole(spec, line, column, reading), style))
        else:
            cells.append(cell(count, column.show, style))
    return tuple(cells)


def _whole(spec: BreakdownSpec, line: _Line, column: BreakdownColumn, reading: Reading) -> int:
    if column.of:
        return _sum(spec, line, replace(column, base=column.of), reading)
    return reading.count(_total_code(column))


def _sum(spec: BreakdownSpec, line: _Line, column: BreakdownColumn, reading: Reading) -> int:
    return int(reading.total(_code(spec, column, part) for part in line.parts) or 0)


def _total_cell(column: BreakdownColumn, reading: Reading, style: Style) -> str:
    count = reading.count(_total_code(column))
    if column.show != "share":
        return cell(count, column.show, style)
    return share_cell(count, reading.base_count(column.of) if column.of else count, style)


def _total_code(column: BreakdownColumn) -> str:
    return column.total or count_code(column.base)


def _code(spec: BreakdownSpec, column: BreakdownColumn, part: str) -> str:
    return ".".join(filter(None, (column.base, spec.family, part))) + column.suffix
