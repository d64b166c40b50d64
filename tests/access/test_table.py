"""Who gets what answer at which address. The table is complete: every address of the URLconf stands in it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from samsteg.access.enums import Role
from samsteg.organisation.models import Team
from samsteg.statistics.saved_views import save_view
from tests.factories import make_published, make_stay, make_team
from tests.web.report_pages import YEAR, begin
from tests.web.users import client_of, inside, make_user, stays_file

LOGIN = "log in"  # sent to the log-in page
ROLES = ("anonymous", "coach", "team_lead", "stranger")
METHODS = ("get", "post")
Answers = tuple[int | str, int | str, int | str, int | str]  # in the order of ROLES

# name -> (answers to GET, answers to POST). A stranger leads another team.
TABLE: dict[str, tuple[Answers, Answers]] = {
    "home": ((LOGIN, 302, 302, 302), (LOGIN, 405, 405, 405)),
    "account_login": ((200, 302, 302, 302), (200, 302, 302, 302)),
    "account_logout": ((302, 200, 200, 200), (302, 302, 302, 302)),
    "set_language": ((302, 302, 302, 302), (302, 302, 302, 302)),
    "design": ((200, 200, 200, 200), (405, 405, 405, 405)),  # without data, and only in development
    "team": ((LOGIN, 200, 200, 404), (LOGIN, 405, 405, 405)),
    "statistics": ((LOGIN, 200, 200, 404), (LOGIN, 405, 405, 405)),
    "statistics_time": ((LOGIN, 200, 200, 404), (LOGIN, 405, 405, 405)),
    "statistics_efforts": ((LOGIN, 200, 200, 404), (LOGIN, 405, 405, 405)),
    "statistics_budget": ((LOGIN, 200, 200, 404), (LOGIN, 405, 405, 405)),
    "statistics_comparison": ((LOGIN, 200, 200, 404), (LOGIN, 405, 405, 405)),
    "statistics_excel": ((LOGIN, 200, 200, 404), (LOGIN, 405, 405, 405)),
    "figure_rows": ((LOGIN, 200, 200, 404), (LOGIN, 405, 405, 405)),
    "save_view": ((LOGIN, 405, 405, 405), (LOGIN, 422, 422, 404)),
    "end_view": ((LOGIN, 405, 405, 405), (LOGIN, 404, 302, 404)),  # the lead's own view
    "bring_back_view": ((LOGIN, 405, 405, 405), (LOGIN, 404, 302, 404)),
    "published": ((LOGIN, 403, 200, 404), (LOGIN, 403, 422, 404)),
    "change_published": ((LOGIN, 403, 200, 404), (LOGIN, 403, 422, 404)),
    "take_away_published": ((LOGIN, 405, 405, 405), (LOGIN, 403, 302, 404)),
    "bring_back_published": ((LOGIN, 405, 405, 405), (LOGIN, 403, 302, 404)),
    "upload": ((LOGIN, 403, 200, 404), (LOGIN, 403, 422, 404)),
    "workbook_template": ((LOGIN, 403, 200, 404), (LOGIN, 405, 405, 405)),
    "preview": ((LOGIN, 403, 200, 404), (LOGIN, 403, 409, 404)),
    "cancel_import": ((LOGIN, 405, 405, 405), (LOGIN, 403, 302, 404)),
    "import_history": ((LOGIN, 403, 200, 404), (LOGIN, 405, 405, 405)),
    "undo_import": ((LOGIN, 403, 404, 404), (LOGIN, 403, 404, 404)),  # no such import
    "wrong_rows": ((LOGIN, 403, 200, 404), (LOGIN, 405, 405, 405)),
    "workbook": ((LOGIN, 403, 200, 404), (LOGIN, 405, 405, 405)),
    "participants": ((LOGIN, 200, 200, 404), (LOGIN, 302, 302, 404)),
    "participants_excel": ((LOGIN, 200, 200, 404), (LOGIN, 405, 405, 405)),
    "participant": ((LOGIN, 404, 200, 404), (LOGIN, 405, 405, 405)),  # to be allocated: the lead's alone
    "participant_personnummer": ((LOGIN, 405, 405, 405), (LOGIN, 404, 200, 404)),
    "the_team": ((LOGIN, 200, 200, 404), (LOGIN, 405, 405, 405)),
    "report": ((LOGIN, 200, 200, 404), (LOGIN, 422, 422, 404)),
    "report_open": ((LOGIN, 200, 200, 404), (LOGIN, 405, 405, 405)),
    "report_section": ((LOGIN, 200, 200, 404), (LOGIN, 405, 405, 405)),
    "report_checks": ((LOGIN, 200, 200, 404), (LOGIN, 409, 409, 404)),
    "report_text": ((LOGIN, 405, 405, 405), (LOGIN, 303, 303, 404)),
    "report_draft": ((LOGIN, 405, 405, 405), (LOGIN, 200, 200, 404)),
    "report_pictures": ((LOGIN, 405, 405, 405), (LOGIN, 422, 422, 404)),
    "report_template": ((LOGIN, 403, 200, 404), (LOGIN, 405, 405, 405)),
    "report_template_start": ((LOGIN, 405, 405, 405), (LOGIN, 403, 422, 404)),
    "report_template_use": ((LOGIN, 405, 405, 405), (LOGIN, 403, 422, 404)),
    "report_template_preview": ((LOGIN, 403, 200, 404), (LOGIN, 403, 200, 404)),
    "report_template_step": ((LOGIN, 403, 200, 404), (LOGIN, 403, 302, 404)),
    "report_image": ((LOGIN, 404, 404, 404), (LOGIN, 405, 405, 405)),
    "report_file": ((LOGIN, 200, 200, 404), (LOGIN, 405, 405, 405)),
}
CASES = [
    (name, role, method, TABLE[name][METHODS.index(method)][ROLES.index(role)])
    for name in TABLE
    for role in ROLES
    for method in METHODS
]


@dataclass(frozen=True)
class World:
    team: Team
    clients: dict[str, Client]
    key: uuid.UUID
    person_id: int
    view_id: int
    published_id: int

    def address(self, name: str) -> str:
        arguments: dict[str, dict[str, Any]] = {
            "preview": {"key": self.key},
            "cancel_import": {"key": self.key},
            "wrong_rows": {"key": self.key},
            "undo_import": {"source_id": 4_000_000_000},
            "report_file": {"fmt": "html"},
            "report_open": {"period": YEAR},
            "report_section": {"period": YEAR, "number": 1},
            "report_checks": {"period": YEAR},
            "report_text": {"period": YEAR, "place": "1.analysis"},
            "report_draft": {"period": YEAR, "place": "1.analysis"},
            "report_pictures": {"period": YEAR, "place": "1.analysis"},
            "report_template_step": {"step": "rubriker"},
            "report_image": {"digest": "0" * 64},
            "participant": {"person_id": self.person_id},
            "participant_personnummer": {"person_id": self.person_id},
            "end_view": {"view_id": self.view_id},
            "bring_back_view": {"view_id": self.view_id},
            "change_published": {"row_id": self.published_id},
            "take_away_published": {"row_id": self.published_id},
            "bring_back_published": {"row_id": self.published_id},
        }
        if name in ("home", "account_login", "account_logout", "set_language", "design"):
            return reverse(name)
        return reverse(name, kwargs={"slug": self.team.slug, **arguments.get(name, {})})


@pytest.fixture
def world(db: None) -> World:
    team, other = make_team(slug="provdalen"), make_team(slug="annat-team")
    begin(team)
    stay = make_stay(team)
    head = make_user("ledare", team, Role.TEAM_LEAD)
    with inside(team) as actor:
        view = save_view(actor=replace(actor, user_id=head.pk), team=team, name="Halvår", query="")
    published = make_published(team, "flow.new", "7", dt.date(2025, 1, 1), dt.date(2025, 12, 31))
    clients = {
        "anonymous": Client(),
        "coach": client_of(make_user("handledare", team, Role.COACH)),
        "team_lead": client_of(head),
        "stranger": client_of(make_user("granne", other, Role.TEAM_LEAD)),
    }
    answer = clients["team_lead"].post(reverse("upload", args=[team.slug]), {"file": stays_file(2)})
    assert answer.status_code == 302, answer.content.decode()
    key = uuid.UUID(answer.headers["Location"].rstrip("/").rpartition("/")[2])
    return World(team, clients, key, stay.person_id, view.pk, published.pk)


def named_patterns(patterns: list[Any]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from named_patterns(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            assert pattern.name, f"an address without a name: {pattern}"
            yield pattern.name


def test_every_address_stands_in_the_table() -> None:
    assert set(named_patterns(get_resolver().url_patterns)) == set(TABLE)


@pytest.mark.parametrize(("name", "role", "method", "expected"), CASES)
def test_answer(world: World, name: str, role: str, method: str, expected: int | str) -> None:
    answer = getattr(world.clients[role], method)(world.address(name))
    if expected == LOGIN:
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(reverse("account_login"))
    else:
        assert answer.status_code == expected
        assert not answer.headers.get("Location", "").startswith(reverse("account_login"))


@pytest.mark.parametrize("name", [name for name in TABLE if TABLE[name][0][3] == 404])
def test_what_is_anothers_looks_like_what_does_not_exist(world: World, name: str) -> None:
    """No existence leak: the same page, whatever team the address names."""
    there = world.clients["stranger"].get(world.address(name))
    nowhere = world.clients["stranger"].get(world.address(name).replace("provdalen", "finns-inte"))
    assert (there.status_code, nowhere.status_code) == (404, 404)
    hide = [(world.team.slug, ""), ("finns-inte", "")]
    pages = [answer.content.decode() for answer in (there, nowhere)]
    for text, instead in hide:
        pages = [page.replace(text, instead) for page in pages]
    without_tokens = [
        [line for line in page.splitlines() if "csrfmiddlewaretoken" not in line] for page in pages
    ]
    assert without_tokens[0] == without_tokens[1]


def test_an_upload_is_the_uploaders_alone(world: World) -> None:
    colleague = client_of(make_user("kollega", world.team, Role.TEAM_LEAD))
    assert colleague.get(world.address("preview")).status_code == 404
    assert colleague.post(world.address("cancel_import")).status_code == 404


def test_an_upload_belongs_to_its_team(world: World) -> None:
    both = make_user("bada", world.team, Role.TEAM_LEAD)
    elsewhere = world.address("preview").replace("provdalen", "annat-team")
    assert client_of(both).get(elsewhere).status_code == 404
    assert world.clients["stranger"].get(elsewhere).status_code == 404


@pytest.mark.parametrize("page", ["signup", "password/reset", "email", "password/change", "reauthenticate"])
def test_what_is_not_offered_does_not_exist(world: World, page: str) -> None:
    assert world.clients["coach"].get(f"/konto/{page}/").status_code == 404
