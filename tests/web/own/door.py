"""The way in with an e-ID that tells an identity number."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.accounts.fake_oidc import SETTINGS, FakeOidc

CLAIM = "https://id.oidc.se/claim/personalIdentityNumber"
WITH_NUMBER: dict[str, Any] = {
    **SETTINGS,
    "number_claims": [CLAIM],
    "number_scope": "https://id.oidc.se/scope/naturalPersonNumber",
}
PAGE = reverse("own_page", args=["svenska"])
ENGLISH = reverse("own_page", args=["english"])


def walk_in(door: Client, fake: FakeOidc, number: str | None, *, to: str = ENGLISH) -> HttpResponse:
    """The whole way: to the provider, back, and what the answer is."""
    fake.claims = {**fake.claims, CLAIM: number}
    page = door.post(reverse("eid_start", args=["provleg"]), {"purpose": "own_page", "next": to})
    assert page.status_code == 200, page.content.decode()
    return door.get(reverse("eid_answer", args=["provleg"]), fake.visit(page.context["address"]))
