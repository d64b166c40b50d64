"""A row of one team can't point at a row of another: foreign keys between team-owned tables carry the team.

Row-level security hides another team's person; without this a row could still be stored that points there. Django knows
foreign keys of one column alone, so they are made here, after each migrate and from the catalogue: a new table has them
without anybody thinking of it.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.transaction import atomic

# Foreign keys of one column between tables that both have team_id: (table, target, name, column).
WITHOUT_TEAM = """
    SELECT t.relname, o.relname, c.conname, a.attname
    FROM pg_constraint c
    JOIN pg_class t ON t.oid = c.conrelid
    JOIN pg_class o ON o.oid = c.confrelid
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    WHERE c.contype = 'f' AND t.relnamespace = 'public'::regnamespace AND cardinality(c.conkey) = 1
        AND EXISTS (SELECT 1 FROM pg_attribute x
            WHERE x.attrelid = c.conrelid AND x.attname = 'team_id' AND NOT x.attisdropped)
        AND EXISTS (SELECT 1 FROM pg_attribute x
            WHERE x.attrelid = c.confrelid AND x.attname = 'team_id' AND NOT x.attisdropped)
    ORDER BY 1, 3
"""
LONGEST_NAME = 63


def carry_the_team(connection: BaseDatabaseWrapper) -> list[str]:
    """Puts (team_id, column) in the place of each such key, deferred as Django's are; returns the tables changed.

    As the owner, any number of times. Fails when a stored row points at another team: then that is to be mended first.
    """
    changed = []
    quote = connection.ops.quote_name
    with atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(WITHOUT_TEAM)
        for table, target, name, column in cursor.fetchall():
            _give_team_key(cursor, target)
            new = f"{table}_{column}_same_team"[:LONGEST_NAME]
            cursor.execute(
                f"ALTER TABLE {quote(table)} DROP CONSTRAINT {quote(name)},"
                f" ADD CONSTRAINT {quote(new)} FOREIGN KEY (team_id, {quote(column)})"
                f" REFERENCES {quote(target)} (team_id, id) DEFERRABLE INITIALLY DEFERRED"
            )
            changed.append(table)
    return changed


def _give_team_key(cursor: CursorWrapper, target: str) -> None:
    """The unique (team_id, id) that such a key needs to refer to."""
    cursor.execute("SELECT 1 FROM pg_constraint WHERE conname = %s", [f"{target}_team_key"])
    if cursor.fetchone() is None:
        cursor.execute(f'ALTER TABLE "{target}" ADD CONSTRAINT "{target}_team_key" UNIQUE (team_id, id)')
