"""Saving a sub-heading's text: by the right people, and without losing what someone else wrote."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from samsteg.access.enums import Role
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.core.errors import PermissionRefused
from samsteg.organisation.models import Team
from samsteg.reports import services
from samsteg.reports.errors import StaleText, TextTooLong, UnknownPlace
from samsteg.reports.models import ReportText
from samsteg.reports.services import save_text
from samsteg.reports.texts import LONGEST_TEXT
from samsteg.reports.written import written_for
from samsteg.statistics.values import Period
from tests.factories import coach, lead, make_team

YEAR = Period(dt.date(2025, 1, 1), dt.date(2025, 12, 31))
PLACE = "3.analysis"

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return make_team()


def save(team: Team, body: str, expected_version: int, **changes: Any) -> ReportText:
    given: dict[str, Any] = {"actor": lead(team), "period": YEAR, "place": PLACE} | changes
    with acting(lead(team)):
        return save_text(team=team, body=body, expected_version=expected_version, **given)


def stored(team: Team, period: Period = YEAR) -> dict[str, str]:
    with acting(lead(team)):
        return {place: row.body for place, row in written_for(lead(team), team, period).texts.items()}


def test_a_text_is_stored_once_and_its_versions_count(team: Team) -> None:
    assert save(team, "Första.", 0).version == 1
    assert save(team, "Andra.", 1).version == 2
    assert stored(team) == {PLACE: "Andra."}


def test_the_same_text_again_changes_nothing(team: Team) -> None:
    first = save(team, "Samma.", 0)
    again = save(team, "Samma.\r\n\r\n", 0)
    assert (again.version, again.updated_at) == (1, first.updated_at)


def test_a_stale_save_keeps_both_texts_and_says_who_came_first(team: Team) -> None:
    save(team, "Från början.", 0)
    save(team, "Kollegans.", 1, actor=coach(team))
    with pytest.raises(StaleText) as raised:
        save(team, "Min.", 1)
    refusal = raised.value
    assert (refusal.yours, refusal.stored, refusal.stored_version) == ("Min.", "Kollegans.", 2)
    assert refusal.saved_by_id == coach(team).user_id
    assert stored(team)[PLACE] == "Kollegans."
    assert save(team, "Min.", refusal.stored_version).version == 3


def test_two_first_texts_at_once_lose_neither(team: Team) -> None:
    save(team, "Kollegans första.", 0)
    with pytest.raises(StaleText) as raised:
        save(team, "Min första.", 0)
    assert raised.value.yours == "Min första."
    assert raised.value.stored == "Kollegans första."


def test_two_first_texts_that_pass_each_other_in_the_database(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(team, "Kollegans första.", 0)
    really_locked = services._locked
    answers = iter([lambda *_asked: None, really_locked])
    monkeypatch.setattr(services, "_locked", lambda *asked: next(answers)(*asked))
    with pytest.raises(StaleText) as raised:
        save(team, "Min första.", 0)
    assert (raised.value.yours, raised.value.stored) == ("Min första.", "Kollegans första.")


def test_earlier_wordings_stay_in_the_history(team: Team) -> None:
    save(team, "Första.", 0)
    save(team, "Andra.", 1)
    with acting(lead(team)):
        events = ReportText.pgh_event_model.objects.filter(place=PLACE, team_id=team.pk).order_by("pgh_id")
        assert [event.body for event in events] == ["Första.", "Andra."]


def test_another_period_has_its_own_text(team: Team) -> None:
    save(team, "Helår.", 0)
    half = Period(dt.date(2025, 1, 1), dt.date(2025, 6, 30))
    save(team, "Halvår.", 0, period=half)
    assert stored(team)[PLACE] == "Helår."
    assert stored(team, half)[PLACE] == "Halvår."


def test_a_place_that_the_report_lacks_is_refused(team: Team) -> None:
    with pytest.raises(UnknownPlace):
        save(team, "Var?", 0, place="10.description")


def test_the_longest_text_fits_and_one_character_more_is_refused(team: Team) -> None:
    assert save(team, "a" * LONGEST_TEXT, 0).version == 1
    with pytest.raises(TextTooLong, match=str(LONGEST_TEXT + 1)):
        save(team, "a" * (LONGEST_TEXT + 1), 1)
    assert len(stored(team)[PLACE]) == LONGEST_TEXT


def test_only_the_teams_own_members_write_and_read(team: Team) -> None:
    stranger = Actor(9, "stranger", {team.pk + 1: frozenset({Role.TEAM_LEAD.value})})
    with pytest.raises(PermissionRefused):
        save(team, "Obehörig.", 0, actor=stranger)
    with pytest.raises(PermissionRefused):
        written_for(stranger, team, YEAR)
    assert stored(team) == {}


def test_control_characters_are_taken_away(team: Team) -> None:
    assert save(team, "Rad\x00 ett\x0b.\rRad två.  \n", 0).body == "Rad ett.\nRad två."
