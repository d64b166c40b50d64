"""The pages of the report template: steps, draft, preview, taking into use, pictures; and what can go wrong."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samsteg.organisation.models import Team
from samsteg.reports.models import ReportImage, TeamTemplate, TemplateDraft
from tests.factories import make_stay
from tests.reports.pictures import png
from tests.web.users import inside

STEPS = ("rubriker", "tabeller", "ord", "titelsida")


def address(team: Team, name: str, **more: str) -> str:
    return reverse(name, kwargs={"slug": team.slug, **more})


def step(team: Team, name: str) -> str:
    return address(team, "report_template_step", step=name)


def fields_of(page: str) -> dict[str, str]:
    """What the step's form would send as it stands, files and buttons apart."""
    form = page[page.index("data-preview=") : page.index("s-template-save")]
    fields: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name = re.search(r'name="([^"]*)"', tag)
        kind = re.search(r'type="(\w+)"', tag)
        if (
            not name
            or (kind and kind[1] == "file")
            or (kind and kind[1] == "checkbox" and " checked" not in tag)
        ):
            continue
        value = re.search(r'value="([^"]*)"', tag)
        fields[name[1]] = unescaped(value[1]) if value else "on" if kind and kind[1] == "checkbox" else ""
    for name, inner in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.S):
        options = re.findall(r'<option value="([^"]*)"( selected)?', inner)
        fields[name] = unescaped(next((value for value, chosen in options if chosen), options[0][0]))
    for name, inner in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>\n?(.*?)</textarea>', form, re.S):
        fields[name] = unescaped(inner)
    return fields


def unescaped(text: str) -> str:
    for mark, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#x27;", "'"), ("&amp;", "&")):
        text = text.replace(mark, letter)
    return text


def get(client: Client, where: str) -> str:
    answer = client.get(where)
    assert answer.status_code == 200
    return answer.content.decode()


def send(client: Client, where: str, **changes: Any) -> Any:
    """Fills in the form as it stands, with changes; None takes a field away."""
    fields: dict[str, Any] = {**fields_of(get(client, where)), **changes}
    return client.post(where, {name: value for name, value in fields.items() if value is not None})


def draft(team: Team) -> TemplateDraft:
    with inside(team):
        return TemplateDraft.objects.get(team=team)


@pytest.mark.parametrize("name", STEPS)
def test_a_step_saved_as_it_stands_changes_nothing_in_the_report(
    lead_client: Client, team: Team, name: str
) -> None:
    before = sheets(get(lead_client, step(team, name)))
    answer = send(lead_client, step(team, name))
    assert answer.status_code == 302
    assert draft(team).version == 1
    assert sheets(get(lead_client, step(team, name))) == before


def sheets(page: str) -> str:
    return page[page.index('<div class="s-wrap" lang="sv-SE">') :].partition("</section>")[0]


def test_headings_change_are_switched_off_moved_and_added(lead_client: Client, team: Team) -> None:
    where = step(team, "rubriker")
    send(lead_client, where, **{"s1.heading": "1. Vilka kom?", "s0.shown": None, "s1p1.shown": None})
    page = sheets(get(lead_client, where))
    assert "1. Vilka kom?" in page
    assert "Sammanfattning" not in page
    assert page.count(">Analys<") == 8
    send(lead_client, where, down="2")
    assert [one["heading"][:2] for one in draft(team).data["sections"][1:4]] == ["2.", "1.", "3."]
    send(lead_client, where, up="3")
    send(lead_client, where, add="1")
    sections = draft(team).data["sections"]
    assert sections[-1]["parts"][0]["place"] == "own1.text"
    send(lead_client, where, **{"s10.order": "1", "s10.heading": "Först"})
    assert draft(team).data["sections"][0]["heading"] == "Först"


def test_columns_change_order_and_name_and_go(lead_client: Client, team: Team) -> None:
    where = step(team, "tabeller") + "?tabell=flow"
    send(
        lead_client,
        where,
        **{"c0.order": "99", "c1.shown": None, "c2.text": "Slutat", "caption": "Flöde {year}"},
    )
    table = draft(team).data["tables"]["flow"]
    headers = [column["header"] for column in table["columns"]]
    assert headers[0] == "Slutat"
    assert headers[-1] == "Antal inskrivna {from}"
    assert "Antal nyinskrivna under perioden" not in headers
    assert "Flöde " in sheets(get(lead_client, where))
    page = get(lead_client, where)
    assert "Antal nyinskrivna under perioden" in page, "what was taken out can be put in again"


