"""Where what a referral says is sealed: under the master key until it is taken care of, then under the person's key.

Each cipher opens at its own place alone. `samsteg keys rotate` seals what waits anew (docs/security/keys.md).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet

from samsteg.core.errors import KeyProblem
from samsteg.participants.referrals.models import CallBack, Referral, ReferralDraft, ReferralFile
from samsteg.people.crypto import key_id_of, open_file, seal_file
from samsteg.people.key_checks import checked_ring
from samsteg.people.keys import KeyRing, key_ring


def content_place(referral_id: int) -> str:
    return f"referral:{referral_id}"


def label_place(referral_id: int) -> str:
    return f"referral_label:{referral_id}"


def file_place(file_id: int) -> str:
    return f"referral_file:{file_id}"


def draft_place(draft_id: int) -> str:
    return f"referral_draft:{draft_id}"


def call_place(call_id: int) -> str:
    return f"call_back:{call_id}"


def seal_waiting(plain: str | bytes, place: str) -> bytes:
    content = plain.encode("utf-8", "replace") if isinstance(plain, str) else plain
    return seal_file(checked_ring(remember=True), content, place)


def open_waiting(sealed: bytes | memoryview, place: str) -> bytes:
    """Raises KeyProblem when the key is gone or the place another."""
    return open_file(key_ring(), bytes(sealed), place)


@dataclass(frozen=True, slots=True)
class _Kept:
    """One column that is sealed under a master key, and which of its rows are."""

    model: type[Model]
    column: str
    place_of: Callable[[int], str]
    rows: Callable[[], QuerySet[Any]]


KEPT = (
    _Kept(Referral, "content_cipher", content_place, lambda: Referral.objects.filter(person__isnull=True)),
    _Kept(Referral, "label_cipher", label_place, lambda: Referral.objects.filter(label_cipher__isnull=False)),
    _Kept(
        ReferralFile,
        "file_cipher",
        file_place,
        lambda: ReferralFile.objects.filter(referral__person__isnull=True),
    ),
    _Kept(ReferralDraft, "typed_cipher", draft_place, ReferralDraft.objects.all),
    _Kept(
        CallBack, "content_cipher", call_place, lambda: CallBack.objects.filter(content_cipher__isnull=False)
    ),
)


def rotate_referrals(ring: KeyRing) -> int:
    """As the owner. Returns how many were sealed anew. Raises KeyProblem where an old key is gone or wrong."""
    return sum(_rotate(kept, pk, ring) for kept in KEPT for pk in kept.rows().values_list("pk", flat=True))


def _rotate(kept: _Kept, pk: int, ring: KeyRing) -> int:
    with transaction.atomic():
        row = kept.rows().select_for_update(of=("self",)).filter(pk=pk).first()
        sealed = bytes(getattr(row, kept.column) or b"") if row else b""
        if row is None or not sealed or key_id_of(sealed) == ring.current_id:
            return 0
        place = kept.place_of(pk)
        setattr(row, kept.column, seal_file(ring, open_file(ring, sealed, place), place))
        row.save(update_fields=[kept.column])
    return 1


def referrals_by_key() -> dict[str, int]:
    """How many sealed things wait under each master key."""
    return dict(Counter(key_id_of(sealed) for _place, sealed in _sealed()))


def unopened_referrals(ring: KeyRing) -> int:
    """How many can't be opened with these keys."""
    return sum(not _opens(ring, sealed, place) for place, sealed in _sealed())


def _sealed() -> Iterator[tuple[str, bytes]]:
    for kept in KEPT:
        for pk, sealed in kept.rows().values_list("pk", kept.column):
            if sealed:
                yield kept.place_of(pk), bytes(sealed)


def _opens(ring: KeyRing, sealed: bytes, place: str) -> bool:
    try:
        open_file(ring, sealed, place)
    except KeyProblem:
        return False
    return True
