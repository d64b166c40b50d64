"""Questions whose SQL is written once and then kept, in the process and in the database's session (docs/adr/0021).

To put together and compile a large QuerySet costs ten times what the database needs to answer it, and to plan it costs
the database more than to carry it out. A kept question is compiled the first time with stand-ins for what changes from
call to call (who asks, which team, which person, the moment), and is then sent as a prepared statement. What is kept
is text: every answer is asked for anew, under the same conditions and behind row-level security.

A wrong text is made impossible rather than unlikely: a question is compiled twice with different stand-ins, and refused
unless both texts are the same and all that differs is a stand-in as it was given, so nothing that was derived from one
can have been written into it. And nothing may be asked of the database while a text is being written.
"""

from __future__ import annotations

import copy
import datetime as dt
import re
import uuid
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Generic, ParamSpec, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.compiler import SQLCompiler
from django.db.models import Aggregate, QuerySet, Value
from django.utils import timezone
from django.utils.translation import get_language
from psycopg import sql as literals

from samsteg.core.arguments import Arguments, PutIn
from samsteg.core.db.prepared import prepared_cursor, sent_as
from samsteg.core.errors import KeptQuestionError

FEWEST_IDS = 8
MOST_IDS = 128  # so many are named one by one in a kept question; more are asked for as before
MOST = 64  # texts of one question: shapes of actors, and the day
PLACE = re.compile("%[s%]")
# Two sets of ids that no row has, and two moments that no row tells of.
FIRST_IDS = (4 * 10**18, 5 * 10**18)
MOMENTS = (dt.datetime(1801, 1, 1, tzinfo=dt.UTC), dt.datetime(1802, 2, 2, tzinfo=dt.UTC))
NOW = "now"
CASTS: Mapping[type[Any], str] = {
    int: "%s::bigint",
    uuid.UUID: "%s::uuid",
    dt.datetime: "%s::timestamptz",
}

P = ParamSpec("P")
R = TypeVar("R")
W = TypeVar("W")
Row = tuple[Any, ...]
_writing: ContextVar[dt.datetime | None] = ContextVar("writing", default=None)
_fetched: ContextVar[dict[Hashable, list[Row]] | None] = ContextVar("fetched", default=None)


def moment() -> dt.datetime:
    """Now; while a question is being written, the stand-in for it. For conditions that a kept question may hold."""
    return _writing.get() or timezone.now()


@dataclass(frozen=True, slots=True)
class _Place:
    """`names` are put in with each call; a constant has none."""

    sql: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Text:
    """`sql` has a place for each name of `places`. It is empty where the answer is always empty."""

    sql: str
    places: tuple[str, ...]
    made: Any

    def values(self, known: Mapping[str, PutIn]) -> tuple[PutIn, ...]:
        return tuple(sent_as(known[name]) for name in self.places)

    def of_call(self, known: Mapping[str, PutIn]) -> Hashable:
        """The same for two calls that ask the same, whenever that is."""
        return id(self), tuple(known[name] for name in self.places if name != NOW)


@dataclass(frozen=True, slots=True)
class Ahead:
    """A kept question with what it is to be asked with: one of several that are asked together."""

    text: _Text
    known: Mapping[str, PutIn]


