"""What an authority's representative sees: each category alone, two boards apart, and nothing after a withdrawal.

Every fact of the record has a word of its own, so that a page can be searched for what it must not say.
"""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass, replace

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from samsteg.access.consent_enums import ConsentEnd
from samsteg.access.consent_models import Consent
from samsteg.access.enums import DataCategory, Role, TeamAccess
from samsteg.access.services import assign_coaches
from samsteg.accounts.models import User
from samsteg.audit.models import ReadEntry
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.organisation.models import Authority, Team
from samsteg.participants.models import Stay
from samsteg.participants.note_records import NoteValues
from samsteg.participants.note_services import write_note
from samsteg.people.names import PersonName, save_name
from samsteg.people.services import save_personnummer
from tests.factories import change_person, coach, make_authority, make_consent, make_placement, make_stay
from tests.web.representatives import representative_client
from tests.web.users import client_of, inside, join, make_user

TODAY = timezone.localdate()
NUMBER = "199005179806"
# What the page says of each category of the team's record, and of no other.
TELLS: dict[str, tuple[str, ...]] = {
    "contact": ("Man", "1971-03-09", "Vansbro"),
    "planning": ("Mika Prov", "Förstärkt samarbete", "2024-03-03", "note-planning"),
    "attendance": ("note-attendance",),
    "work": ("Sågen AB", "Work training", "note-work"),
    "studies": ("note-studies",),
    "income": ("Sickness benefit", "Student aid", "note-income"),
    "health": ("note-health",),
    "social": ("note-social",),
    "outcome": ("2024-02-02", "Psychiatry", "Parental leave", "note-outcome"),
}
# What takes more than one category.
TELLING_DETAIL = "Medical rehabilitation"
NEVER = (NUMBER, "9806", "prov.xlsx")


@dataclass(frozen=True)
class Place:
    team: Team
    stay: Stay
    a: Authority
    b: Authority
    writer: Actor

    @property
    def person(self) -> int:
        return self.stay.person_id

    def address(self, name: str = "participant") -> str:
        return reverse(name, args=[self.team.slug, self.person])

    def write(self, text: str, category: str, source: Authority | None = None) -> None:
        values = NoteValues(
            occurred_on=TODAY,
            form="talk",
            category=category,
            text=text,
            source_id=source.pk if source else None,
        )
        with inside(self.team), acting(self.writer):
            write_note(actor=self.writer, team=self.team, person_id=self.person, values=values)

    def all_that_is_said(self, client: Client) -> str:
        """The person's pages that a representative has."""
        answers = [client.get(self.address(name)) for name in ("participant", "notes")]
        assert {answer.status_code for answer in answers} == {200}
        return "".join(answer.content.decode() for answer in answers)


@pytest.fixture
def place(team: Team) -> Place:
    stay = make_stay(
        team,
        own_id="K-7",
        sex="men",
        born_on=dt.date(1971, 3, 9),
        referrer="psychiatry",
        municipality_code="2021",
        referred_on=dt.date(2024, 2, 2),
        enrolled_on=dt.date(2024, 2, 12),
        exited_on=TODAY + dt.timedelta(days=1),
        exit_reason="parental_leave",
        exit_detail="medical_rehab",
        income_start=("sickness_benefit",),
        income_exit=("student_aid",),
        parallel_started_on=dt.date(2024, 3, 3),
    )
    change_person(team, stay.person_id, sex="men")
    make_placement(stay, dt.date(2024, 4, 4), employer="Sågen AB")
    user = make_user("mika", team, Role.COACH)
    with inside(team):
        assign_coaches(team=team, coaches={stay.person_id: user.pk})
        save_personnummer(team=team, numbers={stay.person_id: NUMBER})
    authorities = (make_authority("Vuxennämnden"), make_authority("Barnnämnden"))
    sees_all = {team.pk: TeamAccess.WHOLE_TEAM.value}
    writer = replace(coach(team), user_id=make_user("lo", team, Role.COACH).pk, team_access=sees_all)
    made = Place(team, stay, *authorities, writer)
    for category in DataCategory.values:
        made.write(f"note-{category}", category)
    return made


def withdraw(consent: Consent) -> None:
    with inside(consent.team):
        Consent.objects.filter(pk=consent.pk).update(ended_as=ConsentEnd.WITHDRAWN, ended_at=timezone.now())


