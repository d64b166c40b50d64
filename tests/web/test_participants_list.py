"""The list of participants as a page: what stands on it, what is logged, what the address holds."""

from __future__ import annotations

import datetime as dt
import io
import re

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from samsteg.access.enums import Role, TeamAccess
from samsteg.access.models import CoachAssignment
from samsteg.access.team_consents import record_team_consents
from samsteg.accounts.models import User
from samsteg.audit.enums import ReadKind
from samsteg.audit.models import ReadEntry
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.selectors import ParticipantList
from samsteg.web.participants.tables import partial
from tests.factories import make_stay, make_team
from tests.web.users import client_of, inside, join, make_user

pytestmark = pytest.mark.django_db
DAY = dt.date
TODAY = timezone.localdate()


def address(team: Team) -> str:
    return reverse("participants", args=[team.slug])


def html(client: Client, team: Team, **query: str) -> str:
    answer = client.get(address(team), query)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def text(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def ids(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><a[^>]*>(.*?)</a>', page)


def chips(page: str) -> dict[str, int]:
    group = page.partition('class="s-chips"')[2].partition("</div>")[0]
    return {name: int(count) for name, count in re.findall(r">([A-Za-z ]+) <span[^>]*>(\d+)", group)}


def logged(team: Team) -> list[tuple[str, int]]:
    with inside(team):
        return list(ReadEntry.objects.order_by("person_id").values_list("kind", "person_id"))


def search(client: Client, team: Team, words: str) -> str:
    """The address that a search leads to."""
    answer = client.post(address(team), {"q": words})
    assert answer.status_code == 302
    return answer.headers["Location"]


@pytest.fixture
def few(team: Team) -> Team:
    """One enrolled, one in the queue, one who has left."""
    make_stay(team, own_id="K-1", enrolled_on=TODAY - dt.timedelta(days=9), sex="men", referrer="fk")
    make_stay(team, own_id="K-2", mission_received_on=TODAY - dt.timedelta(days=1))
    make_stay(team, own_id="K-3", enrolled_on=DAY(2024, 1, 1), exited_on=DAY(2024, 6, 1))
    return team


def test_the_page_says_how_things_are(lead_client: Client, few: Team) -> None:
    page = html(lead_client, few)
    assert ids(page) == ["K-1", "K-2", "K-3"]
    said = text(page)
    assert "1 is enrolled, 1 is in the queue and 2 are to be allocated." in said
    assert "9 days" in said
    assert "1 day in the queue" in said
    assert "Showing 3 of 3." in said
    assert chips(page) == {
        "All": 3,
        "To be allocated": 2,
        "Now enrolled": 1,
        "In the queue": 1,
        "Have left": 1,
    }


def test_nobody_is_said_in_words_and_thousands_stay_together(lead_client: Client, team: Team) -> None:
    make_stay(team, enrolled_on=DAY(2020, 1, 1), exited_on=DAY(2023, 1, 1))
    said = html(lead_client, team)
    assert "Nobody is enrolled, nobody is in the queue and nobody is to be allocated." in said
    assert "1\u00a0096 days" in said


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"visa": "queue"}, ["K-2"]),
        ({"visa": "exited"}, ["K-3"]),
        ({"visa": "unallocated"}, ["K-1", "K-2"]),
        ({"ordna": "own_id", "fallande": "1"}, ["K-3", "K-2", "K-1"]),
        ({"visa": "nonsense", "ordna": "DROP", "antal": "-1", "fallande": "x"}, ["K-1", "K-2", "K-3"]),
        ({"antal": "99999999999999"}, ["K-1", "K-2", "K-3"]),
        ({"antal": "\u00b2"}, ["K-1", "K-2", "K-3"]),
    ],
)
def test_filter_and_order_stand_in_the_address(
    lead_client: Client, few: Team, query: dict[str, str], expected: list[str]
) -> None:
    assert ids(html(lead_client, few, **query)) == expected


