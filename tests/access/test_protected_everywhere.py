"""A person with protected identity, looked for at every address by those who are not named: no id, number or word."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from dataclasses import replace

import pytest
from django.core import mail
from django.db import transaction
from django.http import HttpResponse
from django.urls import get_resolver, reverse
from django.utils import timezone

from samsteg.access.controller_rules import decide_rule
from samsteg.access.enums import ProtectionLevel, ProtectionRule, RuleName, TeamAccess
from samsteg.access.models import Protection
from samsteg.access.protection import name_staff
from samsteg.access.services import assign_coaches
from samsteg.accounts.models import User
from samsteg.audit.models import Alarm
from samsteg.core.context import acting, set_context
from samsteg.core.facts import Stamp
from samsteg.exchange.columns import SheetName
from samsteg.exchange.protecting import protect
from samsteg.organisation.models import Team
from samsteg.people.contact import Contact, keep_contact
from samsteg.people.models import Person
from samsteg.people.names import PersonName, save_name
from samsteg.people.services import PersonFacts, save_details, save_personnummer
from samsteg.statistics.values import Period
from tests.access.test_table import ADMINS, OFFICERS, TABLE, World, named_patterns, one_world, world  # noqa: F401
from tests.exchange.builders import personnummer
from tests.factories import lead, make_placement, make_stay, officer
from tests.people.test_dump import forms
from tests.statistics.asking import ask, numbers
from tests.web.users import client_of, inside, workbook_file

pytestmark = pytest.mark.django_db
PERSON_ID = 987_654_321  # found wherever it stands
BORN = dt.date(1987, 6, 5)
NUMBER = personnummer(BORN)
OWN_ID, PERSON_OWN_ID, EMPLOYER, MUNICIPALITY = "HEMLIG-77", "PERS-77", "Hemliga bageriet", "Ragunda"
AMONG_ALL = (
    b'<option value="2303">Ragunda</option>'  # where one chooses among the country's, with none chosen
)
NAME, PHONE = PersonName("Hemliga", "Namnsdotter"), "070-1740699"
YEAR = Period(dt.date(2025, 1, 1), dt.date(2025, 12, 31))
SEEN, TODAY = "SYNLIG-1", timezone.localdate()
EVERYBODY_ELSE = ("anonymous", "coach", "team_lead", "stranger", "representative", "steering", "referrer")
ASKED = {  # addresses that show persons only when asked for something
    "figure_rows": "?code=flow.new&from=2025-01-01&to=2025-12-31&show=800",
    "participants": "?antal=5000",
    "participants_excel": "?visa=all",
    "statistics": "?from=2025-01-01&to=2025-12-31",
    "statistics_excel": "?from=2025-01-01&to=2025-12-31",
    "statistics_efforts": "?from=2025-01-01&to=2025-12-31",
    "statistics_time": "?from=2025-01-01&to=2025-12-31",
}


@pytest.fixture
def secret(world: World) -> World:  # noqa: F811
    """The team sees all its participants; one of them has everything, and then gets protected identity."""
    team, user = world.team, User.objects.get(username="officer")
    with inside(team):
        Person.objects.create(pk=PERSON_ID, team=team, own_id=PERSON_OWN_ID)
        stamp = Stamp(moment=timezone.now(), actor_id=1, source_id=None)
        save_details(team=team, persons={PERSON_ID: PersonFacts(sex="women", born_on=BORN)}, stamp=stamp)
        save_personnummer(team=team, numbers={PERSON_ID: NUMBER})
        save_name(team=team, person_id=PERSON_ID, name=NAME)
        keep_contact(team=team, person_id=PERSON_ID, contact=Contact(phone=PHONE))
    stay = make_stay(
        team,
        person=PERSON_ID,
        own_id=OWN_ID,
        municipality_code="2303",
        enrolled_on=dt.date(2025, 2, 1),
        exited_on=dt.date(2025, 9, 1),
        exit_detail_text="hemlig text om avslutet",
    )
    make_placement(stay, dt.date(2025, 3, 1), employer=EMPLOYER)
    make_stay(team, own_id=SEEN, enrolled_on=dt.date(2025, 2, 1))
    set_context(None)
    with acting(officer(team, user_id=user.pk)) as actor:
        for name, value in (
            (RuleName.TEAM_ACCESS, TeamAccess.WHOLE_TEAM),
            (RuleName.PROTECTED_IDENTITY, ProtectionRule.NAMED_STAFF),
        ):
            decide_rule(
                actor=actor, team=team, name=name, value=value, valid_from=TODAY, decision_number="SN 1"
            )
    set_context(None)
    return world


def hide(team: Team, *, forget: bool = False) -> None:
    head = User.objects.get(username="ledare")
    actor = replace(lead(team), user_id=head.pk, team_access={team.pk: TeamAccess.WHOLE_TEAM.value})
    set_context(None)
    with acting(actor):
        assign_coaches(team=team, coaches={PERSON_ID: User.objects.get(username="coach").pk})
        protect(
            actor=actor, team=team, person_id=PERSON_ID, level=ProtectionLevel.REGISTRATION, forget=forget
        )
    set_context(None)


def everything_in(answer: HttpResponse) -> bytes:
    """Headers and content, with what lies packed in it."""
    parts = [str(dict(answer.headers)).encode(), answer.content]
    if answer.content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
            parts += [packed.read(name) for name in packed.namelist()]
    return b"\n".join(parts)


def traces(answer: HttpResponse) -> list[str]:
    content = everything_in(answer).replace(AMONG_ALL, b"")
    words = {
        NAME.last,
        PHONE,
        OWN_ID,
        PERSON_OWN_ID,
        EMPLOYER,
        MUNICIPALITY,
        str(PERSON_ID),
        "hemlig text",
        BORN.isoformat(),
    }
    found = [word for word in words if word.encode() in content]
    return found + [str(form) for form in forms(NUMBER) if len(form) > 9 and form in content]


def addresses(world: World) -> list[str]:  # noqa: F811
    """Every address as the access table has it, and with what it needs to show persons."""
    names = [*TABLE, *OFFICERS, *ADMINS]
    found = [world.address(name) for name in names]
    found += [world.address(name) + asked for name, asked in ASKED.items()]
    files = [reverse("report_file", kwargs={"slug": world.team.slug, "fmt": fmt}) for fmt in ("html", "docx")]
    return [*found, *files, *(f"{file}?from=2025-01-01&to=2025-12-31" for file in files)]


def of_the_person(world: World) -> list[str]:  # noqa: F811
    """Every address of a participant, with the protected one's number."""
    own = str(world.person_id)
    named = [(name, world.address(name)) for name in TABLE]
    marked = [f"/{own}/", f"/{PERSON_ID}/"]
    return [
        address.replace(*marked)
        for name, address in named
        if "participant" in name or f"deltagare/{own}/" in address
        if marked[0] in address
    ]


