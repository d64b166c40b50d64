"""Cells that the user has mended in the preview. They lie encrypted beside the staged file and go with it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from samsteg.exchange.columns import SHEET_BY_TITLE, Column
from samsteg.exchange.parsing import Place
from samsteg.exchange.text import fold
from samsteg.people.crypto import open_file, seal_file
from samsteg.people.keys import key_ring

MOST = 5_000
LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Correction:
    """`text` is read instead of the cell; `was` is what the file says there, as the preview shows it."""

    sheet: str
    row: int
    column: str
    text: str
    was: str

    @property
    def place(self) -> Place:
        return (self.sheet, self.row, self.column)


def column_at(place: Place) -> Column | None:
    """The column that a place names by its titles; None when there is no such cell."""
    sheet = SHEET_BY_TITLE.get(fold(place[0]))
    if sheet is None or sheet.title != place[0] or place[1] < 1:
        return None
    return next((column for column in sheet.columns if column.header == place[2]), None)


def read_corrections(path: Path, key: str) -> dict[Place, Correction]:
    """Empty when nothing has been mended. Raises KeyProblem when the master key is gone."""
    if not path.exists():
        return {}
    rows = json.loads(open_file(key_ring(), path.read_bytes(), corrections_place(key)))
    return {one.place: one for one in (Correction(**row) for row in rows)}


def write_corrections(path: Path, key: str, corrections: Mapping[Place, Correction]) -> None:
    """Replaces what was kept; `path` gets mode 0600."""
    content = json.dumps([asdict(one) for one in corrections.values()]).encode()
    new = path.with_suffix(".new")
    new.touch(mode=0o600)
    new.write_bytes(seal_file(key_ring(), content, corrections_place(key)))
    new.replace(path)


def changed(
    kept: Mapping[Place, Correction], found: Mapping[Place, Correction | None]
) -> dict[Place, Correction]:
    """`kept` with the new ones, and without those that are None: these are read as the file has them."""
    merged = dict(kept)
    for place, one in found.items():
        if one is None:
            merged.pop(place, None)
        elif column_at(place) is not None and (place in merged or len(merged) < MOST):
            merged[place] = one
    return merged


def corrections_place(key: str) -> str:
    """What the file of mended cells is bound to."""
    return f"{key}:corrections"
