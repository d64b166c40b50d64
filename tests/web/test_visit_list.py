"""The list of visits: what stands first, searched, narrowed, sorted, counted, and the same rows in Excel, logged."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from samsteg.access.enums import ProtectionLevel, Role
from samsteg.access.models import Protection
from samsteg.accounts.models import User
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.visits.listing import ListedVisit
from samsteg.participants.visits.models import Visit
from samsteg.people.names import PersonName, save_name
from samsteg.web.lists.asked import asked_of
from samsteg.web.lists.listing import narrow
from samsteg.web.visits.listing import LIST
from tests.factories import make_consent, make_stay
from tests.participants.way.walking import TODAY, days_ago
from tests.web.test_list_pages import logged, search, sheet, shown
from tests.web.users import client_of, inside, make_user, queries_of

pytestmark = pytest.mark.django_db
PLACE = "page:visit-list"


def at(team: Team) -> str:
    return reverse("visit_list", args=[team.slug])


def referred(team: Team, first: str, referrer: str = "soc", **stay: Any) -> Stay:
    made = make_stay(team, referred_on=days_ago(90), referrer=referrer, **stay)
    make_consent(team, made.person_id)
    with inside(team):
        save_name(team=team, person_id=made.person_id, name=PersonName(first, "Prov"))
    return made


def visit(stay: Stay, on: dt.date, **more: Any) -> Visit:
    said: dict[str, Any] = {
        "kind": "study_visit",
        "form": "place",
        "starts_at": dt.time(13, 30),
        "recorded_by_id": 1,
        **more,
    }
    with inside(stay.team):
        return Visit.objects.create(team=stay.team, person_id=stay.person_id, stay=stay, on_day=on, **said)


@pytest.fixture
def kim(team: Team) -> User:
    return make_user("kim", team)


@pytest.fixture
def visits(team: Team, kim: User) -> dict[str, Visit]:
    """Two asks how they were, two come, one was held and became a start, one was cancelled, one was moved."""
    ada = referred(team, "Ada", "fk", study_visit_on=days_ago(40), enrolled_on=days_ago(20))
    bo, cia, dan = referred(team, "Bo"), referred(team, "Cia"), referred(team, "Dan", "af")
    gone = referred(team, "Eva", not_enrolled_on=days_ago(3), not_enrolled_reason="declined")
    moved = visit(dan, days_ago(8), state="moved", changed_by="participant")
    return {
        "held": visit(ada, days_ago(40), state="held", outcome="wants", host_id=kim.pk),
        "cancelled": visit(bo, days_ago(10), state="cancelled", changed_by="referrer"),
        "untold": visit(bo, days_ago(1)),
        "older": visit(cia, days_ago(5), kind="talk", form="digital"),
        "today": visit(dan, TODAY, follows=moved, host_id=kim.pk, with_referrer=True),
        "coming": visit(cia, TODAY + dt.timedelta(days=4)),
        "over": visit(gone, days_ago(6)),
    }


def test_what_has_no_answer_stands_first_then_what_comes(
    lead_client: Client, team: Team, visits: dict[str, Visit]
) -> None:
    page = lead_client.get(at(team)).context["list"]
    names = ["older", "untold", "today", "coming", "over", "cancelled", "held"]
    assert [row.visit_id for row, _cells in page.rows] == [visits[name].pk for name in names]
    assert page.total == len(visits)  # what was moved is told of where it was moved to
    assert [(chip.label, chip.count) for chip in page.chips] == [
        ("All", 7), ("How did it go?", 2), ("Coming", 2), ("Held", 1), ("Cancelled", 1),
    ]  # fmt: skip
    assert {chip.label for chip in page.chips if chip.is_chosen} == {"All"}
    with translation.override("en"):
        said = lead_client.get(at(team)).context["sentence"]
    assert said == "2 visits are booked ahead, and 2 wait for how they were."


def test_a_visit_of_which_only_the_day_is_known_is_one_that_was_held(
    lead_client: Client, team: Team, visits: dict[str, Visit]
) -> None:
    """As a workbook tells it. Where a visit of the day tells of it it isn't told twice."""
    told = referred(team, "Bok", "region", study_visit_on=days_ago(20))
    page = lead_client.get(at(team)).context["list"]
    (row, cells), *_rest = [pair for pair in page.rows if pair[0].visit_id is None]
    assert (row.title, row.on, cells[1].text, cells[3].text) == ("Bok Prov", days_ago(20), "Study visit", "")
    assert page.total == len(visits) + 1
    assert shown(lead_client, at(team) + "?visa=held") == ["Bok Prov", "Ada Prov"]  # in order of the day
    assert shown(lead_client, at(team) + "?mottagare=0&visa=held") == []
    assert reverse("way", args=[team.slug, told.person_id]) in lead_client.get(at(team)).content.decode()
    rows, _about = sheet(lead_client, "visits_excel", team, "?remittent=region")
    assert rows[1][:6] == ["Bok Prov", told.own_id, rows[1][2], None, "Study visit", None]


