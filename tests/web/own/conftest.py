from __future__ import annotations

import pytest
from django.conf import LazySettings

from samsteg.accounts.oidc import wire
from tests.accounts.fake_oidc import FakeOidc
from tests.participants.own_access.makers import OwnTeam, make_own_team
from tests.web.own.door import WITH_NUMBER


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch, settings: LazySettings) -> FakeOidc:
    made = FakeOidc(subject="en-pseudonym")
    settings.SAMSTEG_OIDC = [WITH_NUMBER]
    wire.forget()
    monkeypatch.setattr(wire, "fetch", made.fetch)
    return made


@pytest.fixture
def own(db: None) -> OwnTeam:
    return make_own_team()
