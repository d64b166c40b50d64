"""Takes the sign NUL out of what was sent: the database can't store it, nobody types it, and every page would have to
remember it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase

NUL = "\x00"


class NulMiddleware:
    """Of addresses and forms; files and other bodies are read by whoever takes them in.

    In `process_view`, since a form that is too large is answered before it is read.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> None:
        if _has_nul(request.GET):
            request.GET = _without(request.GET)  # type: ignore[assignment]  # of the same kind, as read-only
        if request.method == "POST" and _has_nul(request.POST):
            request.POST = _without(request.POST)  # type: ignore[assignment]  # as above


def _has_nul(sent: QueryDict) -> bool:
    return any(NUL in value for _name, values in sent.lists() for value in values)


def _without(sent: QueryDict) -> QueryDict:
    made = QueryDict(mutable=True, encoding=sent.encoding)
    for name, values in sent.lists():
        made.setlist(name, [value.replace(NUL, "") for value in values])
    made._mutable = False
    return made
