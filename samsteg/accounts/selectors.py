"""Reads about accounts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from samsteg.accounts.models import ElectronicId, Invitation, Session, User
from samsteg.accounts.services import require_admin
from samsteg.audit.models import SignInEntry
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible

SHOWN_EVENTS = 30  # of what happened at the door


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


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account as administrators see it: nothing of teams or roles. `link_until`: an invitation that waits."""

    user_id: int
    username: str
    name: str
    is_active: bool
    can_sign_in: bool
    last_login: dt.datetime | None
    link_until: dt.datetime | None
    session_count: int


def accounts_of(*, actor: Actor, search: str = "", limit: int = 50) -> tuple[list[AccountRow], int]:
    """By name, and how many there are in all. `search`: a part of a name. Raises PermissionRefused."""
    require_admin(actor)
    found = User.objects.exclude(username=settings.SAMSTEG_OPERATOR or "")
    for word in search.replace("\x00", "").split():
        found = found.filter(
            Q(username__icontains=word) | Q(first_name__icontains=word) | Q(last_name__icontains=word)
        )
    rows = _with_ways(found).order_by("first_name", "last_name", "username")[:limit]
    return [_account(row) for row in rows], found.count()


def one_account(*, actor: Actor, user_id: int) -> tuple[AccountRow, list[SignInEntry]]:
    """The account, and what lately happened at the door with it. Raises NotVisible, PermissionRefused."""
    require_admin(actor)
    known = User.objects.exclude(username=settings.SAMSTEG_OPERATOR or "").filter(pk=user_id)
    row = _with_ways(known).first()
    if row is None:
        raise NotVisible
    events = SignInEntry.objects.filter(user_id=user_id).order_by("-at", "-pk")[:SHOWN_EVENTS]
    return _account(row), list(events)


def _with_ways(users: QuerySet[User]) -> QuerySet[User]:
    now, mine = timezone.now(), OuterRef("pk")
    links = Invitation.objects.filter(
        user=mine, used_at__isnull=True, ended_at__isnull=True, expires_at__gt=now
    )
    since = now - dt.timedelta(seconds=settings.SAMSTEG_SESSION_IDLE)
    sessions = Session.objects.filter(user_id=mine, expire_date__gt=now, seen_at__gt=since).order_by()
    return users.annotate(
        has_passkey=Exists(Authenticator.objects.filter(user=mine, type=Authenticator.Type.WEBAUTHN)),
        has_eid=Exists(ElectronicId.objects.filter(user=mine, ended_at__isnull=True)),
        link_until=Subquery(links.order_by("-pk").values("expires_at")[:1]),
        session_count=Coalesce(
            Subquery(sessions.values("user_id").annotate(n=Count("pk")).values("n")), Value(0)
        ),
    )


def _account(row: Any) -> AccountRow:
    """`row`: a user with what `_with_ways` adds."""
    return AccountRow(
        user_id=row.pk,
        username=row.username,
        name=row.get_full_name(),
        is_active=row.is_active,
        can_sign_in=row.has_usable_password() or row.has_passkey or row.has_eid,
        last_login=row.last_login,
        link_until=row.link_until,
        session_count=row.session_count,
    )
