"""Wraps the data keys of all persons anew under the current master key, while people work.

To be run as the owner of the tables (`samsteg keys rotate`): batch by batch, each its own transaction, so that it can
be broken off and begun again. What is sealed under the data keys is left alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from django.db import transaction

from samsteg.core.errors import KeyProblem
from samsteg.people import crypto
from samsteg.people.keys import KeyRing
from samsteg.people.models import Identity

BATCH = 500


def rotate_identities(
    ring: KeyRing, *, batch: int = BATCH, on_batch: Callable[[int], None] | None = None
) -> int:
    """Returns how many were wrapped anew; none when all are. Raises KeyProblem where an old key is gone or wrong.

    Rows are locked in the order of their keys, and written by their wrapped key alone: whoever saves a number or a note
    meanwhile waits for one batch and loses nothing.
    """
    done = 0
    while True:
        with transaction.atomic():
            old = Identity.objects.exclude(key_id=ring.current_id).select_for_update().order_by("pk")
            rows = list(old.only("person_id", "key_id", "wrapped_key")[:batch])
            for row in rows:
                data_key = crypto.unwrap(ring, row.key_id, bytes(row.wrapped_key), row.person_id)
                row.key_id, row.wrapped_key = crypto.wrap(ring, data_key, row.person_id)
            Identity.objects.bulk_update(rows, ["key_id", "wrapped_key"])
        if not rows:
            return done
        done += len(rows)
        if on_batch is not None:
            on_batch(done)


def identities_by_key() -> dict[str, int]:
    """How many persons' data keys each master key wraps."""
    return dict(Counter(Identity.objects.values_list("key_id", flat=True)))


def unopened_identities(ring: KeyRing) -> int:
    """How many data keys can't be unwrapped, since their master key is missing or wrong. Opens each of them."""
    return sum(not _opens(ring, row) for row in Identity.objects.only("person_id", "key_id", "wrapped_key"))


def _opens(ring: KeyRing, row: Identity) -> bool:
    try:
        crypto.unwrap(ring, row.key_id, bytes(row.wrapped_key), row.person_id)
    except KeyProblem:
        return False
    return True
