"""A list of few enough rows to be read at once: searched, narrowed, counted and sorted, for the page and for Excel.

A list says what it is once (`Kind`), and its page, its spreadsheet and its address follow. Lists that outgrow this are
filtered in SQL, as the participants are.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.utils.translation import gettext_lazy

from samsteg.core.swedish import swedish_order
from samsteg.people.names import without_accents
from samsteg.web.lists.asked import Asked, Frame
from samsteg.web.participants.tables import Cell, Chip, Heading

T = TypeVar("T")
Value = str | int | dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(Generic[T]):
    """`text` is what the page says; `value` what the spreadsheet holds, the text where it is left out.

    `key` sorts, by the text where it is left out; a row for which it is None comes last, whichever way. `order` False:
    there is nothing to sort by. `page` False: in the spreadsheet alone; `sheet` False: on the page alone.
    """

    code: str
    label: object
    text: Callable[[T], str]
    value: Callable[[T], Value] | None = None
    key: Callable[[T], Any] | None = None
    tag: Callable[[T], str] | None = None
    order: bool = True
    page: bool = True
    sheet: bool = True
    is_number: bool = False


def own_id_column() -> Column[Any]:
    """The team's own id of rows that have one: in the spreadsheet, where rows are told apart by it."""
    return Column(
        code="own_id",
        label=gettext_lazy("The team's own id"),
        text=lambda one: one.own_id,
        order=False,
        page=False,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Generic[T]):
    """A select beside the list. `code`: what a row has, empty for nothing; `word` says it, by such a row. The options
    are those that some row has, by their words; `newest_first` by their codes, the last first.
    """

    name: str
    label: object
    everything: object
    code: Callable[[T], str]
    word: Callable[[T], str]
    newest_first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind(Generic[T]):
    """`chips` by code: label, and which rows. The first is the usual one, and those of `always` stand there when empty.

    `columns`: the first names the row. `words`: the texts that a search looks in. `own_order` names the order that the
    rows come in, in which they are shown as long as nobody asks for another.
    """

    chips: Mapping[str, tuple[object, Callable[[T], bool]]]
    columns: tuple[Column[T], ...]
    words: Callable[[T], Iterable[str]]
    choices: tuple[Choice[T], ...] = ()
    own_order: object = ""
    always: frozenset[str] = frozenset()
    page: int = 25

    @property
    def frame(self) -> Frame:
        orders = tuple(column.code for column in self.columns if column.order)
        return Frame(
            chips=tuple(self.chips),
            orders=("", *orders),
            choices=tuple(choice.name for choice in self.choices),
            page=self.page,
        )


@dataclass(frozen=True, slots=True)
class Select:
    """`options`: value, words, whether it is the chosen one; the first is everything."""

    name: str
    label: str
    options: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class Narrowed(Generic[T]):
    """`rows` in order, all of them; `is_narrowed`: by whatever beside the order, `has_chosen`: by a select."""

    rows: tuple[T, ...]
    counts: Mapping[str, int]
    selects: tuple[Select, ...]
    is_narrowed: bool = False
    has_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """`rows`: each with its cells after the first. `next_query` is empty when all are shown, `order_query` while the
    list stands in its own order, `clear_query` while nothing is searched for or chosen beside the chips.
    """

    chips: tuple[Chip, ...]
    selects: tuple[Select, ...]
    headings: tuple[Heading, ...]
    rows: tuple[tuple[T, tuple[Cell, ...]], ...]
    total: int
    next_query: str
    own_order: str
    order_query: str
    is_narrowed: bool
    has_chosen: bool
    clear_query: str
    asked: Asked
    search: str = ""
    beside: Sequence[tuple[str, str]] = field(default_factory=tuple)


