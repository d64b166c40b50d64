"""Headers of every address, whoever asks, and that no page needs the network."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from samsteg.access.enums import Role
from samsteg.organisation.models import Team
from tests.access.test_table import TABLE, World, make_world
from tests.web.users import client_of, make_user, stays_file

pytestmark = pytest.mark.django_db

LOCAL = {socket.AF_UNIX}


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """Whoever connects anywhere but to the database's socket fails."""
    tried: list[Any] = []
    connect = socket.socket.connect

    def refuse(one: socket.socket, address: Any) -> None:
        if one.family in LOCAL:
            return connect(one, address)
        tried.append(address)
        raise OSError("The network is cut.")

    def no_names(*arguments: Any, **more: Any) -> None:
        tried.append(arguments)
        raise OSError("The network is cut.")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", no_names)
    yield tried


def test_every_address_answers_without_network_and_with_its_headers(
    world: World,
    no_network: list[Any],
) -> None:
    """All addresses of the product as the team's lead, and as nobody, in one world: reading and sending."""
    wrong = []
    seen = 0
    for name in TABLE:
        if name in ("account_logout", "cancel_import"):  # they would end the rest
            continue
        for role in ("anonymous", "team_lead"):
            answer = world.clients[role].get(world.address(name))
            seen += 1
            assert answer.status_code < 500, name
            wrong += [(name, role, fault) for fault in faults_of(answer.headers)]
    assert wrong == []
    assert seen > 80
    assert no_network == []


def faults_of(headers: Any) -> list[str]:
    policy = headers.get("Content-Security-Policy", "")
    right = {
        "no-store": headers.get("Cache-Control") == "no-store",
        "csp": "default-src 'none'" in policy
        and "frame-ancestors 'none'" in policy
        and "base-uri 'none'" in policy,
        "unsafe": "unsafe" not in policy
        and "*" not in policy
        and "http" not in policy
        and "data:" not in policy,
        "form-action": "form-action 'self'" in policy,
        "frame": headers.get("X-Frame-Options") == "DENY",
        "sniff": headers.get("X-Content-Type-Options") == "nosniff",
        # none at all is stricter: pages reached by a personal link tell nobody of their address
        "referrer": headers.get("Referrer-Policy") in ("same-origin", "no-referrer"),
        "opener": headers.get("Cross-Origin-Opener-Policy") == "same-origin",
        "resource": headers.get("Cross-Origin-Resource-Policy") == "same-origin",
        "permissions": "camera=()" in headers.get("Permissions-Policy", ""),
    }
    return [name for name, is_right in right.items() if not is_right]


def test_the_measure_of_headers_itself() -> None:
    bare = faults_of({})
    assert len(bare) == 9  # all but "unsafe", which is about what is there
    assert faults_of({"Content-Security-Policy": "default-src 'none' 'unsafe-inline'"})[2:3] == ["unsafe"]


@pytest.mark.parametrize("address", ["/finns-inte/", "/team/finns-inte/"])
def test_pages_that_say_no_have_them_too(address: str) -> None:
    answer = client_of(make_user("kim")).get(address)
    assert (answer.status_code, faults_of(answer.headers)) == (404, [])


def test_a_form_without_its_mark_is_refused_with_them() -> None:
    answer = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "kim"})
    assert (answer.status_code, faults_of(answer.headers)) == (403, [])


def test_no_page_has_a_script_or_style_of_its_own(team: Team) -> None:
    """The policy would stop it; this finds it before a browser does."""
    door = client_of(make_user("ledare", team, Role.TEAM_LEAD))
    for address in (
        "/",
        f"/team/{team.slug}/",
        f"/team/{team.slug}/deltagare/",
        "/konto/",
        "/konto/logga-in/",
    ):
        page = door.get(address, follow=True).content.decode()
        assert not re.search(r"<script(?![^>]*\ssrc=)[^>]*>|<style|\sstyle=|\son[a-z]+=", page), address


def test_an_uploaded_file_is_never_shown_by_the_browser(team: Team) -> None:
    """What comes back of an upload is a file to save, with a name of ours."""
    door = client_of(make_user("ledare", team, Role.TEAM_LEAD))
    door.post(reverse("upload", args=[team.slug]), {"file": stays_file(1, name="<b>ond.html")})
    for name in ("workbook", "workbook_template"):
        answer = door.get(reverse(name, args=[team.slug]))
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert "ond" not in answer.headers["Content-Disposition"]
        assert "html" not in answer.headers["Content-Type"]