def test_an_ended_referral_asks_for_nothing(
    lead_client: Client, team: Team, visits: dict[str, Visit]
) -> None:
    assert shown(lead_client, at(team) + "?visa=untold") == ["Cia Prov", "Bo Prov"]
    rows = lead_client.get(at(team)).context["list"].rows
    states = {row.visit_id: cells[4].text for row, cells in rows}
    assert states[visits["over"].pk] == "Booked"
    assert states[visits["cancelled"].pk] == "Cancelled by: The referrer"


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?visa=held", ["held"]),
        ("?svar=wants", ["held"]),
        ("?vad=talk", ["older"]),
        ("?hur=digital", ["older"]),
        ("?remittent=af", ["today"]),
        ("?mottagare=0", ["older", "untold", "coming", "over", "cancelled"]),
        ("?visa=coming&ordna=day&fallande=1", ["coming", "today"]),
        ("?ordna=start", ["held", "older", "untold", "today", "coming", "over", "cancelled"]),
    ],
)
def test_narrowed_and_sorted(
    lead_client: Client, team: Team, visits: dict[str, Visit], query: str, names: list[str]
) -> None:
    rows = lead_client.get(at(team) + query).context["list"].rows
    assert [row.visit_id for row, _cells in rows] == [visits[name].pk for name in names]


def test_narrowed_by_receiver_and_period(
    lead_client: Client, team: Team, visits: dict[str, Visit], kim: User
) -> None:
    assert shown(lead_client, f"{at(team)}?mottagare={kim.pk}") == ["Dan Prov", "Ada Prov"]
    assert shown(lead_client, f"{at(team)}?manad={days_ago(40):%Y-%m}&visa=held") == ["Ada Prov"]
    assert shown(lead_client, f"{at(team)}?ar={days_ago(40):%Y}&visa=held") == ["Ada Prov"]
    assert shown(lead_client, f"{at(team)}?ar=1999&visa=held") == ["Ada Prov"]  # no such year narrows nothing


def test_searched_by_participant_and_receiver(
    lead_client: Client, team: Team, visits: dict[str, Visit]
) -> None:
    found = search(lead_client, at(team), "cia prov")
    assert "prov" not in found.partition("?")[2]  # the words stand nowhere in the address
    assert shown(lead_client, found) == ["Cia Prov", "Cia Prov"]
    assert shown(lead_client, search(lead_client, at(team), "kim")) == ["Dan Prov", "Ada Prov"]
    persons = {visits[name].person_id for name in ("older", "today", "held")}
    assert set(logged(team, PLACE, "search")[0]) == persons


def test_the_file_holds_what_was_asked_for_and_each_is_logged(
    lead_client: Client, team: Team, visits: dict[str, Visit], kim: User
) -> None:
    rows, about = sheet(lead_client, "visits_excel", team, f"?mottagare={kim.pk}")
    assert rows[0] == [
        "Participant", "The team's own id", "Day", "Time", "What", "How", "Referrer",
        "The referrer comes along", "Who receives", "State", "What the person said", "Start",
    ]  # fmt: skip
    first, second = rows[1], rows[2]
    assert (first[0], first[3], first[4], first[7]) == ("Dan Prov", "13.30", "Study visit", "Yes")
    assert (second[0], second[2].date(), second[11].date()) == ("Ada Prov", days_ago(40), days_ago(20))
    assert "Who receives: Kim Prov." in about and "2 rows" in about and len(rows) == 3
    persons = [visits["today"].person_id, visits["held"].person_id]
    assert logged(team, PLACE, "export")[0] == sorted(persons)


