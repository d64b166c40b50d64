"""Tables whose rows are the team's lists: staff, budget, and figures as published in earlier reports."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from samsteg.reports.document import Column, Paragraph, Row, Run, bullets, note
from samsteg.reports.formats import MISSING, NO_BREAK_SPACE, Number, number
from samsteg.reports.material import HistoryRow, Material, Money, MoneyRow, StaffRow
from samsteg.reports.periods import period_text, short_period
from samsteg.reports.phrasing import Style
from samsteg.reports.render.labels import LABELS
from samsteg.reports.table_specs import BudgetSpec, HistorySpec, StaffSpec
from samsteg.reports.table_texts import Built, base_line, cell, filled, instead, make_table

LEFT_COLUMNS = frozenset({"role", "organisation", "remark", "name", "source", "period", "from", "to"})
AMOUNT_NAMES = {"remaining": "deviation"}
DEVIATIONS = frozenset({"deviation", "remaining", "deviation_requested"})
ALWAYS_SHOWN = frozenset({"name", "granted", "actual"})
USUAL_UNITS = {"months": "mån", "years": "år", "count": "st", "share": "%"}  # as the workbook writes them
PERCENT_DECIMALS = 2  # of a full-time position

STAFF_CELLS: Mapping[str, Callable[[StaffRow, Style], str]] = {
    "role": lambda row, style: row.role,
    "organisation": lambda row, style: row.organisation,
    "percent": lambda row, style: _percent(row.percent, style),
    "from": lambda row, style: row.started_on.isoformat(),
    "to": lambda row, style: row.ended_on.isoformat() if row.ended_on else "",
    "remark": lambda row, style: row.remark,
}


def staff(spec: StaffSpec, material: Material, style: Style) -> Built:
    """The team by role, organisation and percent; no names are kept anywhere."""
    if not material.staff:
        return instead(spec, material.reading, style)
    names = [name for name, _header in spec.named_columns()]
    if spec.as_list:
        return _staff_list(spec, names, material, style)
    rows = [Row(tuple(STAFF_CELLS[name](row, style) for name in names)) for row in material.staff]
    columns = [_column(name, header) for name, header in spec.named_columns()]
    return Built(spec.key, make_table(spec, material.reading, style, columns, rows), ("staff.fte",))


def _staff_list(spec: StaffSpec, names: Sequence[str], material: Material, style: Style) -> Built:
    lines = (
        ", ".join(filter(None, (STAFF_CELLS[name](row, style) for name in names))) for row in material.staff
    )
    caption = Run(filled(spec.caption, material.reading, style), strong=True)
    base = f"{LABELS.base} {base_line(spec, material.reading, style)}"
    return Built(spec.key, Paragraph((caption,)), ("staff.fte",), (bullets(lines), note(base)))


def budget(spec: BudgetSpec, material: Material, style: Style) -> Built:
    """Rows in the workbook's order and their total. A column without a single amount is left out."""
    money, reading = material.money, material.reading
    if money.total is None:
        return instead(spec, reading, style)
    lines = (*money.rows, money.total)
    columns = [
        (name, header)
        for name, header in spec.named_columns()
        if name in ALWAYS_SHOWN or any(_amount(row, name) is not None for row in lines)
    ]
    rows = [
        Row(tuple(_money_cell(spec, row, name, style) for name, _header in columns)) for row in money.rows
    ]
    cells = [_money_cell(spec, money.total, name, style) for name, _header in columns]
    rows.append(Row((spec.total or style.word("table", "money_total"), *cells[1:]), kind="sum"))
    headers = [
        _column(name, filled(_money_header(spec, money, name, header), reading, style))
        for name, header in columns
    ]
    codes = tuple(f"budget.{name}" for name, _header in columns if reading.has(f"budget.{name}"))
    return Built(spec.key, make_table(spec, reading, style, headers, rows), codes)


def history(spec: HistorySpec, material: Material, style: Style) -> Built:
    """A figure as once published beside what it would be now, and why the two may differ."""
    rows = material.history.get(spec.code, ())
    if not any(row.published is not None for row in rows):
        return instead(spec, material.reading, style)
    if spec.across:
        return _history_across(spec, rows[-spec.most :], material, style)
    names = [name for name, _header in spec.named_columns()]
    lines = [
        Row(tuple(_history_cell(spec, row, name, style) for name in names)) for row in rows[-spec.most :]
    ]
    columns = [_column(name, header) for name, header in spec.named_columns()]
    return Built(spec.key, make_table(spec, material.reading, style, columns, lines), (spec.code,))


def _history_across(spec: HistorySpec, rows: Sequence[HistoryRow], material: Material, style: Style) -> Built:
    """A column for each period. What a report said stands first; its own period, said by none before, as computed."""
    said = [
        _history_cell(spec, row, "published" if row.published is not None else "computed", style)
        for row in rows
    ]
    lines = [Row((spec.across, *(_marked(spec, cell) for cell in said)))]
    if spec.across_now:
        now = (_history_cell(spec, row, "computed", style) for row in rows)
        lines.append(Row((spec.across_now, *(_marked(spec, cell) for cell in now))))
    columns = [
        Column(style.word("table", "period")),
        *(Column(short_period(row.period), "right") for row in rows),
    ]
    return Built(spec.key, make_table(spec, material.reading, style, columns, lines), (spec.code,))


def _marked(spec: HistorySpec, cell: str) -> str:
    return cell + NO_BREAK_SPACE + spec.mark if spec.mark and cell != MISSING else cell


def _column(name: str, header: str) -> Column:
    return Column(header, "left" if name in LEFT_COLUMNS else "right")


def _percent(value: Number | None, style: Style) -> str:
    if value is None:
        return ""
    return number(value, style.formats, PERCENT_DECIMALS) + NO_BREAK_SPACE + "%"


def _amount(row: MoneyRow, name: str) -> int | None:
    amount: int | None = getattr(row, AMOUNT_NAMES.get(name, name))
    return amount


def _money_cell(spec: BudgetSpec, row: MoneyRow, name: str, style: Style) -> str:
    if name == "name":
        return row.name
    amount = _amount(row, name)
    if amount is None:
        return MISSING
    if name not in DEVIATIONS:
        return number(amount, style.formats)
    shown = amount * spec.deviation_sign
    plus = "+" if spec.plus_sign and shown > 0 else ""
    return plus + number(shown, style.formats)


def _money_header(spec: BudgetSpec, money: Money, name: str, header: str) -> str:
    if not money.is_spread:
        return header
    header = spec.spread_headers()[name] or header
    return f"{header} ({spec.spread_mark})" if name == "granted" and spec.spread_mark else header


def _history_cell(spec: HistorySpec, row: HistoryRow, name: str, style: Style) -> str:
    if name == "period":
        return period_text(row.period)
    if name == "source":
        return row.source
    if name == "computed":
        return cell(row.computed, spec.show, style)
    if row.published is None:
        return MISSING
    published = number(row.published, style.formats, row.decimals, strip=False)
    is_usual = row.unit in ("", USUAL_UNITS.get(spec.show, ""))
    return published if is_usual else published + NO_BREAK_SPACE + row.unit
