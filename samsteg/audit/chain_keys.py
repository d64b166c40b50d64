"""Keys that seal the read log. They live outside the database: whoever can change its rows can't make their marks.

SAMSTEG_LOG_KEYS holds `id:base64` pairs split by commas, the current one first. In development a file in the data
folder is made at first use.
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

SETTING = "SAMSTEG_LOG_KEYS"


@dataclass(frozen=True, slots=True)
class SealKeys:
    current_id: str
    keys: Mapping[str, bytes] = field(repr=False)

    @property
    def current(self) -> bytes:
        return self.keys[self.current_id]

    def key(self, key_id: str) -> bytes:
        """Raises KeyProblem where the key that sealed a segment is not among ours."""
        if key_id not in self.keys:
            raise KeyProblem(
                _("The log key “%(key)s” is missing. Put it back in SAMSTEG_LOG_KEYS.") % {"key": key_id}
            )
        return self.keys[key_id]


def parse_seal_keys(text: str) -> SealKeys:
    """Raises KeyProblem when a key is not 32 bytes of base64, two have one name, or there is none."""
    keys = parse_named_keys(text, SETTING)
    if not keys:
        raise KeyProblem(_("%(setting)s needs at least one key.") % {"setting": SETTING})
    return SealKeys(current_id=next(iter(keys)), keys=keys)


def _generate() -> str:
    return new_named_key("1")


@lru_cache(maxsize=4)
def _keys(configured: str, folder: Path) -> SealKeys:
    return parse_seal_keys(configured or kept_secret(folder / "keys" / "log-keys", _generate))


def seal_keys() -> SealKeys:
    """The installation's keys. Raises KeyProblem where they are missing or wrong; only practice makes its own."""
    if not settings.SAMSTEG_LOG_KEYS and not settings.SAMSTEG_PRACTICE_ONLY:
        raise KeyProblem(_("Set SAMSTEG_LOG_KEYS: without a key the read log can't be sealed."))
    return _keys(settings.SAMSTEG_LOG_KEYS, settings.DATA_DIR)
