"""A participant's session opens the own page and nothing else: asked of every address that there is."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver

from tests.access.rows_of_own_access import OF_ANYBODY
from tests.access.test_table import METHODS, World, make_world, named_patterns
from tests.accounts.fake_oidc import FakeOidc
from tests.participants.own_access.makers import NUMBER, OwnTeam
from tests.web.own.door import ENGLISH, walk_in

pytestmark = pytest.mark.django_db
# Tells what a signed-in participant and nobody are told apart by; all of it is the own page's.
OWN = {name for name in OF_ANYBODY if not name.startswith("own_link")}


def test_all_else_answers_a_participant_as_nobody(fake: FakeOidc, own: OwnTeam) -> None:
    world: World = make_world()
    nobody, participant = Client(), Client()
    assert walk_in(participant, fake, NUMBER).headers["Location"] == ENGLISH
    names = sorted(set(named_patterns(get_resolver().url_patterns)) - OWN)
    assert len(names) > 150
    wrong = []
    for name in names:
        address = world.address(name)
        for method in METHODS:
            answers = []
            for door in (nobody, participant):
                with transaction.atomic():
                    answer = getattr(door, method)(address)
                    transaction.set_rollback(True)
                answers.append((answer.status_code, answer.headers.get("Location", "")))
            if answers[0] != answers[1]:
                wrong.append((name, method, answers))
    assert wrong == []
    assert "Hello, Prova" in participant.get(ENGLISH).content.decode()
