"""Which user an e-ID belongs to. Never found by mail or name, and never made by a log-in."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.accounts.models import ElectronicId, User
from samsteg.audit.enums import SignInEvent
from samsteg.audit.sign_ins import log_sign_in
from samsteg.core.errors import NotVisible, Refused


def user_of(*, issuer: str, digest: str) -> User | None:
    """The same subject from another issuer is another person."""
    found = (
        ElectronicId.objects.filter(issuer=issuer, subject_digest=digest, ended_at__isnull=True)
        .select_related("user")
        .first()
    )
    return found.user if found else None


def connect(*, user: User, issuer: str, digest: str) -> ElectronicId:
    """Raises Refused where the e-ID is another user's already."""
    owner = user_of(issuer=issuer, digest=digest)
    if owner is not None and owner.pk == user.pk:
        return ElectronicId.objects.get(issuer=issuer, subject_digest=digest, ended_at__isnull=True)
    try:
        with transaction.atomic():
            made = ElectronicId.objects.create(
                user=user, issuer=issuer, subject_digest=digest, connected_at=timezone.now()
            )
    except IntegrityError as fault:
        raise Refused(_("This e-ID belongs to another user already. Use your own.")) from fault
    log_sign_in(SignInEvent.FACTOR_ADDED, user_id=user.pk, reason="eid")
    return made


def disconnect(*, user: User, eid_id: int) -> None:
    """Raises NotVisible for an e-ID that isn't the user's."""
    ended = ElectronicId.objects.filter(pk=eid_id, user=user, ended_at__isnull=True).update(
        ended_at=timezone.now()
    )
    if not ended:
        raise NotVisible
    log_sign_in(SignInEvent.FACTOR_REMOVED, user_id=user.pk, reason="eid")
