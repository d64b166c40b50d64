"""Master keys: they wrap the data key of each person and live outside the database (docs/adr/0006).

SAMSTEG_MASTER_KEYS holds `id:base64` pairs split by commas, the current one first, and `index:base64` for the blind
index. In development a file in the data folder is made at first use.
"""

from __future__ import annotations

import base64
import binascii
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from samsteg.core.errors import KeyProblem

INDEX = "index"
KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class KeyRing:
    current_id: str
    masters: Mapping[str, bytes]
    index_key: bytes

    def master(self, key_id: str) -> bytes:
        """Raises KeyProblem where the key that wrapped a record is not among ours."""
        if key_id not in self.masters:
            raise KeyProblem(
                _("The master key “%(key)s” is missing. Put it back in SAMSTEG_MASTER_KEYS.")
                % {"key": key_id}
            )
        return self.masters[key_id]


def parse_keys(text: str) -> KeyRing:
    """Raises KeyProblem when a key is not 32 bytes of base64, or one is missing."""
    keys: dict[str, bytes] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, _sep, encoded = part.partition(":")
        try:
            keys[name] = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            keys[name] = b""
        if len(keys[name]) != KEY_BYTES:
            raise KeyProblem(
                _("The key “%(key)s” in SAMSTEG_MASTER_KEYS is not 32 bytes in base64.") % {"key": name}
            )
    index_key = keys.pop(INDEX, b"")
    if not keys or not index_key:
        raise KeyProblem(_("SAMSTEG_MASTER_KEYS needs one master key and the key named “index”."))
    return KeyRing(current_id=next(iter(keys)), masters=keys, index_key=index_key)


def _generate() -> str:
    pairs = (("1", secrets.token_bytes(KEY_BYTES)), (INDEX, secrets.token_bytes(KEY_BYTES)))
    return ",".join(f"{name}:{base64.b64encode(key).decode()}" for name, key in pairs)


def _from_file(path: Path) -> str:
    """The development key file, made once; two processes at once both get the same."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(_generate())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()


@lru_cache(maxsize=4)
def _ring(configured: str, folder: Path) -> KeyRing:
    return parse_keys(configured or _from_file(folder / "keys" / "master-keys"))


def key_ring() -> KeyRing:
    """The installation's keys. Raises KeyProblem where they are missing or wrong."""
    return _ring(settings.SAMSTEG_MASTER_KEYS, settings.DATA_DIR)
