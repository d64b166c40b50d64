"""Two requests at the same moment, each with its own connection."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from samsteg.access.enums import Role
from samsteg.audit.models import Source
from samsteg.participants.models import Stay
from tests.factories import make_team
from tests.web.users import client_of, inside, make_user, stays_file

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_two_presses_at_once_are_one_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("samsteg.exchange.staging.staging_folder", lambda: tmp_path)
    team = make_team(slug="provdalen")
    user = make_user("ledare", team, Role.TEAM_LEAD)
    client = client_of(user)
    sent = client.post(reverse("upload", args=[team.slug]), {"file": stays_file(30)})
    address = sent.headers["Location"]
    seen = client.get(address).context["seen"]
    clients = [client_of(user), client_of(user)]
    together, answers = threading.Barrier(2), []

    def press(one: Client) -> None:
        together.wait()
        try:
            answers.append(one.post(address, {"seen": seen}).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[one]) for one in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert answers == [302, 302]
    with inside(team):
        assert Stay.objects.filter(team=team).count() == 30
        assert Source.objects.filter(team_id=team.pk).count() == 1
    assert list(tmp_path.iterdir()) == []
