"""No log, no data: every page that shows a participant leaves a row, and shows nothing when it can't.

The pages are found by walking all addresses with a participant whose id can't be taken for anything else.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samsteg.access.team_consents import record_team_consents
from samsteg.audit.enums import ReadKind
from samsteg.audit.models import ReadEntry
from samsteg.core.roles import as_owner
from samsteg.people.services import save_personnummer
from samsteg.web.participants.state import SEARCHES
from tests.access.test_table import ADMINS, OFFERED_ALL, OFFICERS, TABLE, World, make_world
from tests.factories import make_stay
from tests.web.users import inside

OWN_ID, NUMBER = "ZQX-7", "19900517-2386"
QUERIES = {"figure_rows": "?code=treated.count&from=2025-01-01&to=2025-12-31"}
# What the pages that show participants say in the log. Others that do must say something too.
SHOWS: dict[tuple[str, str], ReadKind] = {
    ("participants", "get"): ReadKind.LIST,
    ("participants_excel", "get"): ReadKind.EXPORT,
    ("participant", "get"): ReadKind.VIEW,
    ("participant_personnummer", "post"): ReadKind.REVEAL,
    ("correct_person", "get"): ReadKind.VIEW,
    ("correct_person", "post"): ReadKind.VIEW,
    ("correct_stay", "get"): ReadKind.VIEW,
    ("correct_decided", "get"): ReadKind.VIEW,
    ("correct_stay", "post"): ReadKind.VIEW,
    ("contact", "get"): ReadKind.VIEW,
    ("contact_shown", "post"): ReadKind.VIEW,  # with nothing to show
    ("contact_edit", "post"): ReadKind.CONTACT,
    ("participant_protection", "get"): ReadKind.VIEW,
    ("participant_protection", "post"): ReadKind.VIEW,
    ("notes", "get"): ReadKind.VIEW,
    ("notes", "post"): ReadKind.VIEW,  # what was wrong, with the notes below
    ("who_knows", "get"): ReadKind.VIEW,
    ("withheld", "get"): ReadKind.VIEW,
    ("withheld", "post"): ReadKind.VIEW,
    ("figure_rows", "get"): ReadKind.FIGURE,
    ("workbook", "get"): ReadKind.EXPORT,
    ("preview", "get"): ReadKind.IMPORT,
    ("preview", "post"): ReadKind.IMPORT,
}


@dataclass(frozen=True)
class Seen:
    """`kinds` are those of the rows that the request left about the person."""

    status: int
    shows: bool
    kinds: frozenset[str]


@pytest.fixture
def person(db: None) -> World:
    world = make_world()
    stay = make_stay(world.team, own_id=OWN_ID, enrolled_on=dt.date(2025, 2, 1))
    with inside(world.team):
        signed_on = timezone.localdate() - dt.timedelta(days=30)
        record_team_consents(team=world.team, consents={stay.person_id: signed_on})
        save_personnummer(team=world.team, numbers={stay.person_id: NUMBER.replace("-", "")})
    return replace(world, person_id=stay.person_id, stay_id=stay.pk)


def told(answer: HttpResponse) -> str:
    """The text of a page or of a workbook."""
    content = answer.content
    if not content.startswith(b"PK"):
        return content.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "".join(archive.read(name).decode(errors="replace") for name in archive.namelist())


def rows_of(world: World) -> list[str]:
    with inside(world.team):
        return list(
            ReadEntry.objects.filter(person_id=world.person_id).order_by("id").values_list("kind", flat=True)
        )


def ask(world: World, role: str, name: str, method: str) -> Seen:
    """One request, undone afterwards so that the next finds the same world."""
    with transaction.atomic():
        before = len(rows_of(world))
        answer = getattr(world.clients[role], method)(world.address(name) + QUERIES.get(name, ""))
        kinds = rows_of(world)[before:]
        transaction.set_rollback(True)
    text = told(answer)
    return Seen(answer.status_code, OWN_ID in text or NUMBER in text, frozenset(kinds))


def everything(world: World, role: str) -> Iterator[tuple[str, str, Seen]]:
    for name in sorted({*TABLE, *OFFICERS, *ADMINS} - OFFERED_ALL):  # logging out would end the walk
        for method in ("get", "post"):
            yield name, method, ask(world, role, name, method)


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["team_lead", "coach", "officer"])
def test_who_is_shown_is_logged(person: World, role: str) -> None:
    """For every address and method: shown and not logged, or logged as something else, is a fault."""
    wrong, showing = [], set()
    for name, method, seen in everything(person, role):
        if not seen.shows:
            continue
        showing.add((name, method))
        if not seen.kinds or SHOWS.get((name, method), next(iter(seen.kinds))) not in seen.kinds:
            wrong.append((name, method, seen))
    assert wrong == []
    leads_alone = {
        (name, method)
        for name in ("preview", "withheld", "participant_protection")
        for method in ("get", "post")
    } | {("workbook", "get")}
    expected_here = {"team_lead": set(SHOWS), "coach": set(SHOWS) - leads_alone, "officer": set()}
    assert expected_here[role] <= showing
    assert role != "officer" or showing == set()


@pytest.mark.django_db
def test_a_search_is_logged_as_one(person: World) -> None:
    head: Client = person.clients["team_lead"]
    found = head.post(person.address("participants"), {"q": OWN_ID}, follow=True)
    assert OWN_ID in found.content.decode()
    assert head.session[SEARCHES]
    assert rows_of(person) == [ReadKind.SEARCH]


@pytest.mark.django_db(transaction=True)
def test_without_a_log_every_such_page_is_closed_and_shows_nothing(person: World) -> None:
    """Fault injection in the database itself, under every page that shows a participant."""
    head = person.clients["team_lead"]
    wrong = []
    with as_owner():
        connection.cursor().execute("REVOKE INSERT ON audit_read_entry FROM samsteg_app")
    try:
        for name, method, seen in everything(person, "team_lead"):
            if seen.shows or ((name, method) in SHOWS and seen.status != 503):
                wrong.append((name, method, seen))
        assert head.get(reverse("team", args=[person.team.slug])).status_code == 200  # figures stay open
    finally:
        with as_owner():
            connection.cursor().execute("GRANT INSERT ON audit_read_entry TO samsteg_app")
    assert wrong == []
    assert head.get(person.address("participant")).status_code == 200
