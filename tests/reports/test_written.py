"""What is written for a report, read at once: the same as each table says by itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from samsteg.access.enums import Role
from samsteg.accounts.models import User
from samsteg.core.actor import Actor
from samsteg.core.errors import PermissionRefused
from samsteg.organisation.models import Team
from samsteg.reports.report_services import answer_check, keep_draft, start_report, withdraw_answer
from samsteg.reports.services import save_text
from samsteg.reports.written import Written, written_for
from samsteg.statistics.consistency import Finding, Severity, Side
from samsteg.statistics.values import Period
from tests.factories import lead, make_team
from tests.web.users import inside

pytestmark = pytest.mark.django_db
PLACE, OTHER = "1.analysis", "2.analysis"


def year(number: int) -> Period:
    return Period(dt.date(number, 1, 1), dt.date(number, 12, 31))


def finding(left: str = "7") -> Finding:
    sides = Side("tabellen", left), Side("texten", "8")
    return Finding("printed", Severity.WARNING, "Två tal.", *sides, codes=("flow.new",))


@pytest.fixture
def team() -> Team:
    return make_team()


@pytest.fixture
def user(db: None) -> User:
    return User.objects.create_user("anna", first_name="Anna", last_name="Prov")


def write(actor: Actor, team: Team, period: Period, place: str, body: str) -> None:
    save_text(actor=actor, team=team, period=period, place=place, body=body, expected_version=0)


def read(actor: Actor, team: Team, period: Period, *places: str) -> Written:
    return written_for(actor, team, period, places)


def test_a_report_that_nobody_has_begun_has_nothing(team: Team) -> None:
    with inside(team) as actor:
        assert read(actor, team, year(2025), PLACE) == Written()


def test_texts_drafts_and_answers_of_the_period_alone(team: Team, user: User) -> None:
    with inside(team) as someone:
        actor = replace(someone, user_id=user.pk)
        for number in (2024, 2025):
            start_report(actor=actor, team=team, period=year(number))
            write(actor, team, year(number), PLACE, f"Text {number}")
        keep_draft(actor=actor, team=team, period=year(2025), place=OTHER, body="Mitt utkast", based_on=3)
        keep_draft(actor=someone, team=team, period=year(2025), place=OTHER, body="En annans", based_on=0)
        answer = answer_check(
            actor=actor, team=team, period=year(2025), finding=finding(), reason="Så står det."
        )
        found = read(actor, team, year(2025))
    assert found.is_begun
    assert {place: (note.body, note.version, note.by) for place, note in found.texts.items()} == {
        PLACE: ("Text 2025", 1, "Anna Prov")
    }
    assert {place: (note.body, note.version) for place, note in found.drafts.items()} == {
        OTHER: ("Mitt utkast", 3)
    }
    (fingerprint, note), *more = found.answers.items()
    assert (fingerprint, note.body, note.by, note.at) == (
        answer.fingerprint,
        "Så står det.",
        "Anna Prov",
        answer.answered_at,
    )
    assert (more, found.earlier) == ([], {})


def test_an_answer_taken_back_is_gone(team: Team) -> None:
    with inside(team) as actor:
        kept = answer_check(actor=actor, team=team, period=year(2025), finding=finding(), reason="Rätt.")
        withdraw_answer(actor=actor, team=team, period=year(2025), fingerprint=kept.fingerprint)
        assert read(actor, team, year(2025)).answers == {}


def test_earlier_is_the_latest_that_says_something_at_the_places_asked_about(team: Team) -> None:
    with inside(team) as actor:
        for number, body in ((2021, "Först"), (2022, "Sedan"), (2023, ""), (2025, "Nu"), (2026, "Senare")):
            write(actor, team, year(number), PLACE, body)
        write(actor, team, year(2022), OTHER, "Annat")
        found = read(actor, team, year(2025), PLACE).earlier
        assert {place: (note.body, note.period) for place, note in found.items()} == {
            PLACE: ("Sedan", year(2022))
        }
        both = read(actor, team, year(2025), PLACE, OTHER).earlier
        assert {place: note.body for place, note in both.items()} == {PLACE: "Sedan", OTHER: "Annat"}


def test_another_team_has_none_of_it(team: Team) -> None:
    other = make_team()
    with inside(team) as actor:
        start_report(actor=actor, team=team, period=year(2025))
        write(actor, team, year(2024), PLACE, "Vårt")
    with inside(other) as actor:
        assert read(actor, other, year(2025), PLACE) == Written()
        with pytest.raises(PermissionRefused):
            read(actor, team, year(2025), PLACE)


def test_only_members_read_it(team: Team) -> None:
    stranger = replace(lead(team), roles={})
    with inside(team), pytest.raises(PermissionRefused):
        read(stranger, team, year(2025))
    assert Role.TEAM_LEAD in lead(team).roles[team.pk]