class _Kept(Generic[P, W]):
    """`build` makes what is asked, out of its arguments alone; no other value in it may change from call to call.

    An actor, a model instance, an int and a UUID are handed to it as stand-ins. An actor then has other ids (of the
    user, the teams and the authorities, no offices); an instance has its id and nothing else, the same as the actor
    has where it is one of the actor's teams. A text is kept for every combination of the other arguments, so they are
    to be few: a day, a flag. The language and today's day may be used.
    """

    def __init__(self, build: Callable[P, W]) -> None:
        self._build: Callable[..., W] = build
        self._texts: dict[Hashable, _Text] = {}
        self.__doc__ = build.__doc__

    def text(self, given: tuple[Any, ...], named: Mapping[str, Any]) -> tuple[_Text, dict[str, PutIn]]:
        """The text for these arguments, and the values to put in."""
        asked = Arguments.of(given, named)
        key = (asked.shape, timezone.localdate(), get_language())
        text = self._texts.get(key)
        if text is None:
            text = self._write(asked)
            if len(self._texts) >= MOST:
                self._texts.clear()
            self._texts[key] = text
        return text, {**asked.ids, NOW: timezone.now()}

    def ahead(self, *given: P.args, **named: P.kwargs) -> Ahead:
        """The question with these arguments, for `asked_together`."""
        return Ahead(*self.text(given, named))

    def _write(self, asked: Arguments) -> _Text:
        """Twice, with different stand-ins; raises KeptQuestionError where something else differs."""
        said: list[tuple[str, list[_Place]]] = []
        for first, now in zip(FIRST_IDS, MOMENTS, strict=True):
            ids = {
                name: first + number if isinstance(one, int) else uuid.UUID(int=first + number)
                for number, (name, one) in enumerate(asked.ids.items())
            }
            given, named = asked.with_ids(ids)
            with _being_written(now):
                made, sql, params = self._compile(self._build(*given, **named))
            said.append((sql, _places(params, {**ids, NOW: now})))
        (sql, places), others = said
        if (sql, places) != others:
            raise KeptQuestionError(
                f"{self._build.__name__}: something is derived from what changes, or isn't an argument."
            )
        return _Text(_filled(sql, places), tuple(name for one in places for name in one.names), made)

    def _compile(self, built: W) -> tuple[Any, str, Sequence[Any]]:
        raise NotImplementedError


