"""The newest rows of several tables together, page by page, in one question."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, QuerySet
from django.db.models.functions import JSONObject

PAGE = """
    WITH happened AS MATERIALIZED ({parts})
    (SELECT part, day, id, told, NULL::bigint FROM happened WHERE part = ANY(%s)
     ORDER BY day DESC, part, id DESC LIMIT %s OFFSET %s)
    UNION ALL
    (SELECT part, NULL, NULL, NULL, count(*) FROM happened GROUP BY part)
"""
PART = "SELECT {number} AS part, day::date, id::bigint, told::jsonb FROM ({rows}) AS one (day, id, told)"


@dataclass(frozen=True, slots=True)
class MergedRow:
    """`part`: the place of the question that it answers; `told` as the question's JSON says it."""

    part: int
    day: dt.date
    id: int
    told: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Merged:
    """A page, newest first; `counts`: how many rows each part has in all, on this page or not."""

    rows: tuple[MergedRow, ...] = ()
    counts: Mapping[int, int] = field(default_factory=dict)


def merged_page(
    parts: Sequence[QuerySet[Any, Any] | None], *, wanted: Collection[int], limit: int, offset: int = 0
) -> Merged:
    """Of the parts that are `wanted`. Each is rows as `dated` makes them: a day, an id, and a JSON object.

    Of one day the parts come in their order, and what has the highest id first.
    """
    question, params = merged_question(parts, wanted=wanted, limit=limit, offset=offset)
    if not question:
        return Merged()
    with connection.cursor() as cursor:
        cursor.execute(question, params)
        return merged_rows(cursor.fetchall())


def merged_question(
    parts: Sequence[QuerySet[Any, Any] | None], *, wanted: Collection[int], limit: int, offset: int
) -> tuple[str, list[Any]]:
    """The question that `merged_page` asks, for one that is kept; empty where there is nothing to ask."""
    said: list[str] = []
    given: list[Any] = []
    for number, rows in enumerate(parts):
        if rows is None:
            continue
        try:
            sql, params = rows.order_by().query.get_compiler(connection=connection).as_sql()
        except EmptyResultSet:
            continue
        said.append(PART.format(number=number, rows=sql))
        given += params
    if not said:
        return "", []
    return PAGE.format(parts=" UNION ALL ".join(said)), [*given, sorted(wanted), limit, offset]


def merged_rows(found: Sequence[tuple[Any, ...]]) -> Merged:
    """What the question answered."""
    rows_of_page = [MergedRow(part, day, pk, _told(told)) for part, day, pk, told, n in found if n is None]
    rows_of_page.sort(key=lambda row: (-row.day.toordinal(), row.part, -row.id))
    return Merged(tuple(rows_of_page), {part: n for part, _day, _pk, _said, n in found if n is not None})


def dated(rows: QuerySet[Any], day: Any, **told: Any) -> QuerySet[Any, Any]:
    """Rows for `merged_page`: the day, and what is told, by columns or expressions."""
    said = {name: F(one) if isinstance(one, str) else one for name, one in told.items()}
    return rows.values_list(day, "pk", JSONObject(**said))


def _told(value: Any) -> dict[str, Any]:
    """JSON comes as text when a question is asked by hand."""
    told: dict[str, Any] = json.loads(value) if isinstance(value, str) else value
    return told
