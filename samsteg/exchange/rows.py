"""What reading gives: rows with values under our names, and issues with their place in the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from samsteg.exchange.cells import expected_in
from samsteg.exchange.columns import Column, Kind, Sheet, SheetName
from samsteg.exchange.issues import Finding, Issue, Level
from samsteg.exchange.text import MASK, shown

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """One row of a sheet (the Team sheet as a whole is one row).

    `values` holds every key of the sheet; an empty cell and an absent column give None (`()` for several codes), so
    `present` tells them apart: the keys whose columns stand in the file, and those that a personnummer gave. Codes,
    dates and Decimals are ours already. `key` names the row in its sheet. Values of wrong cells are None.
    """

    sheet: SheetName
    row_number: int
    key: Key
    values: dict[str, object]
    present: frozenset[str]
    issues: tuple[Issue, ...] = ()

    @property
    def is_wrong(self) -> bool:
        return any(issue.is_error for issue in self.issues)

    def with_key(self, key: Key, *, values: dict[str, object], issues: tuple[Issue, ...]) -> ParsedRow:
        return replace(self, key=key, values=values, issues=issues)


@dataclass(frozen=True)
class ParsedWorkbook:
    """Sheets in the order of the file. `issues` are those of the file and its sheets, not of single rows."""

    sheets: Mapping[SheetName, tuple[ParsedRow, ...]]
    issues: tuple[Issue, ...] = ()

    @property
    def is_refused(self) -> bool:
        """The file as a whole can't be applied, whichever rows are left out: a missing column, merged cells."""
        return any(issue.is_error for issue in self.issues)

    @property
    def has_errors(self) -> bool:
        return any(issue.is_error for issue in self.all_issues())

    def rows(self, sheet: SheetName) -> tuple[ParsedRow, ...]:
        return self.sheets.get(sheet, ())

    def all_issues(self) -> Iterator[Issue]:
        yield from self.issues
        for rows in self.sheets.values():
            for row in rows:
                yield from row.issues


@dataclass(frozen=True)
class Layout:
    """Where the columns of a sheet stand in this file, from 0. In the Team sheet every key has a row of its own."""

    sheet: Sheet
    places: Mapping[str, int]  # key of the column -> index
    present: frozenset[str]
    rows: Mapping[str, int] = field(default_factory=dict)  # key -> row in the file
    expected: dict[str, str] = field(default_factory=dict)

    def expected_of(self, column: Column) -> str:
        if column.key not in self.expected:
            self.expected[column.key] = expected_in(column)
        return self.expected[column.key]


@dataclass(slots=True)
class Draft:
    """A row while it is read and checked."""

    layout: Layout
    number: int
    cells: tuple[object, ...]
    values: dict[str, object]
    issues: list[Issue] = field(default_factory=list)
    failed: set[str] = field(default_factory=set)  # keys whose cell had an error: rules over them keep quiet
    derived: frozenset[str] = frozenset()  # keys that got their value from another column

    def report(self, key: str, finding: Finding) -> None:
        column = self.layout.sheet.by_key[key]
        if finding.level is Level.ERROR:
            self.failed.add(key)
        self.issues.append(
            Issue(
                level=finding.level,
                code=finding.code,
                message=finding.message,
                sheet=self.layout.sheet.title,
                row=self.layout.rows.get(key, self.number),
                column=column.header,
                read=self.read(key),
                expected=finding.expected or self.layout.expected_of(column),
                nearest=finding.nearest,
            )
        )

    def error(self, key: str, code: str, message: str) -> None:
        self.report(key, Finding(code, message))

    def warn(self, key: str, code: str, message: str) -> None:
        self.report(key, Finding(code, message, level=Level.WARNING))

    def read(self, key: str) -> str:
        """What stood in the cell, for showing; a personnummer never."""
        place = self.layout.places.get(key)
        raw = self.cells[place] if place is not None and place < len(self.cells) else None
        if raw is not None and self.layout.sheet.by_key[key].kind is Kind.PERSONNUMMER:
            return MASK
        return shown(raw)

    def is_sound(self, *keys: str) -> bool:
        return self.failed.isdisjoint(keys)

    def finished(self, key: Key) -> ParsedRow:
        return ParsedRow(
            sheet=self.layout.sheet.name,
            row_number=self.number,
            key=key,
            values=self.values,
            present=self.layout.present | self.derived if self.derived else self.layout.present,
            issues=tuple(self.issues),
        )
