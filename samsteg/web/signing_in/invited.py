"""The way in for somebody who has been invited: the link, the user name, then a password or an e-ID."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.core.ratelimit import consume_or_429
from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from samsteg.accounts.invitations import open_invitation, opened_invitation, use_with_password
from samsteg.accounts.models import Invitation
from samsteg.accounts.oidc.providers import providers
from samsteg.core.errors import Refused
from samsteg.web.signing_in.eid import INVITED


class NameForm(forms.Form):
    username = forms.CharField(
        label=gettext_lazy("User name"),
        help_text=gettext_lazy("You got it together with the link, or in another way."),
        max_length=150,
        widget=forms.TextInput(attrs={"class": "s-in", "autocomplete": "username", "autocapitalize": "none"}),
        error_messages={"required": gettext_lazy("Write your user name")},
    )


class NewPasswordForm(forms.Form):
    password = forms.CharField(
        label=gettext_lazy("Password"),
        help_text=gettext_lazy("At least twelve characters. A sentence is easy to remember."),
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"class": "s-in", "autocomplete": "new-password"}),
        error_messages={"required": gettext_lazy("Write a password")},
    )
    again = forms.CharField(
        label=gettext_lazy("The same once more"),
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"class": "s-in", "autocomplete": "new-password"}),
        error_messages={"required": gettext_lazy("Write the password once more")},
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and cleaned["password"] != cleaned["again"]:
            self.add_error("again", _("The two are not the same. Write both again."))
        return cleaned


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """GET changes nothing: what looks at links in mails must not use them up."""
    form = NameForm(request.POST if request.method == "POST" else None)
    refusal = ""
    if request.method == "POST":
        limited: HttpResponse | None = consume_or_429(request, action="login")
        if limited:
            return limited
        if form.is_valid():
            try:
                found = open_invitation(secret=secret, username=form.cleaned_data["username"])
            except Refused as refused:
                refusal = str(refused)
            else:
                request.session.cycle_key()
                request.session[INVITED] = found.pk
                return redirect("accept_invitation")
    context = {"form": form, "refusal": refusal}
    return render(
        request, "account/invitation.html", context, status=422 if request.method == "POST" else 200
    )


@login_not_required
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest) -> HttpResponse:
    found = opened_invitation(request.session.get(INVITED))
    if found is None or request.user.is_authenticated:
        return redirect("home")
    form = NewPasswordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and settings.SAMSTEG_LOCAL_SIGN_IN and form.is_valid():
        try:
            return _enter(request, found, form.cleaned_data["password"])
        except ValidationError as weak:
            form.add_error("password", weak)
    context = {
        "form": form,
        "username": found.user.username,
        "is_local": settings.SAMSTEG_LOCAL_SIGN_IN,
        "providers": providers(),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "account/accept_invitation.html", context, status=status)


def _enter(request: HttpRequest, found: Invitation, password: str) -> HttpResponse:
    """Signed in with the new password; the second step follows. Raises ValidationError for a weak password."""
    user = use_with_password(invitation=found, password=password)
    request.session.pop(INVITED, None)
    entered: HttpResponse = perform_password_login(request, {"username": user.username}, Login(user=user))
    return entered
