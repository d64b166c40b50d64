"""Secret keys with names, as settings hold them: `name:base64` pairs split by commas. A message never tells a key."""

from __future__ import annotations

import base64
import secrets

from django.utils.translation import gettext as _

from samsteg.core.errors import KeyProblem

KEY_BYTES = 32
NAME_LENGTH = 40  # as the columns that say which key was used


def parse_named_keys(text: str, setting: str) -> dict[str, bytes]:
    """In the setting's order; empty for an empty text.

    Raises KeyProblem when a key is not 32 bytes of base64, or two have one name.
    """
    parts = [part.strip() for part in text.split(",") if part.strip()]
    named = [_named_key(number, part, setting) for number, part in enumerate(parts, start=1)]
    keys = dict(named)
    if len(keys) < len(named):
        raise KeyProblem(
            _("Two keys in %(setting)s have the same name. Give each a name of its own.")
            % {"setting": setting}
        )
    return keys


def _named_key(number: int, part: str, setting: str) -> tuple[str, bytes]:
    """The message gives the key's place, never its text: without a colon that would be the key itself."""
    name, _colon, encoded = part.partition(":")
    try:
        key = base64.b64decode(encoded, validate=True)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES or not 0 < len(name) <= NAME_LENGTH:
        raise KeyProblem(
            _("Key number %(number)d in %(setting)s must be a short name, a colon and 32 bytes in base64.")
            % {"number": number, "setting": setting}
        )
    return name, key


def new_named_key(name: str) -> str:
    """A key at random, as it stands in the setting."""
    return f"{name}:{base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}"
