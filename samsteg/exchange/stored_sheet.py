"""One sheet of what is stored: records by key, with what the actor may not see marked."""

from __future__ import annotations

from dataclasses import dataclass, field

Key = tuple[object, ...]
Record = dict[str, object]


@dataclass(slots=True)
class StoredSheet:
    """`hidden` are the keys of rows that the actor may not see; `protected` those of them that nobody reads in files.

    `persons` gives the person of a stay's key, also of a stay that an undone import left without facts; in the sheet of
    attendance that of a mark.
    """

    records: dict[Key, Record] = field(default_factory=dict)
    hidden: set[Key] = field(default_factory=set)
    protected: set[Key] = field(default_factory=set)
    persons: dict[Key, int] = field(default_factory=dict)