def test_the_sorted_column_says_so_and_turns_round(lead_client: Client, few: Team) -> None:
    page = html(lead_client, few, ordna="age", visa="unallocated")
    heading = re.search(r'<th scope="col" aria-sort="ascending"><a href="([^"]*)">Age', page)
    assert heading
    assert heading[1] == "?visa=unallocated&amp;ordna=age&amp;fallande=1"
    assert page.count("aria-sort") == 1


def test_a_search_stands_in_no_address_and_is_remembered(lead_client: Client, few: Team) -> None:
    there = search(lead_client, few, " k-2 ")
    assert "k-2" not in there.lower().partition("?")[2]
    page = lead_client.get(there).content.decode()
    assert ids(page) == ["K-2"]
    assert "1 participant matches \u201dk-2\u201d." in text(page)
    key = there.rpartition("=")[2]
    assert f"/?sok={key}" in page  # the way to the person carries it, so that the way back finds it
    back = lead_client.get(re.findall(r'<th scope="row"><a href="([^"]*)"', page)[0]).content.decode()
    assert f"{address(few)}?sok={key}#p" in back
    assert ids(html(lead_client, few)) == ["K-1", "K-2", "K-3"]


def test_a_search_is_the_searchers_alone(lead_client: Client, coach_client: Client, few: Team) -> None:
    there = search(lead_client, few, "K-2")
    assert "The search is forgotten" in text(coach_client.get(there).content.decode())


def test_only_the_newest_searches_are_kept(lead_client: Client, few: Team) -> None:
    addresses = [search(lead_client, few, f"K-{number}") for number in range(21)]
    assert "The search is forgotten" in text(lead_client.get(addresses[0]).content.decode())
    assert ids(lead_client.get(addresses[1]).content.decode()) == ["K-1"]


def test_nobody_found_says_what_to_search_by(lead_client: Client, few: Team) -> None:
    page = lead_client.get(search(lead_client, few, "<b>Wilma</b>")).content.decode()
    assert "Nobody you may see matches \u201d&lt;b&gt;Wilma&lt;/b&gt;\u201d" in page
    assert "<b>Wilma" not in page
    assert search(lead_client, few, "   ") == address(few)


def test_rows_come_25_at_a_time(lead_client: Client, team: Team) -> None:
    for number in range(27):
        make_stay(team, own_id=f"K-{number:02}")
    page = html(lead_client, team)
    assert len(ids(page)) == 25
    more = re.search(r'href="(\?antal=50)#p\d+">Show more', page)
    assert more
    assert len(logged(team)) == 25
    page = html(lead_client, team, antal="50")
    assert len(ids(page)) == 27
    assert "Show more" not in page


def test_everybody_shown_is_logged_and_nobody_else(lead_client: Client, few: Team) -> None:
    with inside(few):
        shown = {stay.own_id: stay.person_id for stay in Stay.objects.in_team(few.pk)}
    html(lead_client, few, visa="queue")
    assert logged(few) == [(ReadKind.LIST, shown["K-2"])]


