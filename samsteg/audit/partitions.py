"""The months of the read log. Each is a table of its own, so that old ones can be sealed and put away."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from samsteg.core.rls import fence

LOG = "audit_read_entry"


def make_months(connection: BaseDatabaseWrapper, *, today: dt.date, ahead: int) -> list[str]:
    """Makes the tables of the next `ahead` months and returns the names of those that were missing.

    To be run as the owner, who then gives the other users their rights (`core.roles.post_migrate_grants`). The month
    of `today` is left alone: its rows may already lie in the table of the rest, which would refuse it.
    """
    made = []
    for number in range(1, ahead + 1):
        first, following = _month(today, number), _month(today, number + 1)
        table = table_of(today, number)
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [table])
            if cursor.fetchone()[0]:
                continue
            cursor.execute(
                f"CREATE TABLE {table} PARTITION OF {LOG}"
                f" FOR VALUES FROM ('{first} 00:00+00') TO ('{following} 00:00+00')"
            )
            cursor.execute(str(fence(table).sql))
        made.append(table)
    return made


def table_of(day: dt.date, later: int) -> str:
    """The table of the month so many months after the day's."""
    return f"{LOG}_{_month(day, later):%Y_%m}"


def _month(day: dt.date, later: int) -> dt.date:
    """The first day of the month so many months later."""
    year, month = divmod(day.year * 12 + day.month - 1 + later, 12)
    return dt.date(year, month + 1, 1)
