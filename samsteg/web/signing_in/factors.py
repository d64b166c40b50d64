"""The user's own second factors: the app, passkeys, recovery codes. Each page asks for a confirmation first."""

from __future__ import annotations

import json
from typing import Any

import qrcode
from allauth.mfa.base.internal.flows import delete_and_cleanup
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from allauth.mfa.webauthn.internal.auth import begin_registration
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_safe

from samsteg.accounts.models import User
from samsteg.audit.enums import SignInEvent
from samsteg.audit.sign_ins import log_sign_in
from samsteg.core.errors import Refused
from samsteg.web.signing_in.codes import use_up
from samsteg.web.signing_in.people import signed_in_user
from samsteg.web.signing_in.proofs import has_factor, mark_confirmed, must_enrol, record_factor
from samsteg.web.signing_in.step_up import step_up, step_up_unless_new


@require_safe
def second_factor(request: HttpRequest) -> HttpResponse:
    """The choice for whoever has no second factor yet."""
    user = signed_in_user(request)
    if has_factor(user) and not must_enrol(request, user):
        return redirect("my_account")
    return render(request, "account/second_factor.html", {"must": must_enrol(request, user)})


class AppForm(ActivateTOTPForm):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label, field.help_text = _("Code from the app"), _("Six digits. They change every half minute.")
        field.error_messages["required"] = _("Write the code that the app shows")
        field.widget.attrs.update({"class": "s-in s-in-pnr", "inputmode": "numeric"})
        field.widget.attrs.pop("placeholder", None)


@method_decorator(step_up_unless_new, name="dispatch")
class AddApp(ActivateTOTPView):  # type: ignore[misc]  # allauth has no types
    """The secret stays the same while the code is being written: a slip of the finger needs no new picture."""

    template_name = "account/add_app.html"

    def get_form_class(self) -> type[AppForm]:
        return AppForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        secret = context["form"].secret
        context["secret"] = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
        context["picture"] = qr_picture(context["totp_url"])
        return context

    def form_valid(self, form: AppForm) -> HttpResponse:
        use_up(signed_in_user(self.request), form.cleaned_data["code"])
        answer: HttpResponse = super().form_valid(form)
        added(self.request, Authenticator.Type.TOTP)
        return answer

    def get_success_url(self) -> str:
        return after_adding(self.request, is_first=self.did_generate_recovery_codes)


@method_decorator(step_up, name="dispatch")
class RemoveApp(DeactivateTOTPView):  # type: ignore[misc]  # allauth has no types
    template_name = "account/remove_factor.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "what": _("the app")}

    def form_valid(self, form: Any) -> HttpResponse:
        return remove(self.request, self.authenticator)


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("passwordless", None)  # always: each passkey can be used alone
        field = self.fields["name"]
        field.label, field.help_text = _("What you call it"), _("For example “my telephone”.")
        field.max_length = 60
        field.widget.attrs.update({"class": "s-in", "maxlength": "60", "autocomplete": "off"})


@method_decorator(step_up_unless_new, name="dispatch")
class AddPasskey(AddWebAuthnView):  # type: ignore[misc]  # allauth has no types
    template_name = "account/add_passkey.html"

    def get_form_class(self) -> type[PasskeyForm]:
        return PasskeyForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["options"] = json.dumps(begin_registration(signed_in_user(self.request), True))
        return context

    def form_valid(self, form: PasskeyForm) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        added(self.request, Authenticator.Type.WEBAUTHN)
        return answer

    def get_success_url(self) -> str:
        return after_adding(self.request, is_first=self.did_generate_recovery_codes)


@method_decorator(step_up, name="dispatch")
class RemovePasskey(RemoveWebAuthnView):  # type: ignore[misc]  # allauth has no types
    template_name = "account/remove_factor.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "what": _("the passkey “%(name)s”") % {"name": self.object},
        }

    def form_valid(self, form: Any) -> HttpResponse:
        return remove(self.request, self.get_object())


@sensitive_variables("codes")
@step_up_unless_new
@require_safe
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Shown right after they were made, and later on a confirmation."""
    found = Authenticator.objects.filter(
        user=signed_in_user(request), type=Authenticator.Type.RECOVERY_CODES
    ).first()
    if found is None:
        raise Http404
    codes = [f"{code[:5]} {code[5:]}" for code in found.wrap().get_unused_codes()]
    return render(request, "account/recovery_codes.html", {"codes": codes})


@method_decorator(step_up, name="dispatch")
class NewRecoveryCodes(GenerateRecoveryCodesView):  # type: ignore[misc]  # allauth has no types
    template_name = "account/new_recovery_codes.html"

    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        log_sign_in(SignInEvent.FACTOR_ADDED, user_id=self.request.user.pk, reason="recovery_codes")
        return answer


def qr_picture(text: str) -> dict[str, Any]:
    """The dark squares as one path, for an SVG in the page: the content policy lets no picture in from elsewhere."""
    code = qrcode.QRCode(border=2)
    code.add_data(text)
    rows = code.get_matrix()
    path = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark
    )
    return {"size": len(rows), "path": path}


def added(request: HttpRequest, kind: str) -> None:
    """What was just enrolled has been shown, and counts for this session."""
    user = signed_in_user(request)
    newest = Authenticator.objects.filter(user=user, type=kind).latest("pk")
    record_factor(request, user, newest)
    mark_confirmed(
        request, user
    )  # the page let nobody in without it, or without having signed in just before
    messages.success(request, _("It works. From now on you are asked for it when you sign in."))
    log_sign_in(SignInEvent.FACTOR_ADDED, user_id=user.pk, reason=kind)


def after_adding(request: HttpRequest, *, is_first: bool) -> str:
    return reverse("mfa_view_recovery_codes" if is_first else "my_account")


def remove(request: HttpRequest, factor: Authenticator) -> HttpResponse:
    """Raises Refused for the last way to prove oneself where a second factor is demanded."""
    user = signed_in_user(request)
    others = Authenticator.objects.filter(user=user).exclude(pk=factor.pk)
    if must_have_factor(user) and not others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
        raise Refused(_("This is your only second step. Add another one first, then take this one away."))
    kind = factor.type
    delete_and_cleanup(request, factor)
    log_sign_in(SignInEvent.FACTOR_REMOVED, user_id=user.pk, reason=kind)
    messages.success(request, _("It is taken away and can't be used any more."))
    return redirect("my_account")


def must_have_factor(user: User) -> bool:
    """Not where nobody must, nor for who signs in with an e-ID."""
    has_eid = user.electronic_ids.filter(ended_at__isnull=True).exists()
    return bool(settings.SAMSTEG_SECOND_FACTOR) and not has_eid
