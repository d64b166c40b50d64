"""The database's view of who acts: row-level security reads these settings (docs/adr/0005).

They live as long as the transaction. Without them every team-owned table answers with no rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from samsteg.core.actor import Actor
from samsteg.core.errors import ContextError

TEAM_IDS = "samsteg.team_ids"
ACTOR_ID = "samsteg.actor_id"


def _set(actor_id: str, team_ids: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config(%s, %s, true), set_config(%s, %s, true)",
            [ACTOR_ID, actor_id, TEAM_IDS, team_ids],
        )


def _get() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(current_setting(%s, true), ''), coalesce(current_setting(%s, true), '')",
            [ACTOR_ID, TEAM_IDS],
        )
        row = cursor.fetchone()
    return (row[0], row[1])


def _array(team_ids: Iterable[int]) -> str:
    return "{" + ",".join(str(int(team_id)) for team_id in sorted(team_ids)) + "}"


def _parse(value: str) -> set[int]:
    return {int(part) for part in value.strip("{}").split(",") if part}


def set_context(actor: Actor | None) -> None:
    """Sets the context for the rest of the current transaction; None clears it. Raises ContextError outside one."""
    if not connection.in_atomic_block:
        raise ContextError("A context needs a transaction: outside one it is gone at once.")
    if actor is None:
        _set("", "{}")
    else:
        _set(str(actor.user_id), _array(actor.team_ids))


def set_signed_in(user_id: int) -> None:
    """Opens only the user's own memberships, so that the actor can be read."""
    if not connection.in_atomic_block:
        raise ContextError("A context needs a transaction: outside one it is gone at once.")
    _set(str(user_id), "{}")


@contextmanager
def acting(actor: Actor) -> Iterator[Actor]:
    """Runs a block as `actor` in a transaction, and puts the outer context back after it.

    A nested block may narrow the teams, never widen them: that raises ContextError. (A released savepoint keeps
    SET LOCAL, so the old value has to be written back by hand.)
    """
    nested = connection.in_atomic_block
    with transaction.atomic():
        before = _get() if nested else ("", "{}")
        outer = _parse(before[1])
        if before[0] and not set(actor.team_ids) <= outer:
            raise ContextError("A nested context may not open teams that the outer one does not.")
        set_context(actor)
        yield actor
        _set(*before)
