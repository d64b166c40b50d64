"""Lists that are edited as rows of fields: a text, a place in the order, and whether it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Post = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Item:
    """`name` begins the names of its fields; `data` is what the template holds."""

    name: str
    text: str
    order: int
    shown: bool
    data: Mapping[str, Any]

    @property
    def group(self) -> str:
        return str(self.data.get("group", ""))


def items_of(
    prefix: str, key: str, current: Iterable[Mapping[str, Any]], others: Iterable[Mapping[str, Any]] = ()
) -> tuple[Item, ...]:
    """The rows that are shown, and after them those that could be. `key` names the text in the data."""
    known: list[str] = []
    items: list[Item] = []
    for shown, rows in ((True, current), (False, others)):
        for data in rows:
            content = identity(data, key)
            if not shown and content in known:
                continue
            known.append(content)
            number = len(items)
            items.append(Item(f"{prefix}{number}", str(data.get(key, "")), number + 1, shown, data))
    return tuple(items)


def identity(data: Mapping[str, Any], key: str) -> str:
    """What the row counts, whatever it is called. Rows without anything but a text are their text."""
    rest = {name: value for name, value in data.items() if name not in (key, "group", "spread_header")}
    return repr(sorted(rest.items())) if rest else str(data.get(key))


def edited(items: Sequence[Item], key: str, post: Post) -> list[dict[str, Any]]:
    """The rows as they were sent, in their new order."""
    kept = [item for item in items if f"{item.name}.shown" in post]
    kept.sort(key=lambda item: turn(post.get(f"{item.name}.order"), item.order))
    return [{**item.data, key: post.get(f"{item.name}.text", item.text).strip()} for item in kept]


def turn(text: str | None, old: int) -> tuple[int, int]:
    """A sort key: who was given a number comes before the one that had it, or after it when moved down."""
    new = number(text, old)
    return new, (new > old) - (new < old)


def number(text: str | None, otherwise: int) -> int:
    """A place in the order; what isn't a number leaves the old one."""
    text = (text or "").strip()
    return int(text) if text.isdecimal() and len(text) < 5 else otherwise
