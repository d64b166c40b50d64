"""The answer to somebody who has tried too often. The same for names that exist and names that don't."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from samsteg.audit.enums import SignInEvent
from samsteg.audit.sign_ins import log_sign_in


def locked_out(
    request: HttpRequest,
    original_response: HttpResponse | None = None,
    credentials: Mapping[str, Any] | None = None,
) -> HttpResponse:
    log_sign_in(SignInEvent.LOCKED)
    return render(request, "account/locked.html", status=429)