def test_the_page_logs_those_it_shows(lead_client: Client, team: Team, visits: dict[str, Visit]) -> None:
    lead_client.get(at(team) + "?visa=held")
    assert logged(team, PLACE, "list")[0] == [visits["held"].person_id]


def test_a_forgotten_search_gives_no_file_of_everybody(
    lead_client: Client, team: Team, visits: dict[str, Visit]
) -> None:
    answer = lead_client.get(reverse("visits_excel", args=[team.slug]) + "?sok=glomd")
    assert (answer.status_code, answer.headers["Location"]) == (302, at(team) + "?sok=glomd")
    assert logged(team, PLACE, "export")[0] == []


def test_neither_a_protected_person_nor_one_out_of_sight_is_in_it(
    team: Team, visits: dict[str, Visit]
) -> None:
    with inside(team):
        Protection.objects.create(
            team=team, person_id=visits["held"].person_id, level=ProtectionLevel.MARKED,
            valid_from=TODAY, set_by_id=make_user("ombud").pk,
        )  # fmt: skip
    hidden = make_stay(team, own_id="DOLD", referred_on=TODAY)  # no consent to the team, and somebody else's
    visit(hidden, TODAY)
    for role, sees in ((Role.COACH, False), (Role.TEAM_LEAD, True)):
        client = client_of(make_user(role.value, team, role))
        names = shown(client, at(team))
        rows, _about = sheet(client, "visits_excel", team)
        assert "Ada Prov" not in names and "Ada Prov" not in str(rows)
        assert ("Participant DOLD" in names, "DOLD" in str(rows)) == (sees, sees)
        assert len(names) == 6 + sees


@pytest.mark.parametrize("query", ["", "?ordna=name"])
def test_the_questions_do_not_grow_with_rows(
    lead_client: Client, team: Team, visits: dict[str, Visit], query: str
) -> None:
    addresses = [at(team) + query, reverse("visits_excel", args=[team.slug]) + query]
    few = [queries_of(lead_client, one) for one in addresses]
    for number in range(8):
        one = referred(team, f"Fler{number}")
        referred(team, f"Bok{number}", study_visit_on=days_ago(number))
        visit(one, days_ago(number), host_id=make_user(f"mottagare{number}", team).pk)
    assert [queries_of(lead_client, one) for one in addresses] == few


ROW = st.builds(
    ListedVisit,
    visit_id=st.none() | st.integers(1, 99), person_id=st.integers(1, 9), own_id=st.just(""), kind=st.just("talk"),
    form=st.sampled_from(["place", "digital"]), on=st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)),
    at=st.times(), referrer=st.sampled_from(["fk", ""]), with_referrer=st.booleans(),
    host_id=st.sampled_from([None, 1, 2]), host=st.just("Kim"), state=st.sampled_from(["booked", "held"]),
    changed_by=st.just(""), outcome=st.sampled_from(["", "no"]), is_untold=st.booleans(),
    is_coming=st.booleans(), started_on=st.none() | st.dates(), name=st.just((None, None, None)),
)  # fmt: skip


@given(rows=st.lists(ROW, max_size=12))
def test_the_years_part_the_list(rows: list[ListedVisit]) -> None:
    """Every visit is in one year and one month and has one receiver, if that is known: none is told twice."""
    for name in ("ar", "manad", "mottagare", "hur"):
        whole = narrow(LIST, rows, asked_of(LIST.frame, {}), "")
        (select,) = [one for one in whole.selects if one.name == name]
        found = [
            row
            for value, _words, _chosen in select.options[1:]
            for row in narrow(LIST, rows, asked_of(LIST.frame, {name: value}), "").rows
        ]
        wanted = [row for row in rows if name in ("ar", "manad") or row.visit_id or name == "hur"]
        assert sorted(map(id, found)) == sorted(map(id, wanted))
