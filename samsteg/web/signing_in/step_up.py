"""Sensitive acts ask once more who it is (docs/adr/0010). For views that do such things:

    @step_up
    def reveal_everything(request): ...

or, when only some requests of a view are sensitive:

    if wants_personnummer and not recently_confirmed(request):
        return confirm_first(request)

Who has confirmed within ten minutes goes on. Signing in does not count: a session may have been left open. What was
typed in a form comes back as it was after the confirmation; files have to be chosen again.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from samsteg.web.signing_in.confirm_form import confirm_context, confirm_form
from samsteg.web.signing_in.people import signed_in_user
from samsteg.web.signing_in.proofs import has_factor, is_confirmed, seconds_since_log_in

FRESH = 10 * 60  # seconds
View = Callable[..., HttpResponseBase]


def recently_confirmed(request: HttpRequest) -> bool:
    """Whether the user has shown who it is (password and code, passkey or e-ID) within the last ten minutes."""
    return is_confirmed(request)


def confirm_first(request: HttpRequest) -> HttpResponse:
    """The page to answer with instead. A form that was sent is carried along (403), a page is come back to (302)."""
    if request.method in ("GET", "HEAD"):
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': request.get_full_path()})}")
    kept = json.dumps(
        [
            (name, value)
            for name, values in request.POST.lists()
            for value in values
            if name != "csrfmiddlewaretoken"
        ]
    )
    form = confirm_form(
        request, signed_in_user(request), initial={"next": request.get_full_path(), "kept": kept}
    )
    return render(request, "account/confirm.html", confirm_context(form), status=403)


def step_up(view: View) -> View:
    """Decorator of a view whose every request needs a recent confirmation."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs) if recently_confirmed(request) else confirm_first(request)

    return inner


def step_up_unless_new(view: View) -> View:
    """As step_up, but whoever has just signed in and has no second factor yet may add one at once."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = signed_in_user(request)
        since = seconds_since_log_in(request, user)
        is_new = not has_factor(user) and since is not None and since < FRESH
        if is_new or recently_confirmed(request):
            return view(request, *args, **kwargs)
        return confirm_first(request)

    return inner
