"""Many rows in one statement. Under row-level security COPY isn't allowed, and the ORM makes an object of each row
and a parameter of each value: the import of a workbook spent four fifths of its time there.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from django.db import connection, models

ROWS_AT_A_TIME = 10_000  # keeps a statement at some megabytes


def insert_rows(
    model: type[models.Model],
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    same: Mapping[str, object] | None = None,
) -> int:
    """Adds the rows and returns how many; `columns` and the keys of `same` (values that all rows share) are attribute
    names such as `team_id`. Fields that neither names get their default, as with `bulk_create`.

    Values are what JSON knows, dates and moments, Decimals, bytes, and lists of these for array columns.
    """
    fields = {field.attname: field for field in model._meta.concrete_fields}
    given = dict(same or {})
    for name, field in fields.items():
        if name not in columns and name not in given and not field.primary_key and not field.has_db_default():
            given[name] = field.get_default()
    short = [f"c{place}" for place in range(len(columns))]
    quote = connection.ops.quote_name
    names = ", ".join(quote(fields[name].column or name) for name in (*columns, *given))
    picked = ", ".join((*(f"r.{name}" for name in short), *("%s" for _name in given)))
    shape = ", ".join(
        f"{at} {fields[name].db_type(connection)}" for at, name in zip(short, columns, strict=True)
    )
    # Names and types of the model alone make up the text; every value is a parameter.
    statement = (
        f"INSERT INTO {quote(model._meta.db_table)} ({names})"
        f" SELECT {picked} FROM json_to_recordset(%s) AS r({shape})"
    )
    constants = [fields[name].get_db_prep_save(value, connection) for name, value in given.items()]
    waiting = iter(rows)
    written = 0
    with connection.cursor() as cursor:
        while part := [dict(zip(short, row, strict=True)) for row in islice(waiting, ROWS_AT_A_TIME)]:
            cursor.execute(statement, [*constants, json.dumps(part, default=_plain, separators=(",", ":"))])
            written += len(part)
    return written


def _plain(value: object) -> object:
    """What PostgreSQL reads as text: dates, moments, Decimals; bytes as hexadecimal."""
    if isinstance(value, dt.date):
        return value.isoformat()
    return "\\x" + bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value)


def new_ids(model: type[models.Model], count: int) -> list[int]:
    """As many primary keys as wanted, taken from the table's sequence, for rows that others point to at once."""
    table, key = model._meta.db_table, model._meta.pk
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [table, key.column if key else "id", count],
        )
        return [row[0] for row in cursor.fetchall()]
