"""An https address in a text of ours, such as where a group meets digitally, as something to press."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

ADDRESS: Final = re.compile(r"https://[^\s<>\"'\\]+")
AFTER_IT: Final = ".,;:!?)]"


@dataclass(frozen=True, slots=True)
class Linked:
    """What stands before the address, the address, which is also what is shown, and what stands after."""

    before: str
    address: str = ""
    after: str = ""


def linked(text: str) -> Linked:
    """The first https address; one that names a user, or no host, is words alone."""
    found = ADDRESS.search(text)
    if found is None:
        return Linked(text)
    address = found[0].rstrip(AFTER_IT)
    if not _is_plain(address):
        return Linked(text)
    return Linked(text[: found.start()], address, text[found.start() + len(address) :])


def _is_plain(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and "@" not in parts.netloc and (parts.port is None or parts.port > 0)
    except ValueError:  # a bracket or a port that is none
        return False
