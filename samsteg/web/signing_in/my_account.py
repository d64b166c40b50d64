"""Mitt konto: the ways one signs in, and where one is signed in right now."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import SetPasswordForm
from allauth.account.views import PasswordChangeView
from allauth.mfa.models import Authenticator
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from samsteg.accounts import services
from samsteg.accounts.daily_mails import choose_daily_mail, daily_mail_of, stop_daily_mail
from samsteg.accounts.models import User
from samsteg.accounts.oidc.providers import providers
from samsteg.accounts.selectors import sessions_of
from samsteg.accounts.sessions import digest_of
from samsteg.web.requests import ActingRequest, signed_in
from samsteg.web.signing_in.people import signed_in_user
from samsteg.web.signing_in.step_up import step_up


def this_session(request: HttpRequest) -> str:
    return digest_of(request.session.session_key or "")


@require_safe
def my_account(request: ActingRequest) -> HttpResponse:
    return _page(request)


def _page(request: ActingRequest, form: DailyMailForm | None = None) -> HttpResponse:
    user = signed_in_user(request)
    mail = daily_mail_of(user.pk) if settings.EMAIL_HOST else None
    factors = list(Authenticator.objects.filter(user=user).order_by("pk"))
    kinds = {factor.type: factor for factor in factors}
    codes = kinds.get(Authenticator.Type.RECOVERY_CODES)
    open_sessions = sessions_of(
        user.pk, this=this_session(request), idle_seconds=settings.SAMSTEG_SESSION_IDLE
    )
    context = {
        "is_local": settings.SAMSTEG_LOCAL_SIGN_IN,
        "has_password": settings.SAMSTEG_LOCAL_SIGN_IN and user.has_usable_password(),
        "app": kinds.get(Authenticator.Type.TOTP),
        "passkeys": [factor for factor in factors if factor.type == Authenticator.Type.WEBAUTHN],
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else None,
        "eids": _eids(user),
        "providers": providers(),
        "sessions": open_sessions,
        "others": len(open_sessions) - 1,
        "idle_minutes": settings.SAMSTEG_SESSION_IDLE // 60,
        "longest_hours": settings.SAMSTEG_SESSION_LONGEST // 3600,
        "sends_mail": bool(settings.EMAIL_HOST),
        "daily_mail": mail,
        "form": form or DailyMailForm(initial={"address": mail.address if mail else ""}),
    }
    return render(request, "account/my_account.html", context, status=422 if form else 200)


class DailyMailForm(forms.Form):
    address = forms.EmailField(
        label=gettext_lazy("Mail address"),
        help_text=gettext_lazy("Your address at work. The mail names nobody and tells nothing."),
        widget=forms.EmailInput(attrs={"class": "s-in", "autocomplete": "email"}),
        error_messages={"required": gettext_lazy("Write the address that the mail goes to")},
    )


@require_POST
def daily_mail(request: ActingRequest) -> HttpResponse:
    """Chooses the mail, or stops it. Where the installation sends none there is nothing to choose."""
    if not settings.EMAIL_HOST:
        raise Http404
    actor = signed_in(request)
    if "stop" in request.POST:
        stop_daily_mail(actor=actor)
        messages.success(request, _("You get no more mails. The address is forgotten."))
        return redirect("my_account")
    form = DailyMailForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    choose_daily_mail(actor=actor, address=form.cleaned_data["address"])
    messages.success(request, _("You get a mail on the days when something is due."))
    return redirect("my_account")


def _eids(user: User) -> list[dict[str, object]]:
    """The user's e-IDs with the names of their providers; one whose provider is gone keeps its address as name."""
    names = {one.issuer: one.name for one in providers()}
    rows = user.electronic_ids.filter(ended_at__isnull=True).order_by("pk")
    return [
        {"pk": row.pk, "name": names.get(row.issuer, row.issuer), "connected_at": row.connected_at}
        for row in rows
    ]


@require_POST
def end_session(request: ActingRequest) -> HttpResponse:
    services.end_session(actor=signed_in(request), digest=request.POST.get("session", ""))
    messages.success(request, _("The session is ended."))
    return redirect("my_account")


@require_POST
def end_other_sessions(request: ActingRequest) -> HttpResponse:
    count = services.end_other_sessions(actor=signed_in(request), digest=this_session(request))
    text = ngettext("%(count)d session is ended.", "%(count)d sessions are ended.", count)
    messages.success(request, text % {"count": count})
    return redirect("my_account")


class PasswordForm(SetPasswordForm):  # type: ignore[misc]  # allauth has no types
    """The old password was asked for by the confirmation just before."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {"password1": _("New password"), "password2": _("The same once more")}
        for name, label in labels.items():
            self.fields[name].label = label
            self.fields[name].widget.attrs.pop("placeholder", None)
            self.fields[name].widget.attrs["class"] = "s-in"
            self.fields[name].error_messages["required"] = _("Write the new password")
        self.fields["password1"].help_text = _("At least twelve characters. A sentence is easy to remember.")


@method_decorator(step_up, name="dispatch")
class ChangePassword(PasswordChangeView):  # type: ignore[misc]  # allauth has no types
    """All other sessions end: whoever knew the old password is out."""

    template_name = "account/change_password.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.SAMSTEG_LOCAL_SIGN_IN or not signed_in_user(request).has_usable_password():
            raise Http404
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def get_form_class(self) -> type[PasswordForm]:
        return PasswordForm

    def get_default_success_url(self) -> str:
        return reverse("my_account")

    def form_valid(self, form: PasswordForm) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        services.end_other_sessions(actor=signed_in(self.request), digest=this_session(self.request))
        return answer
