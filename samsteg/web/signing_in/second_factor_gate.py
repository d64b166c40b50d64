"""Whoever has signed in with a password alone comes no further than to the pages that add a second factor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from samsteg.accounts.models import User
from samsteg.web.signing_in.proofs import must_enrol

# Names of addresses that are open before a second factor is there.
OPEN = frozenset(
    {
        "second_factor",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "eid_start",
        "eid_answer",
        "account_reauthenticate",
        "account_logout",
        "set_language",
    }
)


class SecondFactorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        user = request.user
        if not isinstance(user, User) or not must_enrol(request, user):
            return None
        match = request.resolver_match
        if match is not None and match.url_name in OPEN:
            return None
        return redirect("second_factor")
