"""Keys that seal the read log. They live outside the database: whoever can change its rows can't make their marks.

SAMSTEG_LOG_KEYS holds `id:base64` pairs split by commas, the current one first. In development a file in the data
folder is made at first use.
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

KEY_BYTES = 32
NAME_LENGTH = 40  # as LogSegment.key_id


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
    parts = [part.strip() for part in text.split(",") if part.strip()]
    named = [_named_key(number, part) for number, part in enumerate(parts, start=1)]
    keys = dict(named)
    if not keys or len(keys) < len(named):
        raise KeyProblem(_("SAMSTEG_LOG_KEYS needs at least one key, each with a name of its own."))
    return SealKeys(current_id=named[0][0], keys=keys)


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
                "Key number %(number)d in SAMSTEG_LOG_KEYS must be a short name, a colon and 32 bytes in base64."
            )
            % {"number": number}
        )
    return name, key


def _generate() -> str:
    return f"1:{base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}"


@lru_cache(maxsize=4)
def _keys(configured: str, folder: Path) -> SealKeys:
    return parse_seal_keys(configured or kept_secret(folder / "keys" / "log-keys", _generate))


def seal_keys() -> SealKeys:
    """The installation's keys. Raises KeyProblem where they are missing or wrong; only practice makes its own."""
    if not settings.SAMSTEG_LOG_KEYS and not settings.SAMSTEG_PRACTICE_ONLY:
        raise KeyProblem(_("Set SAMSTEG_LOG_KEYS: without a key the read log can't be sealed."))
    return _keys(settings.SAMSTEG_LOG_KEYS, settings.DATA_DIR)
