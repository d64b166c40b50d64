"""The living page of the design system: every part in every state, from the templates that the pages use."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from samsteg.web.design.samples import samples


@never_cache
@login_not_required
@require_safe
def design(request: HttpRequest) -> HttpResponse:
    """For who builds Samsteg: in English, without data, and only where `SAMSTEG_DESIGN_PAGE` is on (development)."""
    if not settings.SAMSTEG_DESIGN_PAGE:
        raise Http404
    with translation.override("en"):
        return render(request, "design/page.html", samples())
