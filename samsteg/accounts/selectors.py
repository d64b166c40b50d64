"""Reads about accounts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from samsteg.accounts.models import Session


@dataclass(frozen=True, slots=True)
class OwnSession:
    """`digest` points it out; it is not the key that opens it."""

    digest: str
    device: str
    started_at: dt.datetime | None
    seen_at: dt.datetime | None
    is_this: bool


def sessions_of(user_id: int, *, this: str, idle_seconds: int) -> list[OwnSession]:
    """The user's sessions that are still open, the present one first, then the latest used."""
    since = timezone.now() - dt.timedelta(seconds=idle_seconds)
    open_now = Session.objects.filter(
        user_id=user_id, expire_date__gt=timezone.now(), seen_at__gt=since
    ).order_by("-seen_at")
    found = [
        OwnSession(row.session_key, row.device, row.started_at, row.seen_at, row.session_key == this)
        for row in open_now
    ]
    return sorted(found, key=lambda one: not one.is_this)
