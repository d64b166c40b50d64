"""By which a device knows a session: a keyed digest over the package, which only the server can make or read."""

from __future__ import annotations

import uuid
from typing import Final

from django.utils.crypto import salted_hmac

SALT: Final = "samsteg.activities.offline.session"


def session_token(handle: uuid.UUID, series: uuid.UUID) -> uuid.UUID:
    digest = salted_hmac(SALT, handle.bytes + series.bytes, algorithm="sha256").digest()
    return uuid.UUID(bytes=digest[:16], version=4)
