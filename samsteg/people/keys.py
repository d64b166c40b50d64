"""Master keys: they wrap the data key of each person and live outside the database (docs/adr/0006).

SAMSTEG_MASTER_KEYS holds `id:base64` pairs split by commas, the current one first, and `index:base64` for the blind
index. In development a file in the data folder is made at first use.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from samsteg.core.errors import KeyProblem
from samsteg.core.named_keys import new_named_key, parse_named_keys
from samsteg.core.secret_files import kept_secret

INDEX = "index"
SETTING = "SAMSTEG_MASTER_KEYS"


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
    keys = parse_named_keys(text, SETTING)
    index_key = keys.pop(INDEX, b"")
    if not keys or not index_key:
        raise KeyProblem(
            _("%(setting)s needs one master key and the key named “index”.") % {"setting": SETTING}
        )
    return KeyRing(current_id=next(iter(keys)), masters=keys, index_key=index_key)


def _generate() -> str:
    return ",".join(new_named_key(name) for name in ("1", INDEX))


@lru_cache(maxsize=4)
def _ring(configured: str, folder: Path) -> KeyRing:
    return parse_keys(configured or kept_secret(folder / "keys" / "master-keys", _generate))


def key_ring() -> KeyRing:
    """The installation's keys. Raises KeyProblem where they are missing or wrong."""
    return _ring(settings.SAMSTEG_MASTER_KEYS, settings.DATA_DIR)
