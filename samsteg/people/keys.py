"""Master keys: they wrap the data key of each person and live outside the database (docs/adr/0006).

SAMSTEG_MASTER_KEYS holds `id:base64` pairs split by commas, the current one first, and `index:base64` for the blind
index. In development a file in the data folder is made at first use.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from samsteg.core.errors import KeyProblem
from samsteg.core.secret_files import kept_secret

INDEX = "index"
KEY_BYTES = 32
NAME_LENGTH = 40  # as Identity.key_id


@dataclass(frozen=True, slots=True)
class KeyRing:
    current_id: str
    masters: Mapping[str, bytes] = field(repr=False)
    index_key: bytes = field(repr=False)

    def master(self, key_id: str) -> bytes:
        """Raises KeyProblem where the key that wrapped a record is not among ours."""
        if key_id not in self.masters:
            raise KeyProblem(
                _("The master key “%(key)s” is missing. Put it back in SAMSTEG_MASTER_KEYS.")
                % {"key": key_id}
            )
        return self.masters[key_id]


def parse_keys(text: str) -> KeyRing:
    """Raises KeyProblem when a key is not 32 bytes of base64, two have one name, or one is missing."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    named = [_named_key(number, part) for number, part in enumerate(parts, start=1)]
    keys = dict(named)
    if len(keys) < len(named):
        raise KeyProblem(
            _("Two keys in SAMSTEG_MASTER_KEYS have the same name. Give each a name of its own.")
        )
    index_key = keys.pop(INDEX, b"")
    if not keys or not index_key:
        raise KeyProblem(_("SAMSTEG_MASTER_KEYS needs one master key and the key named “index”."))
    return KeyRing(current_id=next(iter(keys)), masters=keys, index_key=index_key)


def _named_key(number: int, part: str) -> tuple[str, bytes]:
    """The message gives the key's place, never its text: without a colon that would be the key itself."""
    name, _colon, encoded = part.partition(":")
    try:
        key = base64.b64decode(encoded, validate=True)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES or not 0 < len(name) <= NAME_LENGTH:
        raise KeyProblem(
            _(
                "Key number %(number)d in SAMSTEG_MASTER_KEYS must be a short name, a colon and 32 bytes in base64."
            )
            % {"number": number}
        )
    return name, key


def _generate() -> str:
    pairs = (("1", secrets.token_bytes(KEY_BYTES)), (INDEX, secrets.token_bytes(KEY_BYTES)))
    return ",".join(f"{name}:{base64.b64encode(key).decode()}" for name, key in pairs)


@lru_cache(maxsize=4)
def _ring(configured: str, folder: Path) -> KeyRing:
    return parse_keys(configured or kept_secret(folder / "keys" / "master-keys", _generate))


def key_ring() -> KeyRing:
    """The installation's keys. Raises KeyProblem where they are missing or wrong."""
    return _ring(settings.SAMSTEG_MASTER_KEYS, settings.DATA_DIR)
