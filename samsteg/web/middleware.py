"""Opens the transaction of a request and says in it who acts, so that row-level security holds for all that follows."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from samsteg.access.operator import is_operator
from samsteg.access.selectors import actor_for
from samsteg.accounts.models import User
from samsteg.core.actor import Actor
from samsteg.core.context import set_context
from samsteg.core.errors import LogUnavailable, SamstegError
from samsteg.web import refusals
from samsteg.web.requests import ActingRequest
from samsteg.web.write_guard import reading

MIB = 1024 * 1024
LARGEST_BODY = 256 * MIB  # a workbook that is too large gets its own message; more is not even received
LARGEST_BODY_OF_NOBODY = MIB


class ActorMiddleware:
    """Stands right after authentication and outside everything that reads data (docs/adr/0005).

    Sets `request.actor`. A failed request stores nothing; ATOMIC_REQUESTS undoes what its view did.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: ActingRequest) -> HttpResponseBase:
        request.actor, request.team, request.governed = None, None, None
        with transaction.atomic(), reading(request):
            request.actor = _actor(request)  # of session and user, which stand behind no fence
            set_context(request.actor)  # also for nobody: nothing is ever inherited
            if _body_size(request) > (LARGEST_BODY if request.actor else LARGEST_BODY_OF_NOBODY):
                return refusals.too_large(request)
            response = self.get_response(request)
            if response.streaming:
                raise TypeError("A streamed body would be read after the transaction: render inside it.")
            if response.status_code >= 500:
                transaction.set_rollback(True)
            return response

    def process_exception(self, request: ActingRequest, exception: Exception) -> HttpResponse | None:
        """A refusal that a view did not answer itself becomes a page that says why."""
        if isinstance(exception, LogUnavailable):
            return refusals.log_unavailable(exception.__cause__)
        if isinstance(exception, SamstegError):
            return refusals.answer(request, exception)
        return None


def _actor(request: ActingRequest) -> Actor | None:
    user = request.user
    if not isinstance(user, User):
        return None
    if is_operator(user):  # acts on the command line alone
        logout(request)
        return None
    return actor_for(user)


def _body_size(request: HttpRequest) -> int:
    """As the request states it; a body of unstated length is not read at all."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
