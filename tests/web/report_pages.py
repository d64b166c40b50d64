"""Addresses and forms of the report's pages, for tests."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.test import Client
from django.urls import reverse

from samsteg.organisation.models import Team
from samsteg.reports.models import ReportText, TextDraft
from samsteg.reports.report_services import start_report
from samsteg.reports.selectors import template_for
from samsteg.statistics.values import Period
from tests.web.users import inside

YEAR = Period(dt.date(2025, 1, 1), dt.date(2025, 12, 31))
PLACE, OTHER = "1.analysis", "2.analysis"
QUERY = "?from=2025-01-01&to=2025-12-31"


def begin(team: Team, period: Period = YEAR) -> None:
    with inside(team) as actor:
        start_report(actor=actor, team=team, period=period)


def number_of(team: Team, place: str) -> int:
    with inside(team):
        sections = template_for(team, YEAR).sections
    return next(at for at, one in enumerate(sections, 1) if place in {part.place for part in one.parts})


def section_address(team: Team, place: str = PLACE, *, writing: bool = False) -> str:
    address = reverse("report_section", args=[team.slug, YEAR, number_of(team, place)])
    return f"{address}?skriv={place}" if writing else address


def save(client: Client, team: Team, body: str, version: int = 0, place: str = PLACE, **more: str) -> Any:
    sent = {"text": body.replace("\n", "\r\n"), "version": str(version), **(more or {"save": "1"})}
    return client.post(reverse("report_text", args=[team.slug, YEAR, place]), sent)


def keep(client: Client, team: Team, body: str, version: int = 0, place: str = PLACE) -> Any:
    address = reverse("report_draft", args=[team.slug, YEAR, place])
    return client.post(address, {"text": body, "version": str(version)})


def stored(team: Team) -> dict[str, str]:
    with inside(team):
        return dict(ReportText.objects.filter(team=team).values_list("place", "body"))


def drafts(team: Team) -> list[str]:
    with inside(team):
        return list(TextDraft.objects.filter(team=team).values_list("body", flat=True))
