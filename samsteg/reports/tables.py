"""From a template's table to the finished one, whatever its kind."""

from __future__ import annotations

from samsteg.reports.material import Material
from samsteg.reports.phrasing import Style
from samsteg.reports.reading import Reading
from samsteg.reports.table_specs import (
    BreakdownSpec,
    BudgetSpec,
    FiguresSpec,
    FlowSpec,
    GroupsSpec,
    HistorySpec,
    LinesSpec,
    StaffSpec,
    TableSpec,
)
from samsteg.reports.table_texts import Built
from samsteg.reports.tables_of_figures import breakdown, figures, flow
from samsteg.reports.tables_of_groups import groups
from samsteg.reports.tables_of_lines import lines
from samsteg.reports.tables_of_lists import budget, history, staff


def build_table(spec: TableSpec, material: Material, style: Style) -> Built:
    """The table, or the plain sentence that stands instead of an empty one."""
    match spec:
        case StaffSpec():
            return staff(spec, material, style)
        case BudgetSpec():
            return budget(spec, material, style)
        case HistorySpec():
            return history(spec, material, style)
        case _:
            return _of_figures(spec, material.reading, style)


def _of_figures(
    spec: FlowSpec | BreakdownSpec | FiguresSpec | GroupsSpec | LinesSpec, reading: Reading, style: Style
) -> Built:
    match spec:
        case FlowSpec():
            return flow(spec, reading, style)
        case BreakdownSpec():
            return breakdown(spec, reading, style)
        case FiguresSpec():
            return figures(spec, reading, style)
        case GroupsSpec():
            return groups(spec, reading, style)
        case LinesSpec():
            return lines(spec, reading, style)
