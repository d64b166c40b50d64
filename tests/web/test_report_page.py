"""The page of texts: nothing typed is lost, and the report as a file."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samsteg.organisation.models import Team
from samsteg.reports.models import ReportText
from samsteg.reports.texts import LONGEST_TEXT
from samsteg.web.report.pages import TextsPage
from samsteg.web.report.typed import mark_of
from tests.factories import make_stay
from tests.web.users import inside

pytestmark = pytest.mark.django_db
QUERY = "?from=2025-01-01&to=2025-12-31"
PLACE, OTHER = "1.analysis", "2.analysis"


@pytest.fixture
def address(team: Team) -> str:
    make_stay(team, enrolled_on=dt.date(2025, 2, 1))
    return reverse("report", args=[team.slug]) + QUERY


def fields(client: Client, address: str, **texts: str) -> dict[str, str]:
    """What a browser sends: every field as the page had it, with `texts` typed over."""
    page: TextsPage = client.get(address).context["page"]
    sent: dict[str, str] = {}
    for section in page.sections:
        for part in section.parts:
            sent[f"text:{part.place}"] = texts.get(part.place, part.body).replace("\n", "\r\n")
            sent[f"version:{part.place}"] = str(part.version)
            sent[f"was:{part.place}"] = part.mark
    return sent


def stored(team: Team) -> dict[str, str]:
    with inside(team):
        return dict(ReportText.objects.filter(team=team).values_list("place", "body"))


def test_one_button_saves_every_text_that_was_touched(coach_client: Client, team: Team, address: str) -> None:
    sent = fields(coach_client, address, **{PLACE: "Fler kom.\n\nDet var bra.", OTHER: "Vi gick ut."})
    answer = coach_client.post(address, {**sent, "save": PLACE})
    assert answer.headers["Location"] == f"{address}#text-1-analysis"
    assert stored(team) == {PLACE: "Fler kom.\n\nDet var bra.", OTHER: "Vi gick ut."}
    assert "2 texts were saved." in coach_client.get(address).content.decode()


def test_the_same_again_changes_nothing(coach_client: Client, team: Team, address: str) -> None:
    coach_client.post(address, fields(coach_client, address, **{PLACE: "Fler kom."}))
    coach_client.post(address, fields(coach_client, address))
    with inside(team):
        assert ReportText.objects.get(place=PLACE).version == 1


def test_a_stale_text_is_kept_beside_the_other(
    coach_client: Client, lead_client: Client, team: Team, address: str
) -> None:
    slow = fields(coach_client, address, **{PLACE: "Min text.", OTHER: "Min andra text."})
    lead_client.post(address, fields(lead_client, address, **{PLACE: "Ledarens text."}))
    answer = coach_client.post(address, slow)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Min text." in page
    assert "Ledarens text." in page
    assert "Ledare Prov" in page
    assert stored(team) == {PLACE: "Ledarens text.", OTHER: "Min andra text."}
    again = {
        f"text:{PLACE}": "Min text.",
        f"version:{PLACE}": str(answer.context["page"].faults[0].version),
        f"was:{PLACE}": "",
    }
    assert coach_client.post(address, again).status_code == 302
    assert stored(team)[PLACE] == "Min text."


def test_what_somebody_else_saved_is_no_clash_where_nothing_was_typed(
    coach_client: Client, lead_client: Client, team: Team, address: str
) -> None:
    slow = fields(coach_client, address, **{OTHER: "Min text."})
    lead_client.post(address, fields(lead_client, address, **{PLACE: "Ledarens text."}))
    assert coach_client.post(address, slow).status_code == 302
    assert stored(team) == {PLACE: "Ledarens text.", OTHER: "Min text."}


def test_a_text_that_is_too_long_is_kept_in_the_field(coach_client: Client, team: Team, address: str) -> None:
    long = "x" * (LONGEST_TEXT + 1)
    answer = coach_client.post(address, fields(coach_client, address, **{PLACE: long}))
    assert answer.status_code == 409
    assert long in answer.content.decode()
    assert stored(team) == {}


def test_a_text_is_shown_as_text(coach_client: Client, address: str) -> None:
    coach_client.post(address, fields(coach_client, address, **{PLACE: "</textarea><script>1</script>"}))
    assert "<script>1" not in coach_client.get(address).content.decode()


def test_unknown_places_and_odd_versions_are_left_alone(
    coach_client: Client, team: Team, address: str
) -> None:
    odd = {"text:99.x": "a", f"text:{PLACE}": "b", f"version:{PLACE}": "9" * 40}
    assert coach_client.post(address, odd).status_code == 302
    assert stored(team) == {PLACE: "b"}


def test_nothing_is_saved_to_a_period_that_is_wrong(coach_client: Client, team: Team, address: str) -> None:
    sent = fields(coach_client, address, **{PLACE: "Text."})
    assert coach_client.post(address.replace("2025-12-31", "2024-12-31"), sent).status_code == 409
    assert stored(team) == {}


def test_periods_have_texts_of_their_own(coach_client: Client, address: str) -> None:
    coach_client.post(address, fields(coach_client, address, **{PLACE: "Bara hela året."}))
    half = address.replace("2025-12-31", "2025-06-30")
    assert "Bara hela året." not in coach_client.get(half).content.decode()


@pytest.mark.parametrize(("fmt", "start"), [("docx", b"PK"), ("pdf", b"%PDF")])
def test_the_report_as_a_file(coach_client: Client, team: Team, address: str, fmt: str, start: bytes) -> None:
    answer = coach_client.get(reverse("report_file", args=[team.slug, fmt]) + QUERY)
    assert answer.status_code == 200
    assert answer.content.startswith(start)
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="rapport-{team.slug}-2025-01-01-2025-12-31.{fmt}"'
    )
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_report_as_a_page(coach_client: Client, team: Team, address: str) -> None:
    page = coach_client.get(reverse("report_file", args=[team.slug, "html"]) + QUERY).content.decode()
    assert page.count("<h1") == 1
    assert page.count('<article class="s-a4">') > 9
    assert "Practice: no real persons" in page


def test_what_is_typed_stands_in_the_report(coach_client: Client, team: Team, address: str) -> None:
    coach_client.post(address, fields(coach_client, address, **{PLACE: "Ovanligt ord: kluddfri."}))
    answer = coach_client.get(reverse("report_file", args=[team.slug, "html"]) + QUERY)
    assert "kluddfri" in answer.content.decode()


def test_the_protected_edition_is_refused(coach_client: Client, team: Team, address: str) -> None:
    link = reverse("report_file", args=[team.slug, "docx"]) + QUERY
    assert coach_client.get(f"{link}&edition=protected").status_code == 409
    assert coach_client.get(f"{link}&edition=odd").status_code == 404


@pytest.mark.parametrize("fmt", ["exe", "docm", "docx.html"])
def test_other_formats_do_not_exist(coach_client: Client, team: Team, address: str, fmt: str) -> None:
    assert coach_client.get(f"/team/{team.slug}/rapport/rapport.{fmt}").status_code == 404


def test_queries_do_not_grow_with_texts(coach_client: Client, address: str) -> None:
    coach_client.get(address)
    counts = []
    for texts in ({}, {PLACE: "a", OTHER: "b", "3.analysis": "c"}):
        coach_client.post(address, fields(coach_client, address, **texts))
        coach_client.get(address)  # takes the message
        with CaptureQueriesContext(connection) as captured:
            coach_client.get(address)
        counts.append(len([one for one in captured if "SAVEPOINT" not in one["sql"]]))
    assert counts[0] == counts[1]
    assert counts[0] <= 15


def test_a_mark_tells_a_touched_text_whatever_the_line_ends() -> None:
    assert mark_of("a\r\nb") == mark_of("a\nb")
    assert mark_of("a") != mark_of("b")
