"""The questions of "confirm that it is you": the password, and the code where the user has codes."""

from __future__ import annotations

import json
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import begin_authentication
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samsteg.accounts.models import User
from samsteg.accounts.oidc.providers import Provider, providers
from samsteg.web.signing_in.codes import CodeForm
from samsteg.web.signing_in.proofs import is_strong

CODES = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)


class ConfirmForm(forms.Form):
    """Needs both: each alone would let somebody who has found one of them do what is most sensitive."""

    next = forms.CharField(required=False, widget=forms.HiddenInput)
    kept = forms.CharField(required=False, widget=forms.HiddenInput, max_length=1_000_000)
    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"class": "s-in", "autocomplete": "current-password"}),
        error_messages={"required": gettext_lazy("Write your password")},
    )
    code = forms.CharField(
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("The six digits in your app, or a recovery code."),
        max_length=40,
        widget=forms.TextInput(
            attrs={"class": "s-in s-in-pnr", "autocomplete": "one-time-code", "inputmode": "numeric"}
        ),
        error_messages={"required": gettext_lazy("Write the code")},
    )

    def __init__(self, user: User, *args: Any, is_strong: bool, **kwargs: Any) -> None:
        """`is_strong`: the session rests on more than a password, so a password alone confirms nothing."""
        super().__init__(*args, **kwargs)
        self.user, self.is_strong = user, is_strong
        self.factors = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
        if not self.factors.intersection(CODES):
            del self.fields["code"]

    @property
    def asks_code(self) -> bool:
        return "code" in self.fields

    @property
    def can_be_used(self) -> bool:
        """Not for who has no password, nor for who has only a passkey or an e-ID beside it."""
        return self.user.has_usable_password() and (self.asks_code or not (self.factors or self.is_strong))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors:
            return cleaned
        if not self.can_be_used or not self._fits(cleaned):
            text = (
                _("The password and the code don't fit. Write both again.")
                if self.asks_code
                else _("The password doesn't fit. Write it again.")
            )
            raise ValidationError(text, code="mismatch")
        return cleaned

    def _fits(self, cleaned: dict[str, Any]) -> bool:
        if not get_adapter().reauthenticate(self.user, cleaned["password"]):
            return False
        return not self.asks_code or CodeForm(self.user, {"code": cleaned["code"]}).is_valid()


def own_providers(user: User) -> list[Provider]:
    """Those whose e-ID the user has connected."""
    issuers = set(user.electronic_ids.filter(ended_at__isnull=True).values_list("issuer", flat=True))
    return [one for one in providers() if one.issuer in issuers]


def confirm_form(request: HttpRequest, user: User, *args: Any, **kwargs: Any) -> ConfirmForm:
    return ConfirmForm(user, *args, is_strong=is_strong(request, user), **kwargs)


def confirm_context(form: ConfirmForm) -> dict[str, Any]:
    """What the template shows: the form, a passkey, the user's e-IDs. Begins the passkey's ceremony."""
    has_passkey = Authenticator.Type.WEBAUTHN in form.factors
    return {
        "form": form,
        "passkey_options": json.dumps(begin_authentication(form.user)) if has_passkey else "",
        "eids": own_providers(form.user),
    }
