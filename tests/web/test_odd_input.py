"""Whatever is written in an address or sent in a form gets an answer of ours: never a server error, never another's.

The names of the fields are those of the pages themselves, with one more that no form has.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urljoin

import pytest
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch

from samsteg.accounts.models import User
from tests.access.test_table import MAIN, METHODS, OFFICERS, TABLE
from tests.web.forms_in import forms_in
from tests.web.full_team import FullTeam, full_team
from tests.web.users import appoint_officer, client_of, make_user

ODD = (
    "",
    "-1",
    "99999999999999999999999999",
    "0x10",
    "\x00",
    "a\x00b",
    "%00",
    "١٢",  # digits, though not ours
    "2026-02-30",
    "9999-12-31",
    "' OR 1=1 --",
    "<script>",
    "../../etc/passwd",
    "å" * 5000,
    "\ufffd",
    "[]",
    '{"a": [1]}',
)
ODD_TEXTS = ("9223372036854775808", "a\x00b", "0001-01-01", "\U0001f642" * 3000)
LEFT = ("/konto/logga-ut/", "/sprak/")
FIELD = re.compile(r'<(?:input|select|textarea|button)[^>]*\bname="([^"]+)"')
ASKED = re.compile(r'GET\.get(?:list)?\("([^"]+)"')
ROUNDS = 3
LEAD = MAIN.index("team_lead")


@pytest.fixture
def full(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FullTeam:
    monkeypatch.setattr("samsteg.exchange.staging.staging_folder", lambda: tmp_path)
    return full_team()


def asked_names() -> list[str]:
    """What our pages read of an address."""
    root = Path(__file__).parents[2] / "samsteg" / "web"
    found = {name for path in root.rglob("*.py") for name in ASKED.findall(path.read_text())}
    assert {"antal", "visa"} <= found
    return sorted({*found, "slug", "finns_inte", "data"})


def addresses(full: FullTeam, names: list[str]) -> dict[str, str]:
    found = {}
    for name in names:
        try:
            found[name] = full.address(name)
        except NoReverseMatch:  # what has no page of its own to ask
            continue
    assert len(found) > len(names) / 2
    return found


def status(client: Client, method: str, address: str, data: Mapping[str, object]) -> int:
    """Undone afterwards."""
    with transaction.atomic():
        answer = getattr(client, method)(address, data)
        transaction.set_rollback(True)
    return int(answer.status_code)


def walk(client: Client, found: dict[str, str]) -> list[tuple[str, str, int, object]]:
    """Each field gets another of the odd values, and another again in each round."""
    wrong: list[tuple[str, str, int, object]] = []
    client.raise_request_exception = False
    for name, address in found.items():
        page = client.get(address)
        is_page = page.headers.get("Content-Type", "").startswith("text/html")
        html = page.content.decode() if is_page else ""
        fields = sorted({*FIELD.findall(html), "finns_inte"} - {"csrfmiddlewaretoken"})
        for number in range(ROUNDS):
            for method, names in (("get", asked_names()), ("post", fields)):
                data = {field: ODD[(at + number * 4) % len(ODD)] for at, field in enumerate(names)}
                code = status(client, method, address, data)
                if code >= 500:
                    wrong.append((name, method, number, code))
    return wrong


def answered(*codes: int) -> list[str]:
    """Names of addresses by what the table's team, which has nothing in it, answers its lead; this team has it."""
    return [name for name, answers in TABLE.items() if answers[METHODS.index("get")][LEAD] in codes]


def test_odd_input_to_a_lead_is_answered(full: FullTeam) -> None:
    names = answered(200, 404, 405)
    assert {"roll_call", "placement_change", "employer", "meeting_person", "calendar_event"} <= set(names)
    assert walk(full.lead, addresses(full, names)) == []


@pytest.mark.parametrize(
    "odd", [ODD_TEXTS[0], *(pytest.param(one, marks=pytest.mark.full_product) for one in ODD_TEXTS[1:])]
)
def test_a_pages_own_form_with_odd_texts_is_answered(full: FullTeam, odd: str) -> None:
    """As the page itself sends it, to where it sends it, with its choices and hidden marks: all texts are odd."""
    full.lead.raise_request_exception = False
    wrong, sent = [], set()
    for name, address in addresses(full, answered(200, 404)).items():
        answer = full.lead.get(address)
        if answer.status_code != 200 or "html" not in answer.headers["Content-Type"]:
            continue
        for form in forms_in(answer.content.decode()):
            to = urljoin(address, form.action)
            if to in LEFT or (to, form.names) in sent:
                continue
            sent.add((to, form.names))
            code = status(full.lead, "post", to, form.filled(odd))
            wrong += [(name, to, code)] if code >= 500 else []
    assert wrong == []
    assert len(sent) > 80


def test_odd_input_to_an_officer_is_answered(full: FullTeam) -> None:
    officer: User = make_user("ombud")
    appoint_officer(officer, full.team)
    names = [name for name, answers in OFFICERS.items() if answers[0] == 200]
    found = {}
    for name in names:
        extra = {"officer_rule": {"name": "team_access"}, "officer_log_month": {"month": "2026-01"}}
        full.keys.update({name: extra.get(name, {})})
        found[name] = full.address(name)
    assert walk(client_of(officer), found) == []


def test_odd_input_to_the_open_form_by_nobody_is_answered(full: FullTeam) -> None:
    client = Client()  # the team's controller has decided on the form
    names = [name for name in TABLE if name.startswith("open_form")]
    found = addresses(full, names)
    assert client.get(found["open_form"]).status_code == 200
    assert walk(client, found) == []