class KeptRows(_Kept[P, "QuerySet[Any, R]"], Generic[P, R]):
    """A function that made a QuerySet and now answers with the rows themselves."""

    def __call__(self, *given: P.args, **named: P.kwargs) -> list[R]:
        text, known = self.text(given, named)
        if not text.sql:
            return []
        rows, compiler = text.made
        compiler = copy.copy(compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        compiler.told = lambda: _answered(text, known, compiler.connection)
        query = copy.copy(rows.query)
        query.get_compiler = lambda *_given, **_named: compiler
        answered: Any = rows.__class__(model=rows.model, query=query, using=DEFAULT_DB_ALIAS)
        answered._iterable_class, answered._fields = rows._iterable_class, rows._fields
        return list(answered)

    def of_each(self, ids: Iterable[int], *given: Any) -> list[R]:
        """Of a question whose last arguments are ids, any number of them; none answer with nothing. More than
        MOST_IDS are asked for as before, without a text that is kept.
        """
        wanted = in_steps(ids)
        if not wanted:
            return []
        if len(wanted) > MOST_IDS:
            return list(self._build(*given, *wanted))
        return self(*given, *wanted)  # type: ignore[call-arg, arg-type]  # P can't tell how many ids there are

    def ahead_of_each(self, ids: Iterable[int], *given: Any) -> Iterator[Ahead]:
        """What `of_each` asks, for `asked_together`; nothing where it keeps no text."""
        wanted = in_steps(ids)
        if wanted and len(wanted) <= MOST_IDS:
            yield self.ahead(*given, *wanted)  # type: ignore[call-arg, arg-type]  # as above

    def _compile(self, built: QuerySet[Any, R]) -> tuple[Any, str, Sequence[Any]]:
        compiler = _Compiler(built.query, connections[DEFAULT_DB_ALIAS], DEFAULT_DB_ALIAS)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            sql, params = "", ()
        del compiler.connection  # belongs to this thread; each answer has its own
        return (built, compiler), sql, params


class KeptStatement(_Kept[P, "tuple[str, Sequence[Any]]"]):
    """A function that made a statement and its parameters, and now answers with rows as tuples."""

    def __call__(self, *given: P.args, **named: P.kwargs) -> list[tuple[Any, ...]]:
        text, known = self.text(given, named)
        if not text.sql:
            return []
        return _answered(text, known, connections[DEFAULT_DB_ALIAS])

    def _compile(self, built: tuple[str, Sequence[Any]]) -> tuple[Any, str, Sequence[Any]]:
        return None, *built


def totals(rows: QuerySet[Any, Any], **counted: Aggregate) -> QuerySet[Any, dict[str, Any]]:
    """What `rows.aggregate` asks, as a question of one row: for one that is kept."""
    all_of_them = rows.order_by().annotate(all_of_them=Value(1)).values("all_of_them")
    told: QuerySet[Any, dict[str, Any]] = all_of_them.annotate(**counted).values(*counted)
    return told


def in_steps(ids: Iterable[int]) -> tuple[int, ...]:
    """Each once, and the last again until there are 8, 16, 32 ...: ids for a kept question that names them one by one,
    so that few texts serve any number of them. Empty for none.
    """
    wanted = sorted(set(ids))
    if not wanted:
        return ()
    room = FEWEST_IDS
    while room < len(wanted):
        room *= 2
    return (*wanted, *[wanted[-1]] * (room - len(wanted)))


class _Compiler(SQLCompiler):
    """Writes as Django's does; with the answer to a kept text in `told` it gives that instead."""

    told: Callable[[], list[Row]] | None = None

    def execute_sql(self, *_given: Any, **_named: Any) -> Any:
        if self.told is None:
            raise KeptQuestionError("A question that is being written isn't asked.")
        rows = self.told()
        return [[row[: self.col_count] for row in rows] if self.has_extra_select else rows]


@contextmanager
def asked_together(*questions: Ahead) -> Iterator[None]:
    """Asks them in one statement; each is then answered with its rows the first time it is asked within the block, and
    anew after that. For pages that only read: nothing may be written within the block. A question that nobody asks
    there costs its answer for nothing, one that is asked with other arguments is asked as ever.
    """
    asked = [one for one in questions if one.text.sql]
    token = _fetched.set(dict(zip(map(_call, asked), _rows_of(asked), strict=True)) if asked else None)
    try:
        yield
    finally:
        _fetched.reset(token)


def _call(one: Ahead) -> Hashable:
    return one.text.of_call(one.known)


def _rows_of(asked: Sequence[Ahead]) -> Sequence[list[Row]]:
    """Of each its rows, in its own order: an array of records each, which tell the types of what they hold."""
    sql = ", ".join(f"ARRAY(SELECT ROW(told.*) FROM ({one.text.sql}) told)" for one in asked)
    values = [value for one in asked for value in one.text.values(one.known)]
    with prepared_cursor(connections[DEFAULT_DB_ALIAS], holds_records=True) as cursor:
        cursor.execute(f"SELECT {sql}", values)
        rows: Sequence[list[Row]] = cursor.fetchone()
    return rows


def _answered(text: _Text, known: Mapping[str, PutIn], connection: BaseDatabaseWrapper) -> list[Row]:
    """What was fetched together with others, once; otherwise what the database answers."""
    fetched = _fetched.get()
    rows = fetched.pop(text.of_call(known), None) if fetched else None
    if rows is None:
        with prepared_cursor(connection) as cursor:
            cursor.execute(text.sql, text.values(known))
            rows = cursor.fetchall()
    return rows


@contextmanager
def _being_written(now: dt.datetime) -> Iterator[None]:
    def refuse(*_given: Any) -> None:
        raise KeptQuestionError("Nothing may be asked while a question is being written.")

    token = _writing.set(now)
    try:
        with connections[DEFAULT_DB_ALIAS].execute_wrapper(refuse):
            yield
    finally:
        _writing.reset(token)


def _places(params: Sequence[Any], stand_ins: Mapping[str, PutIn]) -> list[_Place]:
    """For each place of a compiled text what is to stand there: a constant, or what is put in with each call."""
    names = {value: name for name, value in stand_ins.items()}
    raw = connections[DEFAULT_DB_ALIAS].connection

    def place(value: Any) -> _Place:
        for kind, cast in CASTS.items():
            if isinstance(value, kind) and (name := names.get(value)):
                return _Place(cast, (name,))
        if isinstance(value, list) and value and all(isinstance(one, int) and one in names for one in value):
            inner = ", ".join(CASTS[int] for _one in value)
            return _Place(f"ARRAY[{inner}]", tuple(names[one] for one in value))
        return _Place(literals.Literal(value).as_string(raw).replace("%", "%%"))

    return [place(value) for value in params]


def _filled(sql: str, places: list[_Place]) -> str:
    left = iter(places)
    return PLACE.sub(lambda found: next(left).sql if found[0] == "%s" else found[0], sql)
