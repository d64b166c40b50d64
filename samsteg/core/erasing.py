"""Takes a row away with all that points at it, and their history: from the catalogue, so that no table is forgotten.

For disposal, as the owner of the tables: the app's user may not touch history.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.transaction import atomic

POINTING = """
    SELECT t.relname, a.attname FROM pg_constraint c
    JOIN pg_class t ON t.oid = c.conrelid
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey) AND a.attname <> 'team_id'
    WHERE c.contype = 'f' AND c.confrelid = %s::regclass ORDER BY 1, 2
"""
HISTORY = "historyevent"


def erase(connection: BaseDatabaseWrapper, table: str, ids: Sequence[int]) -> dict[str, int]:
    """Rows taken away by table, history apart. All or none."""
    counts: Counter[str] = Counter()
    with atomic(using=connection.alias), connection.cursor() as cursor:
        _erase(cursor, table, list(ids), counts)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return dict(counts)


def _erase(cursor: CursorWrapper, table: str, ids: list[int], counts: Counter[str]) -> None:
    if not ids:
        return
    cursor.execute(POINTING, [table])
    for child, column in cursor.fetchall():
        cursor.execute(f'SELECT id FROM "{child}" WHERE "{column}" = ANY (%s)', [ids])  # nosec B608: catalogue
        _erase(cursor, child, [row[0] for row in cursor.fetchall()], counts)
    cursor.execute(f'DELETE FROM "{table}" WHERE id = ANY (%s)', [ids])  # nosec B608: names from the catalogue
    counts[table] += cursor.rowcount
    cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [table + HISTORY])
    if cursor.fetchone()[0]:
        cursor.execute(f'DELETE FROM "{table}{HISTORY}" WHERE pgh_obj_id = ANY (%s)', [ids])  # nosec B608: as above
