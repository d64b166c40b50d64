"""The page "Confirm that it is you", which sensitive acts ask for (step_up)."""

from __future__ import annotations

import json
from collections.abc import Sequence

from allauth.core.ratelimit import consume_or_429
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from samsteg.accounts.models import User
from samsteg.audit.enums import SignInEvent
from samsteg.audit.sign_ins import log_sign_in
from samsteg.web.signing_in.confirm_form import confirm_context, confirm_form
from samsteg.web.signing_in.passkeys import PasskeyConfirmForm
from samsteg.web.signing_in.people import signed_in_user
from samsteg.web.signing_in.proofs import mark_confirmed


@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    user = signed_in_user(request)
    if request.method != "POST":
        form = confirm_form(request, user, initial={"next": safe_next(request, request.GET.get("next", ""))})
        return render(request, "account/confirm.html", confirm_context(form))
    refusal: HttpResponse | None = consume_or_429(request, action="reauthenticate", user=user)
    if refusal:
        return refusal
    if "credential" in request.POST:
        passkey = PasskeyConfirmForm(user=user, data=request.POST)
        if passkey.is_valid():
            passkey.save()
            return _confirmed(request, user)
        log_sign_in(SignInEvent.FAILED, user_id=user.pk, reason="passkey")
        form = confirm_form(request, user, initial=request.POST.dict())
        context = {**confirm_context(form), "passkey_failed": True}
        return render(request, "account/confirm.html", context, status=422)
    form = confirm_form(request, user, request.POST)
    if form.is_valid():
        return _confirmed(request, user)
    return render(request, "account/confirm.html", confirm_context(form), status=422)


def _confirmed(request: HttpRequest, user: User) -> HttpResponse:
    mark_confirmed(request, user)
    log_sign_in(SignInEvent.CONFIRMED, user_id=user.pk)
    return go_on(request, request.POST.get("next", ""), request.POST.get("kept", ""))


def go_on(request: HttpRequest, address: str, kept: str) -> HttpResponse:
    """Back to where the question came from; a form that was sent is shown as one button to send it again."""
    target = safe_next(request, address)
    fields = _fields(kept)
    if not fields:
        return redirect(target)
    return render(request, "account/confirmed.html", {"target": target, "fields": fields})


def safe_next(request: HttpRequest, address: str) -> str:
    """Only addresses of our own; else the first page."""
    is_ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if address and is_ours else reverse("home")


def _fields(kept: str) -> Sequence[tuple[str, str]]:
    """What the form held, as `confirm_first` wrote it; nothing if it isn't that."""
    try:
        rows = json.loads(kept or "[]")
    except ValueError:
        return ()
    if not isinstance(rows, list):
        return ()
    return [(str(row[0]), str(row[1])) for row in rows if isinstance(row, list) and len(row) == 2]
