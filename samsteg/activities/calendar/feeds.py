"""The secret link to one's own times. Only its digest is kept; whoever has the link reads times
and kinds, and names of groups where its owner has chosen so."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils import timezone

from samsteg.accounts.models import User
from samsteg.activities.calendar.models import CalendarFeed
from samsteg.audit.enums import SignInEvent
from samsteg.audit.sign_ins import log_sign_in
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible

BYTES: Final = 32
LENGTH: Final = 43  # of the secret as the link says it


@dataclass(frozen=True, slots=True)
class Feed:
    pk: int
    made_at: dt.datetime
    tells_groups: bool


def digest_of(secret: str) -> str:
    """A random secret of 256 bits needs no slow digest."""
    return hashlib.sha256(secret.encode()).hexdigest()


def feed_of(*, actor: Actor) -> Feed | None:
    """The actor's own, if there is one."""
    row = CalendarFeed.objects.filter(user_id=actor.user_id, ended_at__isnull=True).first()
    return Feed(row.pk, row.made_at, row.tells_groups) if row else None


@transaction.atomic
def make_feed(*, actor: Actor, tells_groups: bool = False) -> str:
    """The secret, told this once. A link made before stops working. `tells_groups`: with the names of groups."""
    _end(actor)
    secret = secrets.token_urlsafe(BYTES)
    CalendarFeed.objects.create(
        user_id=actor.user_id, token_hash=digest_of(secret), tells_groups=tells_groups
    )
    log_sign_in(SignInEvent.FEED_MADE, user_id=actor.user_id)
    return secret


@transaction.atomic
def end_feed(*, actor: Actor) -> None:
    """The link stops working at once. Without a link nothing happens."""
    if _end(actor):
        log_sign_in(SignInEvent.FEED_ENDED, user_id=actor.user_id)


def _end(actor: Actor) -> int:
    rows = CalendarFeed.objects.filter(user_id=actor.user_id, ended_at__isnull=True)
    return rows.update(ended_at=timezone.now())


def open_feed(secret: str) -> tuple[User, bool]:
    """Whose it is, and whether it tells the names of groups. Raises NotVisible, alike for one that never was, one that
    was ended and a closed account.
    """
    found = (
        CalendarFeed.objects.filter(token_hash=digest_of(secret), ended_at__isnull=True, user__is_active=True)
        .select_related("user")
        .first()
    )
    if found is None or len(secret) != LENGTH:
        raise NotVisible
    return found.user, found.tells_groups
