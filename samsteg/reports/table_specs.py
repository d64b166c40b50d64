"""The kinds of tables that a template can describe. Frozen data: which figures, under which headers, in which order.

Texts may hold {persons}, {from}, {to} (dates as the template writes them in headers) and {period}.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Show = Literal["count", "share", "age", "months", "years", "persons"]
SHOWS: tuple[Show, ...] = ("count", "share", "age", "months", "years", "persons")


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
    """The sum of `codes` under one header; `part` names its destination for a team's groups."""

    header: str
    codes: tuple[str, ...]
    part: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowSpec(Common):
    """One row of figures, a column each. Zeros are printed."""

    columns: tuple[Mapping[str, Any], ...]

    def __post_init__(self) -> None:
        self.flow_columns()

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
    """`when_not_zero`: printed only when somebody is there, whatever the table does with zeros."""

    label: str
    part: str
    when_not_zero: bool = False


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
        self.breakdown_columns()
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
    label: str
    code: str


@dataclass(frozen=True, slots=True)
class FigureColumn:
    """`suffix` is added to the row's code; `show` says how the figure is written."""

    header: str
    suffix: str = ""
    show: Show = "count"


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresSpec(Common):
    """A figure to a row, its variants (total, women, men, least, most) to a column. Rows over nobody are left out."""

    first_header: str
    columns: tuple[Mapping[str, Any], ...]
    rows: tuple[Mapping[str, Any], ...]
    keep_empty_rows: bool = False

    def __post_init__(self) -> None:
        self.figure_rows()
        self.figure_columns()

    def figure_columns(self) -> tuple[FigureColumn, ...]:
        columns = tuple(FigureColumn(**column) for column in self.columns)
        _require_shows(column.show for column in columns)
        return columns

    def figure_rows(self) -> tuple[FigureRow, ...]:
        return tuple(FigureRow(**row) for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedColumnsSpec(Common):
    """A table whose rows come from a list of the team's; the template says which columns, in which order."""

    columns: tuple[Mapping[str, Any], ...]
    total: str = ""

    def __post_init__(self) -> None:
        self.named_columns()

    def named_columns(self) -> tuple[tuple[str, str], ...]:
        """Name and header of each column."""
        for column in self.columns:
            if set(column) != {"name", "header"} or column["name"] not in self.known():
                raise ValueError(f"column {dict(column)} needs a header and a name among {self.known()}")
        return tuple((column["name"], column["header"]) for column in self.columns)

    def known(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffSpec(NamedColumnsSpec):
    """The team's positions that touch the period."""

    def known(self) -> tuple[str, ...]:
        return ("role", "organisation", "percent", "from", "to", "remark")


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetSpec(NamedColumnsSpec):
    """Budget rows in the workbook's order. `deviation_sign` -1 prints an overspending as a plus."""

    spread_mark: str = ""
    deviation_sign: int = 1

    def known(self) -> tuple[str, ...]:
        return ("name", "requested", "granted", "actual_half_year", "actual", "forecast", "deviation")


@dataclass(frozen=True, slots=True, kw_only=True)
class HistorySpec(NamedColumnsSpec):
    """A figure as published in earlier reports, beside what is computed."""

    code: str
    show: Show
    explanation: str = ""

    def known(self) -> tuple[str, ...]:
        return ("period", "published", "computed", "source")


TableSpec = FlowSpec | BreakdownSpec | FiguresSpec | StaffSpec | BudgetSpec | HistorySpec

SPECS: Mapping[str, Callable[..., TableSpec]] = {
    "flow": FlowSpec,
    "breakdown": BreakdownSpec,
    "figures": FiguresSpec,
    "staff": StaffSpec,
    "budget": BudgetSpec,
    "history": HistorySpec,
}


def _require_shows(shows: Any) -> None:
    for show in shows:
        if show not in SHOWS:
            raise ValueError(f"show {show!r} is none of {SHOWS}")
