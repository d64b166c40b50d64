"""What allauth asks us: who may sign in, what is written to the log, how secrets are kept."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samsteg.accounts.models import User
from samsteg.audit.enums import SignInEvent
from samsteg.audit.sign_ins import log_sign_in
from samsteg.web.signing_in.proofs import way_in
from samsteg.web.signing_in.sealing import seal, unseal

TOO_MANY = gettext_lazy("There have been too many attempts. Wait half an hour and try again.")
WRONG_CODE = gettext_lazy("The code isn't right. Write the one that the app shows now.")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """No account comes from a log-in page: staff are invited."""

    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_stages(self) -> list[str]:
        return ["samsteg.web.signing_in.stages.SecondFactorStage"]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """allauth's own question is always answered no: every such page of ours carries `step_up`."""
        return False

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        typed = str(credentials.get("username", ""))
        user = User.objects.filter(username__iexact=typed).only("pk").first()
        log_sign_in(SignInEvent.FAILED, user_id=user.pk if user else None, reason="password")

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        log_sign_in(SignInEvent.REFUSED, user_id=user.pk, reason="closed")
        messages.error(request, _("You can't sign in. Ask the one who looks after your users."))
        return redirect("account_login")

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        log_sign_in(SignInEvent.SIGNED_IN, user_id=user.pk, reason=way_in(request, user))

    def logout(self, request: HttpRequest) -> None:
        user_id = request.user.pk
        super().logout(request)
        log_sign_in(SignInEvent.SIGNED_OUT, user_id=user_id)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    error_messages: ClassVar = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": WRONG_CODE,
    }

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def get_totp_issuer(self) -> str:
        return "Samsteg"

    def get_totp_label(self, user: User) -> str:
        return user.username

    def generate_authenticator_name(self, user: User, type: Any) -> str:  # allauth's name of it
        return _("Passkey")

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        host: str = context.request.get_host()
        return {"id": host.partition(":")[0], "name": "Samsteg"}
