"""Pages that say no: why, and what to do instead."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from samsteg.core.errors import KeyProblem, NotVisible, PermissionRefused, SamstegError

LOG = logging.getLogger("samsteg.keys")
NOT_TEXTS = frozenset({"csrfmiddlewaretoken", "password", "login", "code", "q"})
READ_LOG = logging.getLogger("samsteg.read_log")
REFUSED = logging.getLogger("samsteg.refused")


def answer(request: HttpRequest, refusal: SamstegError) -> HttpResponse | None:
    """The page for a refusal."""
    if isinstance(refusal, KeyProblem):
        return no_key(request, refusal)
    if isinstance(refusal, NotVisible | PermissionRefused):
        _tell(request, refusal)
    if isinstance(refusal, NotVisible):
        return not_found(request, typed=typed_texts(request))
    if isinstance(refusal, PermissionRefused):
        return forbidden(request, reason=str(refusal))
    return render(
        request, "message.html", {"title": _("That can't be done"), "reason": str(refusal)}, status=409
    )


def _tell(request: HttpRequest, refusal: SamstegError) -> None:
    """Who asked in vain for what kind of page: numbers and names of ours, never the address or the words."""
    page = request.resolver_match.view_name if request.resolver_match else "?"
    REFUSED.warning("%s: user %s, page %s", type(refusal).__name__, request.user.pk, page)


def no_key(request: HttpRequest, problem: KeyProblem) -> HttpResponse:
    """What is sealed can't be opened now: nothing is shown, and whoever runs the service is told what is missing."""
    LOG.error("%s", problem)
    reason = _(
        "What you asked for is encrypted, and the right key isn't in place. Nothing is lost and nothing was changed. "
        "Tell whoever runs Samsteg for you: %(problem)s"
    ) % {"problem": problem}
    context = {"title": _("It can't be opened right now"), "reason": reason}
    return render(request, "message.html", context, status=503)


def not_found(
    request: HttpRequest, exception: Exception | None = None, typed: Sequence[str] = ()
) -> HttpResponse:
    """The same page for what doesn't exist and for what is somebody else's.

    `typed` comes back on it: a consent may have ended while its reader was writing, and nothing typed is lost.
    """
    return render(request, "404.html", {"typed": typed}, status=404)


def typed_texts(request: HttpRequest) -> list[str]:
    """Running text of a form that was sent, and none of its choices, codes or passwords."""
    if request.method != "POST":
        return []
    return [
        value.strip()
        for name, values in request.POST.lists()
        if name not in NOT_TEXTS
        for value in values
        if " " in value.strip()
    ]


def forbidden(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    return render(request, "403.html", {"reason": reason}, status=403)


def too_large(request: HttpRequest) -> HttpResponse:
    reason = _("What you sent is too large to be received. A workbook may be at most 50 MB, a picture 2 MB.")
    return render(
        request, "message.html", {"title": _("The file is too large"), "reason": reason}, status=413
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Needs neither database nor session: either may be what failed."""
    return HttpResponse(render_to_string("500.html"), status=500)


def log_unavailable(fault: BaseException | None) -> HttpResponse:
    """No log, no data. The database's own words may hold what was to be logged: only the kind of the fault is told."""
    code = getattr(getattr(fault, "__cause__", None), "sqlstate", "")
    READ_LOG.error("The read log can't be written: %s %s", type(fault).__name__, code)
    response = HttpResponse(render_to_string("503.html"), status=503)
    response["Cache-Control"] = "no-store"
    response["Retry-After"] = "300"
    return response
