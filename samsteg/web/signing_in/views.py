"""Log-in with user name and password, the second step, passkeys, and log-out."""

from __future__ import annotations

import json
from typing import Any

from allauth.account.forms import LoginForm
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import Login
from allauth.account.views import LoginView, LogoutView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _

from samsteg.access.operator import is_operator
from samsteg.accounts.oidc.providers import providers
from samsteg.activities.offline.services import end_packages
from samsteg.audit.enums import SignInEvent
from samsteg.audit.sign_ins import log_sign_in
from samsteg.core.actor import Actor
from samsteg.web.signing_in.codes import CodeForm
from samsteg.web.signing_in.confirming import safe_next
from samsteg.web.signing_in.limits import ENDED
from samsteg.web.signing_in.passkeys import PasskeyForm, PasskeySignInForm

MISMATCH = "username_password_mismatch"


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("User name")
        self.fields["login"].error_messages["required"] = _("Write your user name")
        self.fields["password"].label = _("Password")
        self.fields["password"].error_messages["required"] = _("Write your password")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs["class"] = "s-in"

    def clean(self) -> dict[str, Any]:
        """A closed account answers as one that doesn't exist; the operator of development uses the command line."""
        text = _("The user name and the password don't belong together. Write them again.")
        try:
            cleaned: dict[str, Any] = super().clean()
        except ValidationError as fault:
            if fault.code != MISMATCH:
                raise
            raise ValidationError(text, code=MISMATCH) from fault
        user = getattr(self, "user", None)
        if user is not None and not user.is_active:
            log_sign_in(SignInEvent.REFUSED, user_id=user.pk, reason="closed")
            raise ValidationError(text, code=MISMATCH)
        if user is not None and is_operator(user):
            raise ValidationError(_("This user can't log in here. Choose another."))
        return cleaned


class SignIn(LoginView):  # type: ignore[misc]  # allauth has no types
    form_class = SignInForm

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        _only_where_local(request)
        answer: HttpResponse = super().post(request, *args, **kwargs)
        return answer

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: object) -> None:
        """Whoever comes back from the second step begins anew."""
        clear_login(request)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["ended"] = self.request.session.pop(ENDED, "")
        context["is_local"] = settings.SAMSTEG_LOCAL_SIGN_IN
        context["providers"] = providers()
        return context


class SecondStep(AuthenticateView):  # type: ignore[misc]  # allauth has no types
    """After the password: the code of the app, a recovery code, or the passkey."""

    template_name = "account/second_step.html"

    def get_form_class(self) -> type[CodeForm]:
        return CodeForm

    def get_webauthn_form_class(self) -> type[PasskeyForm]:
        return PasskeyForm

    def form_invalid(self, form: Any) -> HttpResponse:
        if isinstance(form, PasskeyForm):  # a wrong code is logged by its own form
            log_sign_in(SignInEvent.FAILED, user_id=self.stage.login.user.pk, reason="passkey")
        answer: HttpResponse = super().form_invalid(form)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        user = self.stage.login.user
        kinds = set(user.authenticator_set.values_list("type", flat=True))
        context["has_codes"] = bool(kinds & {"totp", "recovery_codes"})
        context["passkey_options"] = (
            json.dumps(context["js_data"]["request_options"]) if "webauthn" in kinds else ""
        )
        return context


@method_decorator(login_not_required, name="dispatch")
class PasskeySignIn(LoginWebAuthnView):  # type: ignore[misc]  # allauth has no types
    """GET with Accept: application/json begins the ceremony; POST ends it."""

    def get_form_class(self) -> type[PasskeySignInForm]:
        return PasskeySignInForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        _only_where_local(request)
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def form_valid(self, form: Any) -> HttpResponse:
        """As allauth's, and on to the page that was asked for."""
        authenticator = form.cleaned_data["credential"]
        target = safe_next(self.request, self.request.POST.get("next", ""))
        login = Login(user=authenticator.user, redirect_url=target)
        answer: HttpResponse = perform_passwordless_login(self.request, authenticator, login)
        return answer

    def form_invalid(self, form: Any) -> HttpResponse:
        log_sign_in(SignInEvent.FAILED, reason="passkey")
        messages.error(self.request, _("The passkey doesn't fit. Try again, or log in with your password."))
        return redirect("account_login")


class SignOut(LogoutView):  # type: ignore[misc]  # allauth has no types
    """GET asks, POST logs out; what a device was given for a roll call without coverage is taken away with it."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        actor: Actor | None = getattr(request, "actor", None)
        had_package = actor is not None and end_packages(actor=actor)
        answer: HttpResponseBase = super().post(request, *args, **kwargs)
        if had_package:
            answer["Clear-Site-Data"] = '"cache", "storage"'
        return answer


def _only_where_local(request: HttpRequest) -> None:
    """Raises PermissionDenied where the installation has e-ID only."""
    if not settings.SAMSTEG_LOCAL_SIGN_IN:
        raise PermissionDenied