def test_the_table_of_groups_hides_few_persons_where_the_team_says_so(
    lead_client: Client, team: Team
) -> None:
    where = step(team, "tabeller") + "?tabell=groups"
    assert 'name="hides_few">' in get(lead_client, where)
    send(lead_client, where, hides_few="on", **{"c1.text": "Hållna tillfällen", "c2.shown": None})
    table = draft(team).data["tables"]["groups"]
    assert table["fewest"] == 5
    assert [column["name"] for column in table["columns"]] == [
        "group",
        "sessions_held",
        "people",
        "per_session",
        "share",
    ]
    assert 'name="hides_few" checked' in get(lead_client, where)
    send(lead_client, where, hides_few=None)
    assert draft(team).data["tables"]["groups"]["fewest"] == 0


def test_a_table_moves_to_another_sub_heading_and_out_of_the_report(lead_client: Client, team: Team) -> None:
    where = step(team, "tabeller") + "?tabell=flow"
    send(lead_client, where, place="2.reflection")
    contents = {
        part["place"]: part.get("content", [])
        for one in draft(team).data["sections"]
        for part in one["parts"]
    }
    assert "table:flow" in contents["2.reflection"]
    assert "table:flow" not in contents["3.description"]
    send(lead_client, where, place="")
    assert "Inskrivna och avslut 20" not in sheets(get(lead_client, where))


def test_words_and_formats(lead_client: Client, team: Team) -> None:
    send(
        lead_client,
        step(team, "ord"),
        one="deltagare",
        many="deltagare",
        thousands="none",
        number_tables=None,
    )
    data = draft(team).data
    assert (data["noun"]["one"], data["formats"]["thousands"], data["number_tables"]) == (
        "deltagare",
        "none",
        False,
    )
    assert "Ingen deltagare skrevs in" in sheets(get(lead_client, step(team, "ord")))


def test_a_logo_is_shown_on_the_first_page_and_handed_out_to_the_team_only(
    lead_client: Client, coach_client: Client, team: Team
) -> None:
    file = SimpleUploadedFile("Alva Exempelsson.png", png(), "image/png")
    send(
        lead_client,
        step(team, "titelsida"),
        logo=file,
        logo_alt="Två händer",
        supported_by="Exempelförbundet",
    )
    cover = draft(team).data["cover"]
    where = address(team, "report_image", digest=cover["logo"])
    page = sheets(get(lead_client, step(team, "titelsida")))
    assert f'<img src="{where}" alt="Två händer"' in page
    assert "Exempelförbundet" in page
    answer = coach_client.get(where)
    assert (answer.status_code, answer.headers["Content-Type"], answer.content) == (200, "image/png", png())
    assert coach_client.get(where.replace(cover["logo"], "0" * 64)).status_code == 404
    send(lead_client, step(team, "titelsida"), remove_logo="on")
    assert draft(team).data["cover"]["logo"] == ""


def test_a_picture_at_a_sub_heading_needs_words(lead_client: Client, team: Team) -> None:
    file = SimpleUploadedFile("x.png", png(), "image/png")
    send(lead_client, step(team, "titelsida"), picture=file, place="2.analysis", caption="Figur")
    page = get(lead_client, step(team, "titelsida"))
    assert "write what the picture shows" in page
    send(lead_client, step(team, "titelsida"), **{"alt:2.analysis": "Fyra grupper"})
    assert 'alt="Fyra grupper"' in sheets(get(lead_client, step(team, "titelsida")))


@pytest.mark.parametrize("content", [b"GIF89a", bytes(3_000_000)])
def test_a_file_that_wont_do_is_told_and_nothing_typed_is_lost(
    lead_client: Client, team: Team, content: bytes
) -> None:
    file = SimpleUploadedFile("x.png", content, "image/png")
    answer = send(lead_client, step(team, "titelsida"), logo=file, supported_by="Det jag skrev")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "What you typed is still here" in page
    assert "Det jag skrev" in page
    with inside(team):
        assert not ReportImage.objects.filter(team=team).exists()
        assert not TemplateDraft.objects.filter(team=team).exists()


