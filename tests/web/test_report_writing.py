"""Writing in the report: nothing typed is lost, drafts are the writer's own, and checks are answered."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from samsteg.access.enums import Role
from samsteg.organisation.models import Team
from samsteg.reports.models import CheckAnswer
from samsteg.reports.texts import LONGEST_TEXT
from tests.factories import make_published, make_stay
from tests.web.report_pages import (
    PLACE,
    QUERY,
    YEAR,
    begin,
    drafts,
    keep,
    save,
    section_address,
    stored,
)
from tests.web.users import client_of, inside, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _begun(team: Team) -> None:
    make_stay(team, enrolled_on=dt.date(2025, 2, 1))
    begin(team)


def editing(client: Client, team: Team) -> Any:
    page = client.get(section_address(team, writing=True))
    (part,) = [one for one in page.context["parts"] if one.editing]
    return part.editing


def test_a_text_is_saved_and_shown_at_its_place(coach_client: Client, team: Team) -> None:
    answer = save(coach_client, team, "Fler kom.\n\nDet var bra.")
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"{section_address(team)}#text-1-analysis"
    assert stored(team) == {PLACE: "Fler kom.\n\nDet var bra."}
    assert "The text is saved in the report." in coach_client.get(section_address(team)).content.decode()


def test_the_same_again_says_that_nothing_changed(coach_client: Client, team: Team) -> None:
    save(coach_client, team, "Fler kom.")
    save(coach_client, team, "Fler kom.", 1)
    assert "Nothing had been changed" in coach_client.get(section_address(team)).content.decode()


def test_a_stale_text_is_kept_beside_the_other(coach_client: Client, lead_client: Client, team: Team) -> None:
    save(lead_client, team, "Ledarens text.")
    answer = save(coach_client, team, "Min text.")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Min text." in page
    assert "Ledarens text." in page
    assert "Ledare Prov" in page
    assert stored(team) == {PLACE: "Ledarens text."}
    assert drafts(team) == ["Min text."]  # also when the window closes now
    (part,) = [one for one in answer.context["parts"] if one.editing]
    assert save(coach_client, team, "Min text.", part.editing.version).status_code == 303
    assert stored(team) == {PLACE: "Min text."}


def test_a_text_that_is_too_long_is_kept_in_the_field(coach_client: Client, team: Team) -> None:
    long = "x" * (LONGEST_TEXT + 1)
    answer = save(coach_client, team, long)
    assert answer.status_code == 409
    assert long in answer.content.decode()
    assert stored(team) == {}


def test_fifty_thousand_letters_fit(coach_client: Client, team: Team) -> None:
    save(coach_client, team, "ord " * 12_499)
    assert len(stored(team)[PLACE]) > 49_000
    assert coach_client.get(section_address(team)).status_code == 200


def test_a_text_is_shown_as_text(coach_client: Client, team: Team) -> None:
    save(coach_client, team, "</textarea><script>1</script> [<b>x</b>] ## <i>")
    for address in (section_address(team), section_address(team, writing=True)):
        page = coach_client.get(address).content.decode()
        assert "<script>1" not in page
        assert "<b>x" not in page


def test_a_figure_is_typed_as_words_and_shown_as_a_figure(coach_client: Client, team: Team) -> None:
    save(coach_client, team, "[nyinskrivna] kom, [kluddfri].")
    assert stored(team) == {PLACE: "[flow.new] kom, [kluddfri]."}
    page = coach_client.get(section_address(team)).content.decode()
    assert '<span data-figure="flow.new">1</span> kom, [kluddfri].' in page
    assert "Samsteg knows no figure by the name in these brackets" in page
    assert editing(coach_client, team).body == "[Nyinskrivna] kom, [kluddfri]."


def test_the_list_of_figures_has_the_sections_own_first(coach_client: Client, team: Team) -> None:
    page = editing(coach_client, team)
    assert ("Nyinskrivna", "1") in {(one.words, one.value) for one in page.here}
    assert not {one.words for one in page.here} & {one.words for one in page.elsewhere}


def test_without_scripts_a_figure_is_put_last_and_nothing_is_lost(coach_client: Client, team: Team) -> None:
    answer = save(coach_client, team, "I år kom", insert="1", figure="Nyinskrivna")
    assert "skriv=1.analysis" in answer.headers["Location"]
    assert stored(team) == {}
    assert editing(coach_client, team).body == "I år kom [Nyinskrivna]"


def test_a_draft_is_the_writers_own(coach_client: Client, lead_client: Client, team: Team) -> None:
    said = keep(coach_client, team, "Halvt skri").json()["text"]
    assert "Draft saved at" in said
    assert stored(team) == {}
    assert editing(coach_client, team).body == "Halvt skri"
    assert editing(lead_client, team).body == ""
    assert "Halvt skri" not in lead_client.get(section_address(team)).content.decode()
    report = coach_client.get(reverse("report_file", args=[team.slug, "html"]) + QUERY).content.decode()
    assert "Halvt skri" not in report


def test_drafts_are_told_where_one_reads(coach_client: Client, team: Team) -> None:
    keep(coach_client, team, "Halvt skri")
    page = coach_client.get(section_address(team)).content.decode()
    assert "Your draft from" in page
    assert "Go on writing" in page


def test_saving_takes_the_draft_away(coach_client: Client, team: Team) -> None:
    keep(coach_client, team, "Halvt skri")
    save(coach_client, team, "Helt skrivet.")
    assert drafts(team) == []


def test_a_draft_that_says_what_the_report_says_is_none(coach_client: Client, team: Team) -> None:
    save(coach_client, team, "Helt skrivet.")
    keep(coach_client, team, "Helt skrivet. Och", 1)
    assert drafts(team) == ["Helt skrivet. Och"]
    assert "The same as in the report." in keep(coach_client, team, "Helt skrivet.", 1).json()["text"]
    assert drafts(team) == []


def test_a_draft_can_be_thrown_away(coach_client: Client, team: Team) -> None:
    keep(coach_client, team, "Halvt skri")
    save(coach_client, team, "Halvt skri", drop="1")
    assert (drafts(team), stored(team)) == ([], {})


def test_a_draft_over_an_old_text_shows_both_when_it_is_saved(
    coach_client: Client, lead_client: Client, team: Team
) -> None:
    keep(coach_client, team, "Mitt utkast.")
    save(lead_client, team, "Ledarens text.")
    page = editing(coach_client, team)
    assert (page.body, page.version) == ("Mitt utkast.", 0)
    assert save(coach_client, team, page.body, page.version).status_code == 409


def test_a_draft_that_is_too_long_is_told(coach_client: Client, team: Team) -> None:
    answer = keep(coach_client, team, "x" * (LONGEST_TEXT + 1))
    assert answer.status_code == 422
    assert str(LONGEST_TEXT) in answer.json()["text"]


def test_places_that_the_report_lacks_and_odd_versions(coach_client: Client, team: Team) -> None:
    assert save(coach_client, team, "a", place="99.x").status_code == 404
    assert save(coach_client, team, "b", place=PLACE).status_code == 303
    address = reverse("report_text", args=[team.slug, YEAR, PLACE])
    assert coach_client.post(address, {"text": "c", "version": "9" * 40}).status_code == 409


@pytest.fixture
def checks(team: Team) -> str:
    """One printed figure that isn't what is computed."""
    make_published(team, "flow.new", "7", YEAR.first, YEAR.last)
    return reverse("report_checks", args=[team.slug, YEAR])


