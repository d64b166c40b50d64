"""What is wrong or odd in a file: where, what was read, what is expected, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from samsteg.core.errors import Refused


class Level(StrEnum):
    """An error makes its row wrong (the file, when the issue has no row of its own); a warning doesn't."""

    ERROR = "error"
    WARNING = "warning"


class FileRefused(Refused):
    """The file can't be read at all. str() says why and what to do; `code` is stable."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Issue:
    """`sheet` and `column` are the titles in the file (Swedish); `read` never holds a personnummer."""

    level: Level
    code: str
    message: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    read: str = ""
    expected: str = ""
    nearest: str | None = None

    @property
    def is_error(self) -> bool:
        return self.level is Level.ERROR


@dataclass(frozen=True, slots=True)
class Finding:
    """An issue of one cell before its place is known. Without `expected` the column's own text is used."""

    code: str
    message: str
    expected: str = ""
    nearest: str | None = None
    level: Level = Level.ERROR


class CellError(Exception):
    """The cell has no usable value."""

    def __init__(self, code: str, message: str, *, expected: str = "", nearest: str | None = None) -> None:
        super().__init__(message)
        self.finding = Finding(code, message, expected, nearest)


@dataclass(frozen=True, slots=True)
class Noted:
    """A usable value with something to say about it."""

    value: object
    findings: tuple[Finding, ...]


def noted(value: object, code: str, message: str, *, nearest: str | None = None) -> Noted:
    return Noted(value, (Finding(code, message, nearest=nearest, level=Level.WARNING),))