def matches(texts: Iterable[str], search: str) -> bool:
    """Whether every word is found in the texts, with or without its accents. Nothing asked for matches all."""
    words = _plain(search).split()
    if not words:
        return True
    told = _plain(" ".join(texts))
    told = f"{told} {without_accents(told)}"
    return all(word in told for word in words)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def narrow(kind: Kind[T], rows: Sequence[T], asked: Asked, search: str) -> Narrowed[T]:
    """The counts of the chips are under the search and the choices. A choice that no row has narrows nothing."""
    selects = tuple(_select(choice, rows, asked) for choice in kind.choices)
    found = [row for row in rows if matches(kind.words(row), search)] if search else list(rows)
    for choice, select in zip(kind.choices, selects, strict=True):
        if wanted := next((value for value, _word, is_chosen in select.options if is_chosen), ""):
            found = [row for row in found if choice.code(row) == wanted]
    counts = {code: sum(map(holds, found)) for code, (_label, holds) in kind.chips.items()}
    shown = [row for row in found if kind.chips[asked.chip][1](row)]
    chosen = any(not select.options[0][2] for select in selects)
    is_narrowed = chosen or bool(search) or asked.chip != kind.frame.chips[0]
    return Narrowed(tuple(_sorted(kind, shown, asked)), counts, selects, is_narrowed, chosen)


def _select(choice: Choice[T], rows: Sequence[T], asked: Asked) -> Select:
    having = {code: row for row in rows if (code := choice.code(row))}
    told = {code: choice.word(row) for code, row in having.items()}
    ordered = (
        sorted(told, reverse=True)
        if choice.newest_first
        else sorted(told, key=lambda code: swedish_order(told[code]))
    )
    wanted = asked.choice(choice.name)
    options = [(code, told[code], code == wanted) for code in ordered]
    return Select(
        choice.name, str(choice.label), (("", str(choice.everything), wanted not in told), *options)
    )


def _sorted(kind: Kind[T], rows: list[T], asked: Asked) -> list[T]:
    if not asked.order:
        return rows
    column = next(column for column in kind.columns if column.code == asked.order)

    def key(row: T) -> Any:
        return column.key(row) if column.key else swedish_order(column.text(row)) or None

    known = [row for row in rows if key(row) is not None]
    unknown = [row for row in rows if key(row) is None]
    return [*sorted(known, key=key, reverse=asked.descending), *unknown]


def page_of(
    kind: Kind[T],
    found: Narrowed[T],
    asked: Asked,
    search: str = "",
    reveal: Callable[[Sequence[T]], Sequence[T]] = tuple,
) -> Page[T]:
    """`reveal` opens what costs something to open, of the rows that are shown and no others."""
    shown = reveal(found.rows[: asked.count])
    columns = [column for column in kind.columns if column.page]
    return Page(
        chips=tuple(
            Chip(
                str(label),
                found.counts[code],
                asked.query(chip=code, count=kind.page),
                code == asked.chip,
            )
            for code, (label, _holds) in kind.chips.items()
            if found.counts[code] or code in kind.always or code == asked.chip
        ),
        selects=found.selects,
        headings=tuple(_heading(column, asked) for column in columns),
        rows=tuple((row, tuple(_cell(column, row) for column in columns[1:])) for row in shown),
        total=len(found.rows),
        next_query=asked.query(count=asked.count + kind.page) if len(found.rows) > len(shown) else "",
        own_order=str(kind.own_order),
        order_query=asked.query(order="", descending=False) if asked.order else "",
        is_narrowed=found.is_narrowed,
        has_chosen=found.has_chosen,
        clear_query=asked.query(key="", chosen=()) if search or found.has_chosen else "",
        asked=asked,
        search=search,
        beside=asked.beside_choices,
    )


def _heading(column: Column[T], asked: Asked) -> Heading:
    """A column that nothing is sorted by leads nowhere."""
    if not column.order:
        return Heading(str(column.label), "", "", column.is_number)
    if asked.order != column.code:
        return Heading(
            str(column.label), "", asked.query(order=column.code, descending=False), column.is_number
        )
    turned = asked.query(descending=not asked.descending)
    return Heading(
        str(column.label), "descending" if asked.descending else "ascending", turned, column.is_number
    )


def _cell(column: Column[T], row: T) -> Cell:
    return Cell(str(column.label), column.text(row), column.tag(row) if column.tag else "")
