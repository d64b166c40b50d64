"""Back to a sub-heading after something has been done there."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from samsteg.statistics.values import Period
from samsteg.web.report.pages import anchor_of

SeeOther = 303


def back_to(slug: str, period: Period, number: int, place: str, **query: str) -> HttpResponse:
    """`query` says what is open there: `skriv` a text (its field takes the focus), `bild` the pictures."""
    address = reverse("report_section", args=[slug, period, number])
    there = f"{'field-' if 'skriv' in query else ''}{anchor_of(place)}"
    response = HttpResponse(status=SeeOther)
    response["Location"] = f"{address}{'?' + urlencode(query) if query else ''}#{there}"
    return response