def waiting(client: Client, checks: str, rule: str = "") -> list[Any]:
    return [one for one in client.get(checks).context["waiting"] if not rule or one.finding.rule == rule]


def test_a_check_is_answered_with_a_reason(coach_client: Client, team: Team, checks: str) -> None:
    before = waiting(coach_client, checks)
    one = next(one for one in before if "7" in (one.finding.left.value, one.finding.right.value))
    coach_client.post(checks, {"check": one.fingerprint, "reason": "  Två\n rättades efteråt. "})
    page = coach_client.get(checks)
    assert [two.answer.reason for two in page.context["answered"]] == ["Två rättades efteråt."]
    assert len(page.context["waiting"]) == len(before) - 1
    report = coach_client.get(reverse("report_file", args=[team.slug, "html"]) + QUERY).content.decode()
    assert "Står som det är, därför att: Två rättades efteråt." in report


def test_an_answer_lapses_when_a_figure_changes(coach_client: Client, team: Team, checks: str) -> None:
    before = waiting(coach_client, checks)
    for one in before:
        coach_client.post(checks, {"check": one.fingerprint, "reason": "Stämmer ändå."})
    assert waiting(coach_client, checks) == []
    make_stay(team, enrolled_on=dt.date(2025, 3, 1))
    asked_anew = waiting(coach_client, checks)
    assert any("7" in (one.finding.left.value, one.finding.right.value) for one in asked_anew)


@pytest.mark.parametrize("reason", ["", "  \n", "x" * 1001], ids=["none", "blank", "long"])
def test_an_answer_needs_a_reason_that_fits(
    coach_client: Client, team: Team, checks: str, reason: str
) -> None:
    one = waiting(coach_client, checks)[0]
    answer = coach_client.post(checks, {"check": one.fingerprint, "reason": reason})
    assert answer.status_code == 422
    assert reason.strip() in answer.content.decode()
    with inside(team):
        assert not CheckAnswer.objects.exists()


def test_an_answer_is_taken_back(coach_client: Client, checks: str) -> None:
    one = waiting(coach_client, checks)[0]
    coach_client.post(checks, {"check": one.fingerprint, "reason": "Stämmer."})
    coach_client.post(checks, {"check": one.fingerprint, "withdraw": "1"})
    assert one.fingerprint in {two.fingerprint for two in waiting(coach_client, checks)}
    assert coach_client.post(checks, {"check": "0" * 64, "withdraw": "1"}).status_code == 404


def test_an_answer_to_figures_that_have_changed_is_not_saved_and_not_lost(
    coach_client: Client, team: Team, checks: str
) -> None:
    answer = coach_client.post(checks, {"check": "0" * 64, "reason": "Skriven i onödan."})
    assert answer.status_code == 409
    assert "Skriven i onödan." in answer.content.decode()


def test_checks_stand_beside_the_section_that_they_are_about(
    coach_client: Client, team: Team, checks: str
) -> None:
    one = next(
        one
        for one in waiting(coach_client, checks)
        if "7" in (one.finding.left.value, one.finding.right.value)
    )
    assert one.section > 1  # the summary repeats; the section itself is where one puts it right
    page = coach_client.get(reverse("report_section", args=[team.slug, YEAR, one.section]))
    assert one.fingerprint in {two.fingerprint for two in page.context["here"]}
    assert next(link for link in page.context["navigator"].sections if link.is_current).to_solve >= 1


def test_a_stranger_meets_nothing(team: Team) -> None:
    stranger = client_of(make_user("granne", None, Role.COACH))
    assert save(stranger, team, "Obehörig.").status_code == 404
    assert keep(stranger, team, "Obehörig.").status_code == 404
    assert stored(team) == {}