def test_with_nothing_open_the_person_does_not_exist(place: Place) -> None:
    client = representative_client(place.team, place.a)
    for name in ("participant", "notes", "who_knows", "who_knows_pdf", "withheld"):
        answer = client.get(place.address(name))
        assert answer.status_code in (403, 404), name  # 403 where the role never may
    assert client.get(place.address()).status_code == 404
    page = client.get(reverse("participants", args=[place.team.slug])).content.decode()
    assert "K-7" not in page
    assert "Nobody has let your authority know anything yet" in page


@pytest.mark.parametrize("category", DataCategory.values)
def test_one_category_opens_its_own_words_and_no_others(place: Place, category: str) -> None:
    make_consent(place.team, place.person, place.a, categories=[category])
    said = place.all_that_is_said(representative_client(place.team, place.a))
    assert "K-7" in said
    missing = [word for word in TELLS[category] if word not in said]
    assert missing == []
    leaked = [word for other, words in TELLS.items() if other != category for word in words if word in said]
    assert leaked == []
    assert [word for word in (*NEVER, TELLING_DETAIL) if word in said] == []


def test_a_telling_cause_takes_its_own_category_too(place: Place) -> None:
    make_consent(place.team, place.person, place.a, categories=["outcome", "health"])
    assert TELLING_DETAIL in place.all_that_is_said(representative_client(place.team, place.a))


def test_all_categories_never_give_the_number(place: Place) -> None:
    make_consent(place.team, place.person, place.a)
    client = representative_client(place.team, place.a)
    said = place.all_that_is_said(client)
    assert [word for words in TELLS.values() for word in words if word not in said] == []
    assert [word for word in NEVER if word in said] == []
    assert client.post(place.address("participant_personnummer")).status_code == 403


def test_two_boards_of_one_municipality_do_not_leak(place: Place) -> None:
    make_consent(place.team, place.person, place.a, categories=["planning"])
    make_consent(place.team, place.person, place.b, source=place.a, categories=["health"], to_team=True)
    place.write("from-a", "health", place.a)
    said_to_a = place.all_that_is_said(representative_client(place.team, place.a, "rep-a"))
    said_to_b = place.all_that_is_said(representative_client(place.team, place.b, "rep-b"))
    assert "note-planning" in said_to_a
    assert "from-a" in said_to_a  # the own authority's
    assert "Barnnämnden" not in said_to_a  # nor whom else the person has let know
    assert "from-a" in said_to_b  # let know by A
    assert "note-planning" not in said_to_b  # A was let know, and B wasn't
    assert "note-health" not in said_to_b  # the team's own record isn't A's


def test_after_withdrawal_only_what_is_the_own_authoritys_remains(place: Place) -> None:
    opened = make_consent(place.team, place.person, place.a, categories=["planning"])
    told = make_consent(place.team, place.person, source=place.a, to_team=True, categories=["planning"])
    place.write("from-a", "planning", place.a)
    client = representative_client(place.team, place.a)
    assert "note-planning" in place.all_that_is_said(client)
    withdraw(opened)
    withdraw(told)
    said = place.all_that_is_said(client)
    assert "from-a" in said
    assert [word for words in TELLS.values() for word in words if word in said] == []
    assert "No consent now" in client.get(reverse("participants", args=[place.team.slug])).content.decode()


def test_after_withdrawal_with_nothing_of_the_own_the_page_is_gone_at_once(place: Place) -> None:
    consent = make_consent(place.team, place.person, place.a, categories=["planning"])
    client = representative_client(place.team, place.a)
    assert client.get(place.address()).status_code == 200
    withdraw(consent)
    assert client.get(place.address()).status_code == 404
    assert client.get(place.address("notes")).status_code == 404
    assert "K-7" not in client.get(reverse("participants", args=[place.team.slug])).content.decode()


def test_an_expired_consent_is_as_none(place: Place) -> None:
    make_consent(
        place.team,
        place.person,
        place.a,
        signed_on=TODAY - dt.timedelta(days=30),
        agreed_to=TODAY,
    )
    assert representative_client(place.team, place.a).get(place.address()).status_code == 404


def test_the_list_tells_no_more_than_name_and_own_id(place: Place) -> None:
    other = make_stay(place.team, own_id="K-8")
    with inside(place.team):
        for person, last_name in ((place.person, "Exempelsson"), (other.person_id, "Okänd")):
            save_name(team=place.team, person_id=person, name=PersonName("Alva", last_name))
    make_consent(place.team, place.person, place.a, categories=["income"])
    client = representative_client(place.team, place.a)
    there = reverse("participants", args=[place.team.slug])
    for query in ("", "?visa=exited", "?visa=enrolled", "?ordna=age", "?ordna=coach&fallande=1"):
        page = client.get(there + query).content.decode()
        assert "K-7" in page, query  # no filter tells by who is left
        assert "Alva Exempelsson" in page
        assert "K-8" not in page and "Okänd" not in page
        assert [word for words in TELLS.values() for word in words if word in page] == []
    assert "1 participant." in page