def walk(world: World, role: str) -> dict[str, list[str]]:  # noqa: F811
    """Where the role finds a trace of the person."""
    found = {}
    client = world.clients[role]
    for method in ("get", "post"):
        for address in addresses(world):
            with transaction.atomic():
                answer = getattr(client, method)(address)
                transaction.set_rollback(True)
            if hits := traces(answer):
                found[f"{method} {address}"] = hits
    return found


@pytest.mark.parametrize("role", EVERYBODY_ELSE)
def test_no_address_tells_of_the_person(secret: World, role: str) -> None:
    hide(secret.team)
    assert walk(secret, role) == {}
    for address in of_the_person(secret):
        answer = secret.clients[role].get(address)
        nobodys = secret.clients[role].get(address.replace(str(PERSON_ID), "123456789"))
        assert answer.status_code == nobodys.status_code != 200, address
    assert [str(message.message()) for message in mail.outbox] == []


def test_the_walk_finds_the_person_before_the_protection(secret: World) -> None:
    """The same walk can fail: lists, files and drill-down told of the person until then."""
    found = walk(secret, "team_lead")
    for name in ("participants", "participants_excel", "figure_rows"):
        assert any(world_address in place for place in found for world_address in [secret.address(name)]), (
            name
        )
    assert len(of_the_person(secret)) >= 3


def test_the_figures_count_the_person(secret: World) -> None:
    before = numbers(ask(secret.team, YEAR), ["flow.new", "flow.exits"])
    assert before == {"flow.new": 2, "flow.exits": 1}
    hide(secret.team, forget=True)
    assert numbers(ask(secret.team, YEAR), ["flow.new", "flow.exits"]) == before