def test_two_who_edit_the_draft_both_keep_their_texts(lead_client: Client, team: Team) -> None:
    where = step(team, "rubriker")
    mine = {**fields_of(get(lead_client, where)), "s1.heading": "Min rubrik"}
    send(lead_client, where, **{"s2.heading": "Den andras rubrik"})
    answer = lead_client.post(where, mine)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Min rubrik" in page
    assert draft(team).data["sections"][2]["heading"] == "Den andras rubrik"
    again = {**fields_of(page)}
    assert lead_client.post(where, again).status_code == 302
    assert draft(team).data["sections"][1]["heading"] == "Min rubrik"


def test_the_draft_is_taken_into_use_from_a_day(lead_client: Client, team: Team) -> None:
    send(lead_client, step(team, "ord"), one="deltagare", many="deltagare", the_many="deltagarna")
    answer = lead_client.post(address(team, "report_template_use"), {"valid_from": "250101", "version": "1"})
    assert answer.status_code == 302
    with inside(team):
        (row,) = TeamTemplate.objects.filter(team=team)
    assert (row.valid_from.isoformat(), row.version, row.data["noun"]["one"]) == (
        "2025-01-01",
        1,
        "deltagare",
    )
    page = get(lead_client, address(team, "report_template"))
    assert "Version 1, from 2025-01-01" in page
    assert "the same as the template that holds today" in page


def test_a_faulty_draft_is_kept_but_not_taken_into_use(lead_client: Client, team: Team) -> None:
    send(lead_client, step(team, "rubriker"), **{"s1.heading": "R" * 301})
    page = get(lead_client, step(team, "rubriker"))
    assert "301 letters" in page
    assert "can't be shown until this is mended" in page
    answer = lead_client.post(
        address(team, "report_template_use"), {"valid_from": "2025-01-01", "version": "1"}
    )
    assert answer.status_code == 422
    assert "301 letters" in answer.content.decode()
    with inside(team):
        assert not TeamTemplate.objects.filter(team=team).exists()


@pytest.mark.parametrize(
    "sent", [{"valid_from": "i morgon", "version": "0"}, {"valid_from": "2025-01-01", "version": "7"}]
)
def test_a_day_that_isnt_one_or_a_draft_that_has_changed(
    lead_client: Client, team: Team, sent: dict[str, str]
) -> None:
    answer = lead_client.post(address(team, "report_template_use"), sent)
    assert answer.status_code == 422
    with inside(team):
        assert not TeamTemplate.objects.filter(team=team).exists()


def test_a_new_draft_starts_from_a_shipped_shape(lead_client: Client, team: Team) -> None:
    assert lead_client.post(address(team, "report_template_start"), {"base": "sater"}).status_code == 302
    assert draft(team).base == "sater"
    assert "10.Utvecklingsområden" in get(lead_client, step(team, "rubriker"))
    assert lead_client.post(address(team, "report_template_start"), {"base": "../x"}).status_code == 422


@pytest.mark.parametrize("name", ["kraften-2021", "kraften-2025", "avesta", "sater"])
@pytest.mark.parametrize("which", STEPS)
def test_every_shape_can_be_edited(lead_client: Client, team: Team, name: str, which: str) -> None:
    lead_client.post(address(team, "report_template_start"), {"base": name})
    before = sheets(get(lead_client, step(team, which)))
    assert send(lead_client, step(team, which)).status_code == 302
    assert sheets(get(lead_client, step(team, which))) == before


def test_what_is_typed_is_shown_but_not_saved(lead_client: Client, team: Team) -> None:
    where = step(team, "rubriker")
    typed = {**fields_of(get(lead_client, where)), "s1.heading": "1. Ett nytt namn"}
    answer = lead_client.post(address(team, "report_template_preview"), typed)
    assert answer.status_code == 200
    piece = answer.content.decode()
    assert "1. Ett nytt namn" in piece
    assert "<html" not in piece
    with inside(team):
        assert not TemplateDraft.objects.filter(team=team).exists()
    lead_client.post(where, typed)
    saved = sheets(get(lead_client, where))
    assert sheets(piece + "</section>").strip()[:5000] == saved.strip()[:5000]
    page = lead_client.post(address(team, "report_template_preview") + "?sida=1", typed).content.decode()
    assert "<html" in page


def test_queries_dont_grow_with_what_the_team_holds(lead_client: Client, team: Team) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            get(lead_client, step(team, "tabeller"))
        return len(captured)

    queries()
    before = queries()
    with inside(team):
        pass
    for _again in range(3):
        make_stay(team)
    assert queries() <= before + 1  # the frame may ask once more where there is something to ask about