def test_a_search_finds_by_name_and_own_id_alone(place: Place) -> None:
    with inside(place.team):
        save_name(team=place.team, person_id=place.person, name=PersonName("Alva", "Exempelsson"))
    make_consent(place.team, place.person, place.a, categories=["income"])
    make_stay(place.team, own_id="K-70")
    client = representative_client(place.team, place.a)
    there = reverse("participants", args=[place.team.slug])
    for text, found in (("k-7", True), ("alva", True), ("mika", False), ("psych", False), ("K-70", False)):
        page = client.post(there, {"q": text}, follow=True).content.decode()
        assert ('href="' + place.address() in page) is found, text
        assert "K-70</a>" not in page


def test_what_a_role_does_not_reach(place: Place) -> None:
    make_consent(place.team, place.person, place.a)
    client = representative_client(place.team, place.a)
    for name in (
        "team",
        "participants_excel",
        "statistics",
        "statistics_excel",
        "figure_rows",
        "report",
        "workbook",
        "upload",
        "import_history",
        "published",
        "report_template",
    ):
        assert client.get(reverse(name, args=[place.team.slug])).status_code in (302, 403, 404), name


def test_the_teams_excel_holds_nobody_that_only_a_representative_may_know_of(place: Place) -> None:
    """Somebody who is coach too sees in the team's own lists only whom a coach sees."""
    make_consent(place.team, place.person, place.a)
    client = representative_client(place.team, place.a, "bade")
    join(place.team, User.objects.get(username="bade"), Role.COACH)
    content = client.get(reverse("participants_excel", args=[place.team.slug])).content
    book = openpyxl.load_workbook(io.BytesIO(content))
    texts = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not any("K-7" in text for text in texts)
    assert client.get(place.address()).status_code == 200
    assert "Sågen AB" in place.all_that_is_said(client)  # by the authority's consent
    assert NUMBER not in place.all_that_is_said(client)


def test_a_coach_who_is_a_representative_too_finds_both_kinds_of_persons(place: Place) -> None:
    """The own list is the staff's; those of the authority have one of their own, and tabs that all open."""
    make_consent(place.team, place.person, place.a, categories=["income"])
    client = representative_client(place.team, place.a, "bade")
    join(place.team, User.objects.get(username="bade"), Role.COACH)
    staff = reverse("participants", args=[place.team.slug])
    there = reverse("participants_represented", args=[place.team.slug])
    page = client.get(staff).content.decode()
    assert there in page
    assert "K-7" not in page
    page = client.get(there).content.decode()
    assert "K-7" in page
    assert staff in page
    assert [word for words in TELLS.values() for word in words if word in page] == []
    found = client.post(there, {"q": "k-7"}, follow=True)
    assert found.request["PATH_INFO"] == there
    assert place.address() in found.content.decode()
    tabs = client.get(place.address()).context["tabs"]
    assert [tab.address for tab in tabs] == [place.address(), place.address("plan"), place.address("notes")]
    assert all(client.get(tab.address).status_code == 200 for tab in tabs)


def test_the_list_of_representatives_is_nobody_elses(place: Place) -> None:
    there = reverse("participants_represented", args=[place.team.slug])
    coach_alone = client_of(User.objects.get(username="mika"))
    assert coach_alone.get(there).status_code == 403
    assert there not in coach_alone.get(reverse("participants", args=[place.team.slug])).content.decode()


def test_each_reading_is_logged(place: Place) -> None:
    make_consent(place.team, place.person, place.a, categories=["income"])
    client = representative_client(place.team, place.a)
    client.get(reverse("participants", args=[place.team.slug]))
    client.get(place.address())
    with inside(place.team):
        entries = ReadEntry.objects.filter(person_id=place.person).values_list("kind", "place")
        assert sorted(entries) == [("list", "page:participants-list"), ("view", "page:participant")]


def test_queries_do_not_grow_with_the_list(place: Place) -> None:
    make_consent(place.team, place.person, place.a, categories=["income"])
    client = representative_client(place.team, place.a)
    there = reverse("participants", args=[place.team.slug])
    client.get(there)
    with CaptureQueriesContext(connection) as few:
        client.get(there)
    for number in range(8):
        make_consent(place.team, make_stay(place.team, own_id=f"L-{number}").person_id, place.a)
    with CaptureQueriesContext(connection) as many:
        client.get(there)
    assert len(many) <= len(few)
