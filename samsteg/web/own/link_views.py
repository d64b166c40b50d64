"""A personal link: it can only receive. No page of it shows who it is for, from whom, or anything that is stored.

The token stands after # in the link, which browsers send to nobody; the page's script puts it into the form. What
the browser gets for it is a cookie of these pages alone, and no session.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.decorators import decorator_from_middleware
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from samsteg.access.consent_enums import Edition
from samsteg.accounts.counters import count_up
from samsteg.participants.own_access.links import HANDLE_FOR, exchange, opened_with, send_by_link
from samsteg.participants.own_access.records import MessageRefused
from samsteg.web.open_form.guards import address_digest
from samsteg.web.open_form.words import EDITIONS, LANGUAGES, NAMES
from samsteg.web.own.entering import edition_of
from samsteg.web.own.forged import ForgedWithoutReferrer
from samsteg.web.own.forms import MessageEntry, TokenEntry
from samsteg.web.requests import ActingRequest

COOKIE = "svar"
HOUR = 60 * 60
MOST_TRIES = 30  # in an hour, from one address
GET_AND_POST = require_http_methods(["GET", "HEAD", "POST"])
View = Callable[..., HttpResponse]


def link_view(view: View) -> View:
    """For anybody, in the edition's language, and told to nobody by a referrer, our own server included.

    Browsers then send a form without its origin: these pages have a guard of their own against forged forms.
    """

    @wraps(view)
    def answer(request: ActingRequest, edition: str) -> HttpResponse:
        with translation.override(LANGUAGES[edition_of(edition)]):
            response = view(request, edition)
        response["Referrer-Policy"] = "no-referrer"
        return response

    guard = decorator_from_middleware(ForgedWithoutReferrer)
    guarded = guard(never_cache(sensitive_post_parameters()(answer)))
    return cast(View, csrf_exempt(login_not_required(guarded)))


@GET_AND_POST
@link_view
def open_link(request: ActingRequest, edition: str) -> HttpResponse:
    """GET changes nothing: what looks at links in messages must not use them up."""
    if request.method != "POST":
        return _page(request, "own/link.html", edition, "own_link")
    form = TokenEntry(request.POST)
    if _tried_too_often(request) or not form.is_valid():
        return _over(request, edition)
    opened = exchange(form.cleaned_data["token"].rpartition("#")[2].strip())
    if opened is None:
        return _over(request, edition)
    response = redirect("own_link_write", edition)
    response.set_cookie(
        COOKIE,
        opened.handle,
        max_age=int(HANDLE_FOR.total_seconds()),
        path=reverse("own_link", args=[edition]).rpartition(f"{edition}/")[0],
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return response


@GET_AND_POST
@link_view
def write(request: ActingRequest, edition: str) -> HttpResponse:
    handle = request.COOKIES.get(COOKIE, "")
    opened = opened_with(handle) if handle else None
    if opened is None:
        return _over(request, edition)
    given = request.POST if request.method == "POST" else None
    form = MessageEntry(opened.kind, given, is_easy=EDITIONS[edition] == Edition.EASY)
    if form.is_valid():
        try:
            if not send_by_link(handle=handle, texts=form.texts()):
                return _over(request, edition)
        except MessageRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            response = redirect("own_link_thanks", edition)
            response.delete_cookie(
                COOKIE, path=reverse("own_link", args=[edition]).rpartition(f"{edition}/")[0]
            )
            return response
    status = 422 if form.errors else 200
    return _page(request, "own/link_write.html", edition, "own_link_write", {"form": form}, status=status)


@require_safe
@link_view
def thanks(request: ActingRequest, edition: str) -> HttpResponse:
    return _page(request, "own/link_thanks.html", edition, "own_link_thanks")


def _over(request: ActingRequest, edition: str) -> HttpResponse:
    """The same for a link that is unknown, used, too old or taken back, and for who has tried too often."""
    return _page(request, "own/link_over.html", edition, "own_link", status=404)


def _tried_too_often(request: ActingRequest) -> bool:
    return count_up(f"own-link:{address_digest(request)}", HOUR) > MOST_TRIES


def _page(
    request: ActingRequest,
    template: str,
    edition: str,
    name: str,
    context: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    around = {
        "edition": edition,
        "is_easy": EDITIONS[edition] == Edition.EASY,
        "language": LANGUAGES[EDITIONS[edition]],
        "editions": [
            (reverse(name, args=[code]), language, label, code == edition) for code, language, label in NAMES
        ],
    }
    return render(request, template, {**(context or {}), **around}, status=status)
