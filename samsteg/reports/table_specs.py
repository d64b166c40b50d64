"""The kinds of tables that a template can describe. Frozen data: which figures, under which headers, in which order.

Texts may hold gaps for names, dates and figures (`reports.gaps`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from samsteg.reports.template_errors import require_once

Show = Literal["count", "share", "age", "months", "years", "persons", "hours", "mean"]
SHOWS: tuple[Show, ...] = ("count", "share", "age", "months", "years", "persons", "hours", "mean")


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """What every table has. `bases` names the populations of the base line, `base` is a base line in words.

    `empty` is the sentence instead of a table of zeros; `omit_empty` leaves such a table out without a word, where a
    sentence beside it says the same.
    """

    key: str
    caption: str
    bases: tuple[str, ...] = ()
    base: str = ""
    empty: str = ""
    omit_empty: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class FlowColumn:
    """The sum of `codes` under one header; `part` names its destination for a team's groups.

    `group` is the header above it and its neighbours of the same group.
    """

    header: str
    codes: tuple[str, ...]
    part: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowSpec(Common):
    """One row of figures, a column each. Zeros are printed."""

    columns: tuple[Mapping[str, Any], ...]

    def __post_init__(self) -> None:
        require_once((tuple(sorted(column.codes)), column.header) for column in self.flow_columns())

    def flow_columns(self) -> tuple[FlowColumn, ...]:
        return tuple(FlowColumn(**column) for column in self.columns)


@dataclass(frozen=True, slots=True)
class BreakdownColumn:
    """The base that is broken down here. `total` is the code of the last row, if it isn't the base's own count.

    A share is of that total; with `of`, of the same row in that base (exits to a result out of exits).
    """

    header: str
    base: str
    suffix: str = ""
    show: Show = "count"
    total: str = ""
    of: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class BreakdownRow:
    """`when_not_zero`: printed only when somebody is there, whatever the table does with zeros.

    `parts` are several counted as one in this row; `part` is then the name of the row.
    """

    label: str
    part: str = ""
    when_not_zero: bool = False
    parts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not (self.part or self.parts):
            raise ValueError(f"row {self.label!r} counts nothing")


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakdownSpec(Common):
    """Rows of a family (`sex`, `referrer` ...) against columns of bases: the cell is <base>.<family>.<part><suffix>.

    The part `*bands` stands for the team's own age bands, `*sexes` for women and men in the template's order.
    `groups` names the team setting whose codes are shown as one. `sums` False: no total row, since persons may be in
    several rows.
    """

    family: str
    first_header: str
    columns: tuple[Mapping[str, Any], ...]
    rows: tuple[Mapping[str, Any], ...]
    zeros: bool = True
    sums: bool = True
    groups: str = ""

    def __post_init__(self) -> None:
        require_once(
            ((one.base, one.suffix, one.show, one.of), one.header) for one in self.breakdown_columns()
        )
        self.breakdown_rows()
        if self.groups not in ("", "referrer_groups", "destination_groups"):
            raise ValueError(f"groups {self.groups!r} is no team setting")

    def breakdown_columns(self) -> tuple[BreakdownColumn, ...]:
        columns = tuple(BreakdownColumn(**column) for column in self.columns)
        _require_shows(column.show for column in columns)
        return columns

    def breakdown_rows(self) -> tuple[BreakdownRow, ...]:
        return tuple(BreakdownRow(**row) for row in self.rows)


@dataclass(frozen=True, slots=True)
class FigureRow:
    """`show` stands in for that of the columns that say "count"."""

    label: str
    code: str
    show: Show = "count"


@dataclass(frozen=True, slots=True)
class FigureColumn:
    """`suffix` is added to the row's code; `show` says how the figure is written."""

    header: str
    suffix: str = ""
    show: Show = "count"


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresSpec(Common):
    """A figure to a row, its variants (total, women, men, least, most) to a column. Rows over nobody are left out;
    with `zeros` False those that are 0 too.
    """

    first_header: str
    columns: tuple[Mapping[str, Any], ...]
    rows: tuple[Mapping[str, Any], ...]
    keep_empty_rows: bool = False
    zeros: bool = True

    def __post_init__(self) -> None:
        self.figure_rows()
        require_once(((one.suffix, one.show), one.header) for one in self.figure_columns())

    def figure_columns(self) -> tuple[FigureColumn, ...]:
        columns = tuple(FigureColumn(**column) for column in self.columns)
        _require_shows(column.show for column in columns)
        return columns

    def figure_rows(self) -> tuple[FigureRow, ...]:
        rows = tuple(FigureRow(**row) for row in self.rows)
        _require_shows(row.show for row in rows)
        return rows


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedColumnsSpec(Common):
    """A table whose rows come from a list of the team's; the template says which columns, in which order."""

    columns: tuple[Mapping[str, Any], ...]

    def __post_init__(self) -> None:
        require_once(self.named_columns())

    def named_columns(self) -> tuple[tuple[str, str], ...]:
        """Name and header of each column."""
        for column in self.columns:
            if not {"name", "header"} <= set(column) <= self.fields() or column["name"] not in self.known():
                raise ValueError(f"column {dict(column)} needs a header and a name among {self.known()}")
        return tuple((column["name"], column["header"]) for column in self.columns)

    def known(self) -> tuple[str, ...]:
        return ()

    def fields(self) -> frozenset[str]:
        return frozenset({"name", "header"})


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffSpec(NamedColumnsSpec):
    """The team's positions that touch the period; `as_list` makes each a line with the columns after each other."""

    as_list: bool = False

    def known(self) -> tuple[str, ...]:
        return ("role", "organisation", "percent", "from", "to", "remark")


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupsSpec(NamedColumnsSpec):
    """The team's groups that had a session or a mark in the period, by name. `total` is the last row's label.

    `fewest` above 0: where fewer persons took part in a group, how many, their mean and their share aren't printed, and
    not the last row's mean and share either, from which they could be worked out.
    """

    total: str = ""
    fewest: int = 0

    def known(self) -> tuple[str, ...]:
        return ("group", "sessions_held", "sessions_cancelled", "people", "per_session", "share")


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetSpec(NamedColumnsSpec):
    """Budget rows in the workbook's order. `deviation_sign` -1 prints an overspending as a plus.

    `plus_sign` prints a plus before what is left. A column's `spread_header` replaces its header where a granted total
    was spread over the rows. `total` is the last row's label.
    """

    spread_mark: str = ""
    deviation_sign: int = 1
    plus_sign: bool = False
    total: str = ""

    def known(self) -> tuple[str, ...]:
        amounts = ("requested", "granted", "actual_half_year", "actual", "forecast")
        return ("name", *amounts, "deviation", "remaining", "deviation_requested")

    def fields(self) -> frozenset[str]:
        return frozenset({"name", "header", "spread_header"})

    def spread_headers(self) -> Mapping[str, str]:
        return {column["name"]: column.get("spread_header", "") for column in self.columns}


