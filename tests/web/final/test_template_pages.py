"""The template of the final documentation: who changes it, what is refused, what a paper made by it says."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

import docx
import pytest
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from samsteg.access.enums import Role
from samsteg.audit.models import ReadEntry
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.way.enums import State
from samsteg.people.names import PersonName, save_name
from samsteg.reports.final.enums import FinalPart
from samsteg.reports.final.models import FinalTemplate
from samsteg.reports.final.selectors import final_shape_at
from samsteg.reports.final.services import save_final_template
from samsteg.reports.final.shape import STANDARD
from tests.factories import make_consent, make_stay, make_team
from tests.participants.way.walking import bring_to, worker
from tests.reports.pdf_reading import Pdf
from tests.web.users import client_of, inside, make_user, queries_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)


@pytest.fixture
def team() -> Team:
    return make_team("Team Provdalen")


@pytest.fixture
def lead(team: Team) -> Client:
    return client_of(make_user("ledare", team, Role.TEAM_LEAD))


@pytest.fixture
def coach(team: Team) -> Client:
    return client_of(make_user("handledare", team))


def address(team: Team, name: str = "final_template", **more: Any) -> str:
    return reverse(name, kwargs={"slug": team.slug, **more})


def typed(version: int = 0, day: dt.date = TODAY, **changed: str) -> dict[str, str]:
    """The standard as the page sends it, with changes; a part is left out by `<part>-is_shown=""`."""
    form: dict[str, str] = {"version": str(version), "valid_from": str(day), "opening": "", "closing": ""}
    for place, part in enumerate(FinalPart, start=1):
        form |= {f"{part}-place": str(place), f"{part}-is_shown": "on", f"{part}-heading": ""}
    form |= changed
    return {name: value for name, value in form.items() if value or not name.endswith("is_shown")}


def said(answer: HttpResponse) -> str:
    main = re.search(r"<main.*?</main>", answer.content.decode(), re.DOTALL)
    assert main
    return " ".join(re.sub(r"<[^>]+>", " ", main[0]).split())


def rows(team: Team) -> list[FinalTemplate]:
    with inside(team):
        return list(FinalTemplate.objects.filter(team=team).order_by("version"))


def exited(team: Team) -> Stay:
    stay = bring_to(worker(team, Role.TEAM_LEAD), team, State.EXITED)
    make_consent(team, stay.person_id)
    return stay


def paper(client: Client, team: Team, stay: Stay) -> tuple[list[str], str]:
    """The headings and all the text of the Word document."""
    answer = client.get(reverse("final_word", args=[team.slug, stay.person_id]))
    document = docx.Document(io.BytesIO(answer.content))
    headings = [one.text for one in document.paragraphs if one.style and one.style.name == "Heading 1"]
    foot = " ".join(one.text for section in document.sections for one in section.footer.paragraphs)
    cells = [cell.text for table in document.tables for line in table.rows for cell in line.cells]
    return headings, "\n".join([*(one.text for one in document.paragraphs), *cells, foot])


def test_the_lead_decides_on_parts_order_headings_and_texts(lead: Client, team: Team) -> None:
    stay = exited(team)
    form = typed(
        **{
            "own_words-place": "1",
            "time-place": "2",
            "time-heading": " Tiden  hos oss ",
            "beside-is_shown": "",
            "opening": "Om {namn}, {start} till {slut}.\r\n\r\nAndra stycket.",
            "closing": "Skrivet {idag} av {team}.",
        }
    )
    assert lead.post(address(team), form).status_code == 302
    headings, text = paper(lead, team, stay)
    assert headings[:2] == ["In the participant's own words", "Tiden hos oss"]
    assert "Efforts beside, and meetings" not in headings and headings[-1] == "Finally"
    with inside(team):
        stay.refresh_from_db()
    assert (
        stay.exited_on and f"{stay.enrolled_on} till {stay.exited_on}." in text and "Andra stycket." in text
    )
    assert f"Skrivet {TODAY} av Team Provdalen." in text and "{" not in text
    assert f"Made by version 1 of the team's template, from {TODAY}." in text and "template 1" in text


def test_a_paper_says_which_version_it_was_made_by_and_earlier_ones_are_read(
    lead: Client, coach: Client, team: Team
) -> None:
    stay = exited(team)
    assert "standard template that comes with Samsteg" in paper(coach, team, stay)[1]
    lead.post(address(team), typed(opening="Den första."))
    lead.post(address(team), typed(1, opening="Den andra."))
    assert "Den andra." in paper(coach, team, stay)[1]
    page = said(coach.get(address(team)))
    assert "Version 1, from" in page and "Replaced the same day by a later one." in page
    assert "Den första." in said(coach.get(address(team, "final_template_version", version=1)))
    assert "Den andra." in said(coach.get(address(team, "final_template_version", version=2)))
    assert coach.get(address(team, "final_template_version", version=3)).status_code == 404
    with inside(team):
        assert not ReadEntry.objects.filter(team_id=team.pk).exclude(person_id=stay.person_id).exists()


def test_a_template_holds_from_its_day(lead: Client, team: Team) -> None:
    lead.post(address(team), typed(day=TODAY + DAY, opening="I morgon."))
    with inside(team):
        assert final_shape_at(team, TODAY) == STANDARD
        assert final_shape_at(team, TODAY + DAY).opening == "I morgon."
    for day, reason in ((TODAY - DAY, "The day has been."), (TODAY + 400 * DAY, "more than a year ahead")):
        answer = lead.post(address(team), typed(1, day=day))
        assert answer.status_code == 422 and reason in said(answer)
    assert len(rows(team)) == 1


def test_back_to_the_standard_is_a_version_too(lead: Client, team: Team) -> None:
    stay = exited(team)
    lead.post(address(team), typed(opening="Vårt."))
    assert lead.post(address(team), {**typed(1, opening="Vårt."), "standard": "1"}).status_code == 302
    _headings, text = paper(lead, team, stay)
    assert "Vårt." not in text and "Made by the standard template, version 2 of the team's" in text
    first, second = rows(team)
    assert (first.is_standard, second.is_standard, second.parts) == (False, True, [])
    assert first.superseded_at == second.recorded_at


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"opening": "Hej {personnummer}"}, "{personnummer} can&#x27;t be filled in"),
        ({"closing": "Hej {namn"}, "{ can&#x27;t be filled in"),
        ({"closing": "Hej {{namn}}"}, "can&#x27;t be filled in"),
        ({"opening": "Hej {namn.__class__}"}, "{namn.__class__} can&#x27;t be filled in"),
        ({"time-heading": "Tiden för {namn}"}, "A heading is the same for everybody"),
        ({"time-heading": "x" * 121}, "121"),
        ({"opening": "x" * 4001}, "4001"),
        ({"time-place": "många"}, "whole number"),
        ({"valid_from": "snart"}, "Write the day as"),
        ({f"{part}-is_shown": "" for part in FinalPart}, "Keep at least one part"),
        ({"opening": "Fråga 19900101-2384"}, "There is an identity number in the text"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_typed_is_lost(
    lead: Client, team: Team, changed: dict[str, str], reason: str
) -> None:
    answer = lead.post(address(team), typed(**{"support-heading": "Stödet", **changed}))
    page = answer.content.decode()
    assert answer.status_code == 422 and reason in page
    assert 'value="Stödet"' in page
    for name, value in changed.items():
        if value and not name.endswith("is_shown"):
            assert value.replace("&", "&amp;") in page
    assert rows(team) == []


def test_a_participants_name_stands_on_nobody_elses_paper(lead: Client, team: Team) -> None:
    stay = make_stay(team, enrolled_on=TODAY - 9 * DAY)
    make_consent(team, stay.person_id)
    with inside(team):
        save_name(team=team, person_id=stay.person_id, name=PersonName("Alva", "Provsson"))
    answer = lead.post(address(team), typed(closing="Som Alva Provsson sa."))
    assert answer.status_code == 422 and "The text names a participant" in said(answer)


def test_the_second_of_two_is_told_who_changed_what(lead: Client, team: Team) -> None:
    second = client_of(make_user("tva", team, Role.TEAM_LEAD))
    lead.post(address(team), typed(**{"opening": "Först.", "groups-heading": "Grupperna"}))
    answer = second.post(address(team), typed(closing="Min text."))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Ledare Prov saved another version at" in page and "Grupperna, the opening text" in page
    assert "Min text." in page and 'name="version" value="1"' in page
    assert second.post(address(team), typed(1, closing="Min text.")).status_code == 302
    assert [(row.opening, row.closing) for row in rows(team)] == [("Först.", ""), ("", "Min text.")]


def test_the_preview_follows_what_is_typed_about_somebody_made_up(lead: Client, team: Team) -> None:
    form = typed(opening="Om {namn}.", **{"plan-is_shown": ""})
    page = said(lead.post(address(team, "final_template_preview"), form))
    assert "Om Exempla Exempelsson." in page and "The person is made up." in page
    assert "Best hopes" not in page and "What has been in the way" in page
    faulty = lead.post(address(team, "final_template_preview"), typed(opening="{fel}"))
    assert faulty.status_code == 422 and "{fel} can't be filled in" in said(faulty).replace("&#x27;", "'")
    escaped = lead.post(address(team, "final_template_preview"), typed(opening="<b>Om</b>"))
    assert "&lt;b&gt;Om&lt;/b&gt;" in escaped.content.decode()
    assert rows(team) == []


def test_only_the_lead_changes_it(coach: Client, lead: Client, team: Team) -> None:
    assert coach.post(address(team), typed()).status_code == 403
    assert coach.post(address(team, "final_template_preview"), typed()).status_code == 403
    page = coach.get(address(team)).content.decode()
    assert 'name="opening"' not in page and "The time in the team" in page
    assert 'name="opening"' in lead.get(address(team)).content.decode()
    assert rows(team) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"version": 1, "valid_from": TODAY + DAY, "parts": [{}]},
        {"version": 2, "valid_from": TODAY, "parts": [{}]},
        {"version": 2, "valid_from": TODAY + DAY, "parts": []},
        {"version": 2, "valid_from": TODAY + DAY, "is_standard": True, "opening": "x"},
        {"version": 0, "valid_from": TODAY + DAY, "parts": [{}]},
    ],
)
def test_the_database_keeps_versions_apart_and_a_standard_empty(team: Team, wrong: dict[str, Any]) -> None:
    with inside(team):
        FinalTemplate.objects.create(team=team, version=1, valid_from=TODAY, parts=[{}])
        with pytest.raises(IntegrityError), transaction.atomic():
            FinalTemplate.objects.create(team=team, **wrong)


def test_a_long_history_takes_no_more_queries(lead: Client, team: Team) -> None:
    lead.post(address(team), typed(opening="1"))
    few = queries_of(lead, address(team))
    actor = worker(team, Role.TEAM_LEAD)
    with inside(team), translation.override("en"):
        for number in range(1, 6):
            save_final_template(
                actor=actor,
                team=team,
                shape=STANDARD,
                valid_from=TODAY + number * DAY,
                expected_version=number,
            )
    assert queries_of(lead, address(team)) == few


def test_the_pdf_is_without_the_part_to_write_in(lead: Client, team: Team) -> None:
    stay = exited(team)
    headings, text = paper(lead, team, stay)
    assert headings[-1] == "The team's summary" and "Write here what the next one needs to know" in text
    pdf = Pdf(lead.get(reverse("final_pdf", args=[team.slug, stay.person_id])).content)
    assert "Write here" not in pdf.text and "The time in the team" in pdf.text
