"""Sessions in the database: who they belong to can be asked, and a stolen copy of the table opens nothing.

The cookie holds the key, the table its digest. `user_id`, `started_at`, `seen_at` and `device` are columns, so that a
user can list and end the own sessions, and a closed account ends all at once.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from samsteg.accounts.models import Session

STARTED, SEEN, DEVICE = "started_at", "seen_at", "device"


def digest_of(session_key: str) -> str:
    return hashlib.sha256(session_key.encode()).hexdigest()[:40]


def _moment(seconds: object) -> dt.datetime | None:
    return dt.datetime.fromtimestamp(seconds, dt.UTC) if isinstance(seconds, int) else None


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        key = self.session_key
        found = None
        if key:
            found = Session.objects.filter(session_key=digest_of(key), expire_date__gt=timezone.now()).first()
        if found is None:
            self._session_key = None
        return found

    def exists(self, session_key: str) -> bool:
        return super().exists(digest_of(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        made = super().create_model_instance(data)
        assert isinstance(made, Session)
        made.session_key = digest_of(made.session_key)
        user_id = data.get(SESSION_KEY)
        made.user_id = int(user_id) if user_id else None
        made.started_at, made.seen_at = _moment(data.get(STARTED)), _moment(data.get(SEEN))
        made.device = str(data.get(DEVICE, ""))[:80]
        return made

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            super().delete(digest_of(key))