@dataclass(frozen=True, slots=True, kw_only=True)
class HistorySpec(NamedColumnsSpec):
    """A figure as published in earlier reports, beside what is computed.

    With `across` the periods are columns: `across` is the label of the row as published (the report's own period as
    computed), `across_now` of the row as computed now. `most` periods are shown, the latest; `mark` follows a number.
    """

    code: str
    show: Show
    across: str = ""
    across_now: str = ""
    most: int = 12
    mark: str = ""

    def known(self) -> tuple[str, ...]:
        return ("period", "published", "computed", "source")


@dataclass(frozen=True, slots=True)
class LineSpec:
    """A line of a list. `each` repeats it: "bands" fills <band>, <low> and <high>, "sexes" <sex> and its words.

    `needs` names figures that must not be 0, or the line is left out.
    """

    text: str
    each: Literal["", "bands", "sexes"] = ""
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LinesSpec(Common):
    """Figures as lines of a list instead of a table: "Region Dalarna (RD): 5". The caption stands above as text."""

    lines: tuple[Mapping[str, Any], ...]

    def __post_init__(self) -> None:
        require_once((line.text, line.text) for line in self.line_specs())

    def line_specs(self) -> tuple[LineSpec, ...]:
        specs = tuple(LineSpec(**line) for line in self.lines)
        for spec in specs:
            if spec.each not in ("", "bands", "sexes"):
                raise ValueError(f"each {spec.each!r} is neither bands nor sexes")
        return specs


TableSpec = (
    FlowSpec | BreakdownSpec | FiguresSpec | StaffSpec | GroupsSpec | BudgetSpec | HistorySpec | LinesSpec
)

SPECS: Mapping[str, Callable[..., TableSpec]] = {
    "flow": FlowSpec,
    "breakdown": BreakdownSpec,
    "figures": FiguresSpec,
    "staff": StaffSpec,
    "groups": GroupsSpec,
    "budget": BudgetSpec,
    "history": HistorySpec,
    "lines": LinesSpec,
}


def _require_shows(shows: Any) -> None:
    for show in shows:
        if show not in SHOWS:
            raise ValueError(f"show {show!r} is none of {SHOWS}")
