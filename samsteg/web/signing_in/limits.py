"""A session ends after half an hour of silence and after ten hours of work, whatever the cookie says."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from samsteg.accounts.sessions import DEVICE, SEEN, STARTED
from samsteg.audit.enums import SignInEvent
from samsteg.audit.sign_ins import log_sign_in
from samsteg.web.signing_in.devices import device_of

ENDED = "ended"  # why the session before this one ended, told once on the log-in page
TOUCH_EVERY = 60  # seconds; the limit is never longer than said, at most this much shorter


class SessionLimitsMiddleware:
    """Stands before authentication: a session that has ended is nobody's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        session, now = request.session, int(timezone.now().timestamp())
        if SESSION_KEY in session:
            if reason := _limit_reached(session, now):
                _end(session, reason)
            else:
                _touch(request, now)
        response = self.get_response(request)
        if SESSION_KEY in session and STARTED not in session:  # signed in by this request
            _touch(request, now)
        return response


def _limit_reached(session: SessionBase, now: int) -> str:
    started, seen = session.get(STARTED), session.get(SEEN)
    if not isinstance(started, int) or not isinstance(seen, int):
        return ""
    if now - seen >= settings.SAMSTEG_SESSION_IDLE:
        return "idle"
    return "longest" if now - started >= settings.SAMSTEG_SESSION_LONGEST else ""


def _end(session: SessionBase, reason: str) -> None:
    log_sign_in(SignInEvent.ENDED, user_id=int(session[SESSION_KEY]), reason=reason)
    session.flush()
    session[ENDED] = reason


def _touch(request: HttpRequest, now: int) -> None:
    session = request.session
    if STARTED not in session:
        session[STARTED] = now
        session[DEVICE] = device_of(request.headers.get("User-Agent", ""))
    if now - session.get(SEEN, 0) >= TOUCH_EVERY:
        session[SEEN] = now
