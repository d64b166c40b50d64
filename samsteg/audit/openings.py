"""Who has read one person's record, for the person to read: day by day, not row by row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from samsteg.audit.enums import ReadKind

# Reads that showed the person among others. All other kinds are openings of the person's own record.
AMONG_OTHERS = (ReadKind.LIST, ReadKind.SEARCH, ReadKind.FIGURE, ReadKind.IMPORT)

READS = """
    SELECT (at AT TIME ZONE %(zone)s)::date AS day, actor_id, authority_ids, kind, place, reason, count(*)
    FROM audit_read_entry
    WHERE team_id = %(team)s AND (person_id = %(person)s OR referral_id = ANY (%(referrals)s))
        AND (kind = ANY (%(kinds)s)) = %(listed)s
    GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY max(at) DESC, actor_id LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class Opening:
    """What one reader did in one way on one day (Swedish time), `count` times.

    `authority_ids` are those that the reader represented then; empty for the team's own staff and for officers.
    """

    day: dt.date
    actor_id: int
    authority_ids: tuple[int, ...]
    kind: str
    place: str
    reason: str
    count: int


def openings_of(
    team_id: int, person_id: int, *, referral_ids: Collection[int] = (), limit: int | None = None
) -> tuple[Opening, ...]:
    """Newest first. The caller has seen that the reader may show them.

    `referral_ids` are the referrals that became the person's stays: who opened them before that belongs to the person.
    """
    return _read(team_id, person_id, referral_ids, listed=False, limit=limit)


def listings_of(team_id: int, person_id: int) -> tuple[Opening, ...]:
    """When the person was shown among others: in lists, behind figures, at imports. Newest first."""
    return _read(team_id, person_id, (), listed=True, limit=None)


def openings_of_referral(team_id: int, referral_id: int) -> tuple[Opening, ...]:
    """Of a referral before it became somebody's stay, newest first. As `openings_of`."""
    return _read(team_id, None, (referral_id,), listed=False, limit=None)


def _read(
    team_id: int, person_id: int | None, referral_ids: Collection[int], *, listed: bool, limit: int | None
) -> tuple[Opening, ...]:
    kinds: list[str] = [kind.value for kind in AMONG_OTHERS]
    with connection.cursor() as cursor:
        cursor.execute(
            READS,
            {
                "zone": settings.TIME_ZONE,
                "team": team_id,
                "person": person_id,
                "referrals": list(referral_ids),
                "kinds": kinds,
                "listed": listed,
                "limit": limit,
            },
        )
        rows = cursor.fetchall()
    return tuple(Opening(day, actor_id, tuple(units), *rest) for day, actor_id, units, *rest in rows)
