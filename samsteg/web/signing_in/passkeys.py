"""A passkey counts its signatures. One that hasn't gone up has been made by a copy of the key, or sent before.

WebAuthn 3, 7.2 step 22. Many passkeys never count and always say 0: nothing can be asked of those.
"""

from __future__ import annotations

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm
from allauth.mfa.webauthn.internal.auth import parse_authentication_response

from samsteg.audit.enums import SignInEvent
from samsteg.audit.sign_ins import log_sign_in

COUNTED = "signatures"  # in the passkey's data: the highest count seen


class PasskeyForm(AuthenticateWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """Of somebody who shows a passkey, wherever that is done."""

    def clean_credential(self) -> Authenticator:
        sent: Any = self.cleaned_data["credential"]
        passkey: Authenticator = super().clean_credential()
        count = parse_authentication_response(sent).response.authenticator_data.counter
        if not count_signature(passkey, count):
            log_sign_in(SignInEvent.REFUSED, user_id=passkey.user_id, reason="passkey_count")
            raise get_adapter().validation_error("incorrect_code")
        return passkey


class PasskeySignInForm(PasskeyForm):
    """Without a user name before it: the passkey says whose it is."""

    passwordless = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=None, **kwargs)


class PasskeyConfirmForm(PasskeyForm):
    reauthenticated = True


def count_signature(passkey: Authenticator, count: int) -> bool:
    """Whether the count has gone up since the last time; keeps it. Two at once are taken in turn."""
    row = Authenticator.objects.select_for_update().get(pk=passkey.pk)
    before = row.data.get(COUNTED, row.wrap().authenticator_data.counter)
    if (count or before) and count <= before:
        return False
    row.data[COUNTED] = count
    row.save(update_fields=["data"])
    return True
