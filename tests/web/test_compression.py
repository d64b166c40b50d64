"""Pages are compressed for our own pages and for the user, never for what another site asked (docs/adr/0012)."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory
from django.urls import reverse

from samsteg.organisation.models import Team
from samsteg.web.compression import CompressionMiddleware

LONG = "Fler kom under året. " * 50
TAKES = {"accept-encoding": "gzip, deflate, br"}
STORAGE = "whitenoise.storage.CompressedManifestStaticFilesStorage"


def answered(response: HttpResponseBase, **headers: str) -> HttpResponseBase:
    request = RequestFactory().get(
        "/", headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    return CompressionMiddleware(lambda _request: response)(request)  # type: ignore[return-value]


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_our_own_pages_get_it_compressed(team: Team, lead_client: Client, site: str) -> None:
    address = reverse("team", args=[team.slug])
    plain = lead_client.get(address)
    packed = lead_client.get(address, headers={**TAKES, "sec-fetch-site": site})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert int(packed.headers["Content-Length"]) == len(packed.content) < len(plain.content) / 2
    assert "Team Provdalen" in gzip.decompress(packed.content).decode()
    assert packed.headers["Cache-Control"] == "no-store"
    assert {"Accept-Encoding", "Sec-Fetch-Site"} <= set(packed.headers["Vary"].split(", "))


@pytest.mark.parametrize("site", ["cross-site", "same-site", "", None])
def test_what_another_site_asked_for_keeps_its_length(
    team: Team, lead_client: Client, site: str | None
) -> None:
    said = {} if site is None else {"sec-fetch-site": site}
    answer = lead_client.get(reverse("team", args=[team.slug]), headers={**TAKES, **said})
    assert "Content-Encoding" not in answer.headers
    assert "Team Provdalen" in answer.content.decode()
    assert "Sec-Fetch-Site" in answer.headers["Vary"]


def test_the_same_page_has_not_the_same_length_twice() -> None:
    lengths = {
        len(answered(HttpResponse(LONG), accept_encoding="gzip", sec_fetch_site="none").content)  # type: ignore[attr-defined]
        for _time in range(40)
    }
    assert len(lengths) > 5


@pytest.mark.parametrize(
    "response",
    [
        HttpResponse(LONG, content_type="application/pdf"),
        HttpResponse(LONG, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        StreamingHttpResponse([LONG]),
        HttpResponse("Kort."),
    ],
    ids=["pdf", "workbook", "stream", "short"],
)
def test_what_gains_nothing_is_left_as_it_is(response: HttpResponseBase) -> None:
    assert "Content-Encoding" not in answered(response, accept_encoding="gzip", sec_fetch_site="none").headers


def test_collected_static_files_are_compressed_and_kept(
    settings: LazySettings, tmp_path: Path, db: None
) -> None:
    """As in production: every file that a stylesheet names is there, or collecting fails."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": STORAGE}}
    settings.WHITENOISE_USE_FINDERS = False
    call_command("collectstatic", interactive=False, verbosity=0)
    page = Client().get(reverse("account_login")).content.decode()
    address = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    assert address.startswith("/static/samsteg.")
    assert address != "/static/samsteg.css"
    answer = Client().get(address, headers={"accept-encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "immutable" in answer.headers["Cache-Control"]
    body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert len(body) < 15_000
    assert "@font-face" in gzip.decompress(body).decode()
