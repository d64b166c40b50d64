"""Checks of what a template prints: a table whose columns leave somebody out says so."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from samsteg.reports.phrasing import Style
from samsteg.reports.reading import Reading
from samsteg.reports.table_specs import FlowSpec
from samsteg.reports.table_texts import filled
from samsteg.reports.template import Template
from samsteg.statistics.consistency import Finding, Severity, Side
from samsteg.statistics.indicators import label

WITHOUT_EARLY = ".without_early"


def shape_findings(template: Template, reading: Reading, style: Style) -> Iterator[Finding]:
    """The printed destinations (and early exits, where they have a column of their own) must sum to the exits."""
    shown = (one.name for part in template.parts() for one in part.content if one.kind == "table")
    for spec in (template.tables[name] for name in shown):
        if isinstance(spec, FlowSpec):
            yield from _flow(spec, reading, style)


def _flow(spec: FlowSpec, reading: Reading, style: Style) -> Iterator[Finding]:
    columns = spec.flow_columns()
    destinations = [code for column in columns if column.part for code in column.codes]
    if not destinations:
        return
    codes = [*destinations]
    if any(code.endswith(WITHOUT_EARLY) for code in destinations):
        codes += [code for column in columns for code in column.codes if code == "flow.dropouts"]
    printed, exits = int(reading.total(codes) or 0), reading.count("flow.exits")
    if printed != exits:
        yield Finding(
            rule="flow-columns",
            severity=Severity.WARNING,
            message=_(
                "The table's columns don't hold all exits: a destination has no column in the template."
            ),
            left=Side(filled(spec.caption, reading, style), str(printed)),
            right=Side(label("flow.exits"), str(exits)),
            codes=("flow.exits", *codes),
        )
