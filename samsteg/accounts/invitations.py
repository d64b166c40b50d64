"""Accounts are given, never taken: a link that works once, for three days, and asks for the user name beside it.

The link is 256 random bits of which only the digest is stored. A used invitation to an account that has been opened
before starts it anew: whatever could be lost or stolen stops working.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
import secrets

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.accounts.models import Invitation, User
from samsteg.accounts.services import end_all_sessions, require_admin
from samsteg.audit.enums import SignInEvent
from samsteg.audit.sign_ins import log_sign_in
from samsteg.core.actor import Actor
from samsteg.core.errors import Refused

VALID_FOR = dt.timedelta(hours=72)
IDENTITY_NUMBER = re.compile(r"(?:[0-9]{2})?[0-9]{6}[-+]?[0-9]{4}")
TRIES = 5  # wrong user names before the link stops working


@transaction.atomic
def invite(
    *, actor: Actor | None, username: str, first_name: str = "", last_name: str = ""
) -> tuple[User, str]:
    """Makes the account, or finds it, and returns the secret of a new link. Earlier links stop working.

    `actor` is None for whoever runs the machine. Raises PermissionRefused for all but system administrators, and
    Refused for a closed account or a name that can't be one.
    """
    require_admin(actor)
    name = username.strip().lower()
    if not name or len(name) > 150 or any(sign.isspace() for sign in name):
        raise Refused(_("Write a user name without spaces."))
    if IDENTITY_NUMBER.fullmatch(name):
        raise Refused(_("A user name is seen by others and must not be an identity number. Choose another."))
    user, is_new = User.objects.get_or_create(
        username=name, defaults={"first_name": first_name.strip(), "last_name": last_name.strip()}
    )
    if is_new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    elif not user.is_active:
        raise Refused(_("The account is closed. Open it first."))
    return user, _new_link(user, actor.user_id if actor else None)


def _new_link(user: User, by_user_id: int | None) -> str:
    now, secret = timezone.now(), secrets.token_urlsafe(32)
    Invitation.objects.filter(user=user, used_at__isnull=True, ended_at__isnull=True).update(ended_at=now)
    Invitation.objects.create(
        user=user, digest=_digest(secret), made_at=now, made_by_id=by_user_id, expires_at=now + VALID_FOR
    )
    log_sign_in(SignInEvent.INVITED, user_id=user.pk, by_user_id=by_user_id)
    return secret


def open_invitation(*, secret: str, username: str) -> Invitation:
    """The invitation behind a link, for whoever knows the user name too. Raises Refused, always with the same words."""
    found = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(digest=_digest(secret), used_at__isnull=True, ended_at__isnull=True)
        .first()
    )
    if found is None or not _is_open(found):
        log_sign_in(SignInEvent.REFUSED, user_id=found.user_id if found else None, reason="invitation")
        raise _refused()
    typed = username.strip().lower()
    if not hmac.compare_digest(typed.encode(), found.user.username.encode()):
        found.wrong_count += 1
        found.ended_at = timezone.now() if found.wrong_count >= TRIES else None
        found.save(update_fields=["wrong_count", "ended_at"])
        log_sign_in(SignInEvent.REFUSED, user_id=found.user_id, reason="invitation_name")
        raise _refused()
    found.opened_at = timezone.now()
    found.save(update_fields=["opened_at"])
    return found


def opened_invitation(invitation_id: object) -> Invitation | None:
    """The invitation that this browser has opened, as long as it holds."""
    if not isinstance(invitation_id, int):
        return None
    found = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(pk=invitation_id, opened_at__isnull=False, used_at__isnull=True, ended_at__isnull=True)
        .first()
    )
    return found if found is not None and _is_open(found) else None


@transaction.atomic
def use_with_password(*, invitation: Invitation, password: str) -> User:
    """Raises ValidationError for a password that is too weak."""
    validate_password(password, invitation.user)
    user = _start_anew(invitation)
    user.set_password(password)
    user.save(update_fields=["password"])
    return user


@transaction.atomic
def use_with_eid(*, invitation: Invitation) -> User:
    """The e-ID itself is connected by the caller, who has checked it."""
    return _start_anew(invitation)


def _start_anew(invitation: Invitation) -> User:
    user, now = invitation.user, timezone.now()
    Authenticator.objects.filter(user=user).delete()
    user.electronic_ids.filter(ended_at__isnull=True).update(ended_at=now)
    user.set_unusable_password()
    user.save(update_fields=["password"])
    end_all_sessions(user=user, reason="invitation")
    invitation.used_at = now
    invitation.save(update_fields=["used_at"])
    log_sign_in(SignInEvent.INVITATION_USED, user_id=user.pk)
    return user


def _is_open(invitation: Invitation) -> bool:
    return invitation.user.is_active and invitation.expires_at > timezone.now()


def _refused() -> Refused:
    return Refused(
        _("The link and the user name don't belong together, or the link no longer works. Ask for a new one.")
    )


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
