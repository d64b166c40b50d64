"""A code is used once. allauth forgets used codes after half a minute, but one is good for a minute and a half."""

from __future__ import annotations

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.utils.translation import gettext as _

from samsteg.accounts.models import User
from samsteg.audit.enums import SignInEvent
from samsteg.audit.sign_ins import log_sign_in

USED_FOR = 5 * 60  # seconds


class CodeForm(AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    """A code of the app, or a recovery code; also as the user writes it, with spaces."""

    def __init__(self, user: User, data: dict[str, Any] | None = None) -> None:
        super().__init__(data, user=user)
        field = self.fields["code"]
        field.label, field.max_length = _("Code"), 40
        field.help_text = _("The six digits in your app, or a recovery code.")
        field.error_messages["required"] = _("Write the code")
        field.widget.attrs.pop("placeholder", None)
        field.widget.attrs.update({"class": "s-in s-in-pnr", "inputmode": "numeric", "maxlength": "40"})

    def clean_code(self) -> str:
        code: str = super().clean_code()
        if self.authenticator.type == Authenticator.Type.TOTP and not use_up(self.user, code):
            raise get_adapter().validation_error("incorrect_code")
        return code

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        log_sign_in(SignInEvent.FAILED, user_id=self.user.pk, reason="code")
        super()._emit_authentication_failed(authenticator)


def use_up(user: User, code: str) -> bool:
    """False for a code of the app that has been used already."""
    digits = "".join(sign for sign in code if sign.isdigit())
    return bool(cache.add(f"code-used:{user.pk}:{digits}", 1, USED_FOR))
