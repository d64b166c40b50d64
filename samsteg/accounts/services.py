"""Writes about accounts: closing and opening them, ending sessions. Every one is logged."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.accounts.models import Counter, Session, User
from samsteg.audit.enums import SignInEvent
from samsteg.audit.sign_ins import log_sign_in
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible, PermissionRefused, Refused

SYSTEM_ADMIN = "system_admin"  # the office, as access.enums names it


def require_admin(actor: Actor | None) -> None:
    """Accounts are the system administrators' business, and that of whoever runs the machine (None)."""
    if actor is not None and not actor.has_office(SYSTEM_ADMIN):
        raise PermissionRefused(_("Only a system administrator does this. Ask whoever runs Samsteg for you."))


def end_session(*, actor: Actor, digest: str) -> None:
    """Ends one of the actor's own sessions. Raises NotVisible for any other."""
    ended, _by_model = Session.objects.filter(user_id=actor.user_id, session_key=digest).delete()
    if not ended:
        raise NotVisible
    log_sign_in(SignInEvent.ENDED, user_id=actor.user_id, reason="by_user")


def end_other_sessions(*, actor: Actor, digest: str) -> int:
    """Ends all of the actor's sessions but the one with this digest; returns how many."""
    return _end_sessions(actor.user_id, reason="by_user", keep=digest)


def end_all_sessions(*, user: User, reason: str) -> int:
    """Where somebody else than the user decides, or the password has become another."""
    return _end_sessions(user.pk, reason=reason)


def _end_sessions(user_id: int, *, reason: str, keep: str = "") -> int:
    ended, _by_model = Session.objects.filter(user_id=user_id).exclude(session_key=keep).delete()
    if ended:
        log_sign_in(SignInEvent.ENDED, user_id=user_id, reason=reason)
    return ended


@transaction.atomic
def disable_user(*, actor: Actor | None, user: User) -> int:
    """Closes an account at once; returns how many sessions ended. Links that were given out stop working too.

    `actor` is None from the command line without a user. Raises PermissionRefused for all but system administrators,
    and Refused for one's own account.
    """
    require_admin(actor)
    if actor is not None and actor.user_id == user.pk:
        raise Refused(_("You can't close your own account. Ask another administrator."))
    user.is_active = False
    user.save(update_fields=["is_active"])
    user.invitations.filter(used_at__isnull=True, ended_at__isnull=True).update(ended_at=timezone.now())
    by_user_id = actor.user_id if actor else None
    log_sign_in(SignInEvent.DISABLED, user_id=user.pk, by_user_id=by_user_id)
    return _end_sessions(user.pk, reason="disabled")


@transaction.atomic
def enable_user(*, actor: Actor | None, user: User) -> None:
    """Opens a closed account again, with the ways to sign in that it had. Raises PermissionRefused as disable_user."""
    require_admin(actor)
    user.is_active = True
    user.save(update_fields=["is_active"])
    log_sign_in(SignInEvent.ENABLED, user_id=user.pk, by_user_id=actor.user_id if actor else None)


def forget_expired() -> int:
    """Removes sessions and counters whose time is out; returns how many."""
    now = timezone.now()
    sessions, _by_model = Session.objects.filter(expire_date__lte=now).delete()
    counters, _by_model = Counter.objects.filter(expires_at__lte=now).delete()
    return sessions + counters