@pytest.mark.parametrize("text", ["HEMLIG", "PERS-7", "77", "namnsdotter"])
def test_a_search_finds_nobody_and_counts_nobody(secret: World, text: str) -> None:
    hits = secret.address("participants_find")
    assert str(PERSON_ID) in secret.clients["team_lead"].post(hits, {"q": text}).content.decode()
    hide(secret.team)
    for role in EVERYBODY_ELSE:
        assert traces(secret.clients[role].post(hits, {"q": text})) == []
    page = secret.clients["team_lead"].post(secret.address("participants"), {"q": text}, follow=True)
    assert traces(page) == []
    nothing = secret.clients["team_lead"].post(
        secret.address("participants"), {"q": "FINNSINTE"}, follow=True
    )
    shown = [answer.content.decode().count("s-people") for answer in (page, nothing)]
    assert shown[0] == shown[1]


def test_an_export_with_numbers_leaves_the_person_out_and_is_told(secret: World) -> None:
    hide(secret.team)
    client = secret.clients["team_lead"]
    address = secret.address("workbook_with_numbers")
    assert client.post(address, {"reason": "flytt"}).status_code == 403  # confirm first
    session = client.session
    head = User.objects.get(username="ledare")
    session["confirmed_at"] = {"user": head.pk, "at": int(timezone.now().timestamp())}
    session.save()
    assert client.post(address, {"reason": " "}).status_code == 422
    answer = client.post(address, {"reason": "flytt till nytt system"})
    assert answer.status_code == 200
    assert answer.content[:2] == b"PK"
    assert SEEN.encode() in everything_in(answer)
    assert traces(answer) == []
    set_context(None)
    with acting(officer(secret.team)):
        told = Alarm.objects.filter(kind="numbers_exported").values_list("actor_id", "reason")
        assert list(told) == [(head.pk, "flytt till nytt system")]


def test_a_workbook_reads_and_writes_nothing_of_the_person(secret: World) -> None:
    """By own id, by the person's id, by number, and with a placement: each row is refused in the same words."""
    hide(secret.team)
    common = {"sex": "women", "enrolled_on": dt.date(2026, 2, 1), "referrer": "soc"}
    rows = [
        {"own_id": OWN_ID, "born_on": BORN, **common},
        {"own_id": "NY-1", "person_own_id": PERSON_OWN_ID, "born_on": BORN, **common},
        {"own_id": "NY-2", "personnummer": NUMBER, **common},
    ]
    placement = {"own_id": OWN_ID, "employer": "Nytt", "form": "work_training", "started_on": TODAY}
    file = workbook_file({SheetName.STAYS: rows, SheetName.PLACEMENTS: [placement]})
    client = secret.clients["team_lead"]
    page = client.post(secret.address("upload"), {"file": file}, follow=True).content.decode()
    refused = "The row can&#x27;t be read in with a workbook."
    assert page.count(refused) == 4
    assert "Ragunda" not in page
    assert str(PERSON_ID) not in page


def test_a_workbook_with_the_words_is_refused(secret: World) -> None:
    common = {"sex": "women", "enrolled_on": dt.date(2026, 2, 1), "referrer": "soc", "born_on": BORN}
    rows = [
        {"own_id": "A-1 sekretessmarkerad", **common},
        {"own_id": "A-2", "person_own_id": "skyddad identitet", **common},
        {"own_id": "A-3", "exit_detail_text": "Skyddade personuppgifter", **common},
        {"own_id": "Skyddsombud 4", **common},
    ]
    page = secret.clients["team_lead"].post(
        secret.address("upload"), {"file": workbook_file({SheetName.STAYS: rows})}, follow=True
    )
    assert page.content.decode().count("The row tells of a protected identity.") == 3


def test_every_address_is_walked(secret: World) -> None:
    assert {*TABLE, *OFFICERS, *ADMINS} == set(named_patterns(get_resolver().url_patterns))


def test_who_is_named_still_finds_nothing_in_lists_and_files(secret: World) -> None:
    hide(secret.team)
    head = User.objects.get(username="ledare")
    with acting(officer(secret.team, user_id=User.objects.get(username="officer").pk)) as actor:
        name_staff(actor=actor, team=secret.team, person_id=PERSON_ID, user_id=head.pk)
    set_context(None)
    found = walk(secret, "team_lead")
    assert [place.partition("?")[0] for place in found] == [
        f"get {reverse('protected_participants', args=[secret.team.slug])}"
    ]
    assert client_of(head).get(reverse("participant", args=[secret.team.slug, PERSON_ID])).status_code == 200
    with inside(secret.team):
        assert Protection.objects.count() == 1
