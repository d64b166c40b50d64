"""What the exchange keeps under the master keys themselves: what an import can be undone with, and uploaded files.

Both are kept for short; `samsteg keys rotate` seals them anew all the same, so that an old key can go at once.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction

from samsteg.core.errors import KeyProblem
from samsteg.exchange.besides import place_of
from samsteg.exchange.corrections import corrections_place
from samsteg.exchange.models import AppliedImport
from samsteg.exchange.staging import staging_folder
from samsteg.people.crypto import key_id_of, open_file, seal_file
from samsteg.people.keys import KeyRing

MENDED = ".mended"


def rotate_imports(ring: KeyRing) -> int:
    """As the owner. Returns how many were sealed anew. Raises KeyProblem where an old key is gone or wrong."""
    done = 0
    for pk in AppliedImport.objects.filter(sealed__isnull=False).values_list("pk", flat=True):
        with transaction.atomic():
            row = AppliedImport.objects.select_for_update().filter(pk=pk, sealed__isnull=False).first()
            if row is None or key_id_of(bytes(row.sealed or b"")) == ring.current_id:
                continue
            place = place_of(row.source_id)
            row.sealed = seal_file(ring, open_file(ring, bytes(row.sealed or b""), place), place)
            row.save(update_fields=["sealed"])
            done += 1
    return done


def rotate_files(ring: KeyRing) -> int:
    """Uploads that wait. Returns how many were sealed anew. Raises KeyProblem as above."""
    done = 0
    for path, place in staged_files():
        with contextlib.suppress(FileNotFoundError):  # applied or cancelled meanwhile
            sealed = path.read_bytes()
            if key_id_of(sealed) == ring.current_id:
                continue
            new = path.with_name(f"{path.name}.new")
            new.touch(mode=0o600)
            new.write_bytes(seal_file(ring, open_file(ring, sealed, place), place))
            if path.exists():
                new.replace(path)
                done += 1
            else:
                new.unlink()
    return done


def staged_files() -> Iterator[tuple[Path, str]]:
    """Files in the staging folder, each with the place it was sealed for."""
    for path in sorted(staging_folder().iterdir()):
        name = path.name.removesuffix(MENDED)
        if path.suffix == MENDED:
            yield path, corrections_place(name)
        elif "." not in path.name and not path.name.startswith("plain-"):
            yield path, name


def sealed_by_key() -> dict[str, int]:
    """How many kept imports and files each master key seals."""
    rows = AppliedImport.objects.filter(sealed__isnull=False).values_list("sealed", flat=True)
    found = Counter(key_id_of(bytes(sealed)) for sealed in rows if sealed is not None)
    found.update(key_id_of(path.read_bytes()) for path, _place in staged_files())
    return dict(found)


def unopened_seals(ring: KeyRing) -> int:
    """How many kept imports and files can't be opened."""
    rows = AppliedImport.objects.filter(sealed__isnull=False).values_list("sealed", "source_id")
    kept = [(bytes(sealed or b""), place_of(source_id)) for sealed, source_id in rows]
    kept += [(path.read_bytes(), place) for path, place in staged_files()]
    return sum(not _opens(ring, sealed, place) for sealed, place in kept)


def _opens(ring: KeyRing, sealed: bytes, place: str) -> bool:
    try:
        open_file(ring, sealed, place)
    except KeyProblem:
        return False
    return True
