"""The outreach log through the pages: what is typed is stored, what is wrong is told and kept, by role."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from samsteg.access.enums import Role
from samsteg.accounts.models import User
from samsteg.governance.models import Enquiry, OutreachActivity
from samsteg.governance.outreach.records import OutreachValues
from samsteg.governance.outreach.services import add_outreach
from samsteg.organisation.models import Team
from tests.factories import make_authority, make_team
from tests.placements.makers import fill_register
from tests.web.users import client_of, inside, join, make_user, queries_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def team() -> Team:
    return make_team()


@pytest.fixture
def client(team: Team) -> Client:
    return client_of(make_user("kim", team))


def at(team: Team, name: str, *more: object) -> str:
    return reverse(name, args=[team.slug, *more])


def typed(**changed: object) -> dict[str, Any]:
    usual = {"kind": "board", "what": "Halvåret", "on_day": str(TODAY), "state": "held"}
    return {**usual, **changed}


def current(team: Team) -> OutreachActivity:
    with inside(team):
        return OutreachActivity.objects.get(team=team, superseded_at__isnull=True)


def text_of(client: Client, address: str) -> str:
    answer = client.get(address, headers={"accept-language": "en"})
    assert answer.status_code == 200
    return answer.content.decode()


def test_written_changed_and_taken_back(team: Team, client: Client) -> None:
    answer = client.post(at(team, "outreach_new"), typed(people_count="12", outcome="Fler frågar"))
    assert answer.status_code == 302
    row = current(team)
    assert (row.kind, row.people_count, row.outcome, row.state) == ("board", 12, "Fler frågar", "held")
    one = at(team, "outreach_one", row.series)
    assert client.post(one, typed(people_count="13", version="1")).status_code == 302
    assert current(team).people_count == 13
    back = at(team, "outreach_taken_back", row.series)
    assert client.post(back, {"act": "undo", "version": "2"}).status_code == 302
    assert current(team).people_count == 12
    client.post(back, {"act": "remove", "version": "3"})
    assert current(team).is_removed
    assert "Halvåret" not in text_of(client, at(team, "outreach"))
    assert 'value="undo"' in text_of(client, one)
    client.post(back, {"act": "undo", "version": "4"})
    assert "Halvåret" in text_of(client, at(team, "outreach"))


def test_a_stale_form_keeps_what_is_typed_and_can_be_saved_again(team: Team, client: Client) -> None:
    client.post(at(team, "outreach_new"), typed())
    one = at(team, "outreach_one", current(team).series)
    client.post(one, typed(what="En annans", version="1"))
    answer = client.post(one, typed(what="Mitt eget", version="1"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Mitt eget" in page
    assert 'name="version" value="2"' in page
    assert client.post(one, typed(what="Mitt eget", version="2")).status_code == 302
    assert current(team).what == "Mitt eget"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"what": ""}, "what"),
        ({"kind": ""}, "kind"),
        ({"on_day": "30 februari"}, "on_day"),
        ({"on_day": str(TODAY + dt.timedelta(days=2))}, "state"),
        ({"people_count": "många"}, "people_count"),
        ({"people_count": "-1"}, "people_count"),
        ({"employer_id": "77"}, "employer_id"),
        ({"user_ids": ["999999"]}, "user_ids"),
        ({"outcome": "Ring 900517-9806"}, "outcome"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(
    team: Team, client: Client, changed: dict[str, object], field: str
) -> None:
    answer = client.post(at(team, "outreach_new"), typed(**changed))
    assert answer.status_code == 422
    assert list(answer.context["entry"].errors) == [field]
    with inside(team):
        assert not OutreachActivity.objects.filter(team=team).exists()


def test_a_period_that_is_wrong_is_told(team: Team, client: Client) -> None:
    page = text_of(client, at(team, "outreach") + "?from=2026-05-01&to=2026-01-01&sok=%00&visa=x&ordna=y")
    assert "The last day comes before the first" in page


def test_enquiries_are_counted_once_and_changed(team: Team, client: Client) -> None:
    address = at(team, "outreach_enquiries")
    series = "0a0a0a0a-0000-4000-8000-000000000001"
    asked = {
        "on_day": str(TODAY),
        "enquirer": "soc",
        "about": "place",
        "enquiry_count": "2",
        "series": series,
    }
    for _time in range(2):
        assert client.post(address, asked).status_code == 302
    one = at(team, "outreach_enquiry", series)
    assert client.post(one, {**asked, "enquiry_count": "5", "version": "1"}).status_code == 302
    with inside(team):
        row = Enquiry.objects.get(team=team, superseded_at__isnull=True)
    assert (row.enquiry_count, row.version) == (5, 2)
    client.post(at(team, "outreach_enquiry_taken_back", series), {"act": "undo", "version": "2"})
    assert ">2<" in text_of(client, address)
    answer = client.post(address, {**asked, "on_day": str(TODAY + dt.timedelta(days=1))})
    assert list(answer.context["entry"].errors) == ["on_day"]


def test_a_representative_reads_and_writes_nothing(team: Team, client: Client) -> None:
    client.post(at(team, "outreach_new"), typed(outcome="Bra möte"))
    reader = make_user("ombud")
    join(team, reader, Role.REPRESENTATIVE, authority=make_authority())
    own, row = client_of(reader), current(team)
    listing = text_of(own, at(team, "outreach"))
    assert "Halvåret" in listing
    assert at(team, "outreach_new") not in listing
    assert at(team, "outreach_excel") not in listing
    page = text_of(own, at(team, "outreach_one", row.series))
    assert "Bra möte" in page
    assert "<textarea" not in page
    assert 'name="what"' not in page
    assert own.post(at(team, "outreach_one", row.series), typed(version="1")).status_code == 403
    assert own.post(at(team, "outreach_taken_back", row.series), {"version": "1"}).status_code == 403


def test_an_employers_page_and_the_calendar_show_it(team: Team, client: Client) -> None:
    with inside(team) as actor:
        made = fill_register(actor, team, "Skogens trä")
    address = at(team, "outreach_new") + f"?arbetsgivare={made.employer_id}"
    assert f'value="{made.employer_id}" selected' in text_of(client, address)
    client.post(
        at(team, "outreach_new"),
        typed(what="Frukost i skogen", kind="breakfast", employer_id=str(made.employer_id), starts_at="8.30"),
    )
    assert "Frukost i skogen" in text_of(client, at(team, "employer", made.employer_id))
    week = text_of(client, at(team, "calendar") + f"?vecka={TODAY}")
    assert "Frukost i skogen" in week
    assert at(team, "outreach_one", current(team).series) in week
    assert current(team).with_whom == "Skogens trä"


def test_the_spreadsheet_has_the_rows_of_the_filter(team: Team, client: Client) -> None:
    for what, state in (("=1+1", "held"), ("Annat", "planned")):
        client.post(at(team, "outreach_new"), typed(what=what, state=state, people_count="4"))
    answer = client.get(at(team, "outreach_excel") + "?visa=held")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [(row[1], row[4]) for row in rows] == [("=1+1", 4)]


def test_the_list_asks_no_more_for_many_rows(team: Team, client: Client) -> None:
    kim = User.objects.get(username__startswith="kim").pk
    with inside(team) as actor:
        values = OutreachValues(kind="board", state="held", on_day=TODAY, what="x", user_ids=(kim,))
        add_outreach(actor=actor, team=team, values=values)
    address = at(team, "outreach")
    few = queries_of(client, address)
    with inside(team) as actor:
        OutreachActivity.objects.bulk_create(
            OutreachActivity(
                team=team, kind="other", state="held", what=f"x{one}", on_day=TODAY, user_ids=[kim]
            )
            for one in range(60)
        )
    assert queries_of(client, address + "?antal=75") == few
    enquiries = at(team, "outreach_enquiries") + "?antal=75"
    none = queries_of(client, enquiries)
    with inside(team):
        Enquiry.objects.bulk_create(
            Enquiry(team=team, enquirer="soc", about="place", on_day=TODAY) for _one in range(40)
        )
    assert queries_of(client, enquiries) == none
