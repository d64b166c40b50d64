"""The log of the door: one function writes it."""

from __future__ import annotations

from samsteg.audit.enums import SignInEvent
from samsteg.audit.models import SignInEntry


def log_sign_in(
    event: SignInEvent, *, user_id: int | None = None, reason: str = "", by_user_id: int | None = None
) -> None:
    """Writes one row about the door. `reason` is a code of ours; what somebody has typed is never kept."""
    SignInEntry.objects.create(event=event, user_id=user_id, reason=reason, by_user_id=by_user_id)