def test_no_log_no_list(lead_client: Client, few: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_more: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("samsteg.web.participants.views.log_reads", broken)
    lead_client.raise_request_exception = False
    answer = lead_client.get(address(few))
    assert answer.status_code == 500
    assert "K-1" not in answer.content.decode()


def test_a_partial_list_says_so_to_each_in_their_way(team: Team) -> None:
    """A coach is never told whether anybody is missing; a lead is told how many."""
    own, other = make_stay(team, own_id="K-1"), make_stay(team, own_id="K-2")
    coach, colleague = make_user("en", team, Role.COACH), make_user("annan", team, Role.COACH)
    with inside(team):
        for stay, whose in ((own, coach), (other, colleague)):
            CoachAssignment.objects.create(team=team, person_id=stay.person_id, coach=whose, valid_from=TODAY)
    page = html(client_of(coach), team)
    assert ids(page) == ["K-1"]
    assert "There may be others." in text(page)
    assert chips(page)["All"] == 1
    alone = text(
        html(client_of(make_user("ny", make_team(slug="t2"), Role.COACH)), Team.objects.get(slug="t2"))
    )
    assert "There may be others." in alone
    led = text(html(client_of(make_user("ledare", team, Role.TEAM_LEAD)), team))
    assert "2 more participants are in the team." in led
    with inside(team):
        record_team_consents(team=team, consents={own.person_id: TODAY, other.person_id: TODAY})
    join(team, User.objects.get(username="ny"), Role.TEAM_LEAD)
    assert "more participant" not in text(html(client_of(User.objects.get(username="ny")), team))


@pytest.mark.parametrize(
    ("access", "coachs", "leads"),
    [
        (TeamAccess.WITH_TEAM_CONSENT, "You see those who have signed a consent", "no signed consent"),
        (TeamAccess.ASSIGNED_ONLY, "You see those you are the coach of.", "Only that person's coach sees"),
        (TeamAccess.WHOLE_TEAM, "", "Only that person's coach sees"),
    ],
)
def test_why_the_list_is_partial_is_the_controllers_decision(
    access: TeamAccess, coachs: str, leads: str
) -> None:
    with translation.override("en"):
        told = partial(ParticipantList((), {}, None, access))
        assert told.startswith(coachs) and bool(told) == bool(coachs)
        led = partial(ParticipantList((), {}, 1, access))
        assert leads in led and ("consent" in led) == (access is TeamAccess.WITH_TEAM_CONSENT)
        assert partial(ParticipantList((), {}, 0, access)) == ""


@pytest.mark.parametrize(
    ("role", "words"), [(Role.TEAM_LEAD, "Read in the workbook"), (Role.COACH, "Ask the team lead")]
)
def test_an_empty_team_is_told_what_to_do(team: Team, role: Role, words: str) -> None:
    page = text(html(client_of(make_user("nyast", team, role)), team))
    assert words in page
    assert "Excel" not in page


def test_the_spreadsheet_has_the_pages_columns_and_all_rows(lead_client: Client, few: Team) -> None:
    for number in range(30):
        make_stay(few, own_id=f"=1+{number}", born_on=None, birth_year=1980)
    answer = lead_client.get(reverse("participants_excel", args=[few.slug]), {"visa": "enrolled"})
    assert "no-store" in answer.headers["Cache-Control"]
    assert "K-" not in answer.headers["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    page_headings = re.findall(r'<th scope="col"[^>]*><a[^>]*>([^<]*)', html(lead_client, few))
    assert list(rows[0]) == [page_headings[0], "The team's own id", *page_headings[1:]]
    assert len(rows) == 32
    assert all(cell.data_type != "f" for row in book.worksheets[0].iter_rows() for cell in row)
    row = next(row for row in rows if row[0] == "K-1")
    assert row[1:3] == ("K-1", "Enrolled")
    assert row[4] == dt.datetime.combine(TODAY - dt.timedelta(days=9), dt.time())
    about = [row[0] for row in book.worksheets[1].iter_rows(values_only=True)]
    assert "Practice: no real persons" in about
    assert any("Where only the year of birth" in line for line in about)


def test_the_spreadsheet_logs_everybody_in_it(lead_client: Client, few: Team) -> None:
    lead_client.get(reverse("participants_excel", args=[few.slug]), {"visa": "exited"})
    assert [kind for kind, _person in logged(few)] == [ReadKind.EXPORT]


def test_a_forgotten_search_gives_no_spreadsheet_of_everybody(lead_client: Client, few: Team) -> None:
    answer = lead_client.get(reverse("participants_excel", args=[few.slug]), {"sok": "gone"})
    assert answer.headers["Location"] == address(few) + "?sok=gone"
    assert logged(few) == []


def test_queries_do_not_grow_with_rows(lead_client: Client, team: Team) -> None:
    counts = []
    make_stay(team)
    html(lead_client, team)  # the session notes the first page
    for _round in range(2):
        for _number in range(6):
            make_stay(team)
        with CaptureQueriesContext(connection) as captured:
            html(lead_client, team)
        counts.append(len(captured))
    assert (
        counts[0] == counts[1] <= 18
    )  # savepoints among them; the bound of all pages is in test_query_limit


def test_titles_hold_no_person(lead_client: Client, few: Team) -> None:
    assert "<title>Participants \u2013 Samsteg</title>" in html(lead_client, few)
