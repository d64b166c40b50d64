"""Recording and ending consents: what is refused, what is stored, and when it holds."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.db.utils import ProgrammingError
from django.utils import timezone, translation

from samsteg.access.consent_days import longest_time, months_later
from samsteg.access.consent_enums import (
    ConsentEnd,
    ConsentForm,
    ConsentKind,
    ConsentState,
    LegalGround,
    Signer,
)
from samsteg.access.consent_models import Consent, ConsentPaper, ConsentRecipient, ConsentRefusal, Disclosure
from samsteg.access.consent_sheet import sheet_of, what_stops
from samsteg.access.consenting import ConsentRefused, Given, end_consent, record_consent, record_refusal
from samsteg.access.controller_rules import decide_rule
from samsteg.access.disclosing import Told, disclosures_of, record_disclosure
from samsteg.access.enums import DataCategory, RuleName
from samsteg.access.opened import opened_categories
from samsteg.access.papers import LARGEST, Paper, checked_paper, open_paper, signer_name_of
from samsteg.access.team_consents import record_team_consents, team_consent_days
from samsteg.accounts.models import User
from samsteg.core.context import acting
from samsteg.core.errors import NotVisible, PermissionRefused, Refused
from samsteg.organisation.models import Authority, ControllerDecision, Team
from samsteg.participants.consent_ends import consents_out_of_step, give_consent, update_consent_ends
from samsteg.people.models import Identity
from tests.factories import (
    change_stay,
    coach,
    lead,
    make_authority,
    make_consent,
    make_stay,
    make_team,
    officer,
    representative,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
HEALTH, WORK = DataCategory.HEALTH, DataCategory.WORK
PDF = b"%PDF-1.7\nprov\n%%EOF\n"


@pytest.fixture
def team(db: None) -> Team:
    return make_team()


@pytest.fixture
def person(team: Team) -> int:
    return make_stay(team, enrolled_on=TODAY - 40 * DAY).person_id


@pytest.fixture
def board(db: None) -> Authority:
    return make_authority("Socialnämnden i Provdalen", "board")


def given(**changes: Any) -> Given:
    said: dict[str, Any] = {
        "kind": ConsentKind.SECRECY,
        "signed_on": TODAY,
        "form": ConsentForm.PAPER,
        "sources": (None,),
        "to_team": True,
        "categories": (HEALTH,),
        "purpose": "Stödet ska hänga ihop",
    }
    return Given(**(said | changes))


def give(team: Team, person: int, **changes: Any) -> list[Consent]:
    with acting(lead(team)) as actor:
        return give_consent(actor=actor, team=team, person_id=person, given=given(**changes))


def decide(team: Team, name: str, value: str, valid_from: dt.date = TODAY) -> None:
    user, _made = User.objects.get_or_create(username="ombud")
    with acting(officer(team, user_id=user.pk)) as actor:
        decide_rule(
            actor=actor, team=team, name=name, value=value, valid_from=valid_from, decision_number="Prov 1"
        )


def test_one_row_for_each_source_and_nobody_tells_itself(team: Team, person: int, board: Authority) -> None:
    other = make_authority()
    rows = give(team, person, sources=(None, board.pk), to_team=False, receivers=(board.pk, other.pk))
    with acting(lead(team)):
        told = {
            (row.source_authority_id, to.authority_id)
            for row in rows
            for to in ConsentRecipient.objects.filter(consent=row)
        }
    assert told == {(None, board.pk), (None, other.pk), (board.pk, other.pk)}


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no source": ({"sources": ()}, "sources"),
    "nobody is told": ({"to_team": False}, "receivers"),
    "about nothing": ({"categories": ()}, "categories"),
    "no purpose": ({"purpose": "  "}, "purpose"),
    "tomorrow": ({"signed_on": TODAY + DAY}, "signed_on"),
    "too long ago": ({"signed_on": months_later(TODAY, -12)}, "signed_on"),
    "too long": ({"last_day": months_later(TODAY, 12)}, "last_day"),
    "backwards": ({"last_day": TODAY - DAY}, "last_day"),
    "oral without witness": ({"form": ConsentForm.ORAL}, "form_note"),
    "as in a workbook": ({"form": ConsentForm.NOTED}, "form"),
    "no name": ({"signer": Signer.GOD_MAN}, "signer_name"),
    "one of two": ({"is_about_two": True}, "second_signed_on"),
    "the other tomorrow": ({"is_about_two": True, "second_signed_on": TODAY + DAY}, "second_signed_on"),
    "not asked for": ({"kind": ConsentKind.REGISTRATION}, "kind"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_does_not_hold_together_is_refused(team: Team, person: int, case: str) -> None:
    changes, field = REFUSED[case]
    with pytest.raises(ConsentRefused) as refusal:
        give(team, person, **changes)
    assert refusal.value.field == field
    with acting(lead(team)):
        assert not Consent.objects.exists() and not ConsentPaper.objects.exists()


def test_an_authority_that_tells_only_itself_is_refused(team: Team, person: int, board: Authority) -> None:
    with pytest.raises(ConsentRefused, match="."):
        give(team, person, sources=(board.pk,), to_team=False, receivers=(board.pk,))


def test_the_default_end_is_the_controllers_longest(team: Team, person: int) -> None:
    (row,) = give(team, person)
    assert row.agreed_to == months_later(TODAY, 12)
    decide(team, RuleName.CONSENT_MONTHS, "3")
    (row,) = give(team, person)
    assert row.agreed_to == months_later(TODAY, 3)
    with pytest.raises(ConsentRefused):
        give(team, person, last_day=months_later(TODAY, 3))
    (row,) = give(team, person, last_day=months_later(TODAY, 3) - DAY)
    assert row.valid_to == months_later(TODAY, 3)


def test_a_decision_holds_for_what_is_signed_from_its_day_on(team: Team) -> None:
    decide(team, RuleName.CONSENT_MONTHS, "6", TODAY)
    with acting(lead(team)):
        time = longest_time(team.pk)
    assert (time.months(TODAY - DAY), time.months(TODAY)) == (12, 6)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (dt.date(2024, 2, 29), 12, dt.date(2025, 2, 28)),
        (dt.date(2025, 11, 30), 3, dt.date(2026, 2, 28)),
        (dt.date(2025, 12, 31), 1, dt.date(2026, 1, 31)),
        (dt.date(2026, 1, 31), -12, dt.date(2025, 1, 31)),
    ],
)
def test_months_later(day: dt.date, months: int, later: dt.date) -> None:
    assert months_later(day, months) == later


def test_a_consent_ends_with_the_stay(team: Team) -> None:
    stay = make_stay(team, enrolled_on=TODAY - 90 * DAY)
    consent = make_consent(team, stay.person_id, signed_on=TODAY - 80 * DAY)
    kept = make_consent(team, stay.person_id, signed_on=TODAY - 80 * DAY, ends_at_exit=False)
    change_stay(stay, exited_on=TODAY - DAY, exit_reason="other")
    with acting(lead(team)):
        consent.refresh_from_db()
        kept.refresh_from_db()
        assert (consent.valid_to, kept.valid_to == kept.agreed_to) == (TODAY, True)
    change_stay(stay, exited_on=None, exit_reason="")  # the exit was a mistake
    with acting(lead(team)):
        consent.refresh_from_db()
        assert consent.valid_to == consent.agreed_to
        Consent.objects.filter(pk=consent.pk).update(valid_to=consent.agreed_to - DAY)
        assert consents_out_of_step(team.pk) == [consent.pk]
        assert update_consent_ends(team.pk) == 1
        assert consents_out_of_step(team.pk) == []


def test_an_exit_before_the_consent_ends_nothing(team: Team) -> None:
    first = make_stay(team, enrolled_on=TODAY - 300 * DAY, exited_on=TODAY - 200 * DAY)
    make_stay(team, person=first.person_id, enrolled_on=TODAY - 20 * DAY)
    consent = make_consent(team, first.person_id, signed_on=TODAY - 10 * DAY)
    with acting(lead(team)):
        consent.refresh_from_db()
    assert consent.valid_to == consent.agreed_to


def test_withdrawal_holds_on_the_next_question_and_is_never_unsaid(
    team: Team, person: int, board: Authority
) -> None:
    (row,) = give(team, person, to_team=False, receivers=(board.pk,))
    who = representative(team, board)
    with acting(who):
        assert opened_categories(who, team, person).reads(None, HEALTH)
    with acting(lead(team)) as actor:
        ended = end_consent(actor=actor, team=team, person_id=person, consent_id=row.pk)
        assert (ended.ended_as, ended.ended_by_id) == (ConsentEnd.WITHDRAWN, actor.user_id)
        with pytest.raises(Refused):
            end_consent(actor=actor, team=team, person_id=person, consent_id=row.pk)
    with acting(who):
        assert opened_categories(who, team, person).is_empty


def test_who_may_not_record_or_end(team: Team, person: int, board: Authority) -> None:
    (row,) = give(team, person, to_team=False, receivers=(board.pk,))
    outsider, elsewhere = coach(team), make_team()
    with acting(outsider), pytest.raises(NotVisible):
        record_consent(actor=outsider, team=team, person_id=person, given=given())
    with acting(outsider), pytest.raises(NotVisible):
        end_consent(actor=outsider, team=team, person_id=person, consent_id=row.pk)
    for who in (representative(team, board), officer(team), lead(elsewhere)):
        with acting(who), pytest.raises(PermissionRefused):
            end_consent(actor=who, team=team, person_id=person, consent_id=row.pk)
    other = make_stay(team).person_id
    with acting(lead(team)) as actor, pytest.raises(NotVisible):
        end_consent(actor=actor, team=team, person_id=other, consent_id=row.pk)  # ids swapped


def test_the_application_can_change_nothing_but_the_end(team: Team, person: int) -> None:
    (row,) = give(team, person, paper=Paper(PDF, "application/pdf"))
    statements = (
        "UPDATE access_consent SET categories = '{health,work}'",
        "UPDATE access_consent SET agreed_to = agreed_to + 1",
        "DELETE FROM access_consent",
        "UPDATE access_consentpaper SET byte_count = 0",
        "DELETE FROM access_disclosure",
    )
    for statement in statements:
        with acting(lead(team)), connection.cursor() as cursor:
            cursor.execute("SAVEPOINT before")
            with pytest.raises(ProgrammingError, match="permission denied"):
                cursor.execute(statement)
            cursor.execute("ROLLBACK TO SAVEPOINT before")
    with acting(lead(team)):
        assert Consent.objects.get().pk == row.pk


def test_the_paper_and_the_signer_are_under_the_persons_key(team: Team, person: int) -> None:
    paper = Paper(PDF, "application/pdf")
    (row,) = give(team, person, paper=paper, signer=Signer.GOD_MAN, signer_name=" Robin Räcke ")
    with acting(lead(team)):
        kept = ConsentPaper.objects.get()
        assert PDF not in bytes(kept.file_cipher or b"")
        assert (open_paper(kept), signer_name_of(kept)) == (paper, "Robin Räcke")
        Identity.objects.filter(person_id=person).delete()  # as disposal does
        assert (open_paper(kept), signer_name_of(kept)) == (None, "")
    assert row.paper_id == kept.pk


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PDF, "application/pdf"),
        (b"\x89PNG\r\n\x1a\n....IEND\xaeB`\x82", "image/png"),
        (b"\xff\xd8\xff\xe0....\xff\xd9", "image/jpeg"),
    ],
)
def test_files_are_known_by_their_content(content: bytes, media_type: str) -> None:
    assert checked_paper(content) == Paper(content, media_type)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7 cut off",
        b"<html><script>alert(1)</script>",
        b"GIF89a",
        b"%PDF-" + b"0" * LARGEST + b"%%EOF",
    ],
    ids=["empty", "cut off", "page", "gif", "too large"],
)
def test_other_files_are_refused(content: bytes) -> None:
    with pytest.raises(Refused):
        checked_paper(content)


def test_the_one_controller_is_the_teams_own_record(team: Team, person: int, board: Authority) -> None:
    with acting(lead(team)):
        ControllerDecision.objects.create(team=team, controller=board)
    other = make_authority()
    (row,) = give(team, person, sources=(board.pk, None), to_team=False, receivers=(other.pk,))
    assert row.source_authority_id is None


def test_a_no_ends_when_the_person_says_yes(team: Team, person: int) -> None:
    with acting(lead(team)) as actor:
        for _time in range(2):  # said twice it is one
            record_refusal(
                actor=actor, team=team, person_id=person, kind=ConsentKind.SECRECY, refused_on=TODAY - DAY
            )
        with pytest.raises(ConsentRefused):
            record_refusal(
                actor=actor, team=team, person_id=person, kind=ConsentKind.SECRECY, refused_on=TODAY + DAY
            )
        assert ConsentRefusal.objects.get().ended_on is None
    give(team, person)
    with acting(lead(team)):
        assert ConsentRefusal.objects.get().ended_on == TODAY


def test_registration_is_asked_for_by_decision_alone(team: Team, person: int) -> None:
    decide(team, RuleName.REGISTRATION_CONSENT, "on")
    (row,) = give(team, person, kind=ConsentKind.REGISTRATION)
    assert (row.categories, row.to_team) == ([], False)


def told(**changes: Any) -> Told:
    said: dict[str, Any] = {
        "what": "Att hen inte kommit på två veckor",
        "categories": (DataCategory.ATTENDANCE,),
        "receiver": "Socialnämnden",
        "ground": LegalGround.CHILD,
        "paragraph": "SoL 19 kap. 1 §",
        "decided_by": "Kim Beslutsson, enhetschef",
        "disclosed_on": TODAY,
    }
    return Told(**(said | changes))


def test_a_disclosure_keeps_its_ground_and_hides_its_words(team: Team, person: int) -> None:
    with acting(lead(team)) as actor:
        record_disclosure(actor=actor, team=team, person_id=person, told=told())
        row = Disclosure.objects.get()
        assert told().what.encode() not in bytes(row.what_cipher)
        assert [what for _row, what in disclosures_of(team.pk, person)] == [told().what]


@pytest.mark.parametrize("field", ["what", "receiver", "paragraph", "decided_by", "categories"])
def test_a_disclosure_without_its_ground_is_refused(team: Team, person: int, field: str) -> None:
    empty = () if field == "categories" else " "
    with acting(lead(team)) as actor, pytest.raises(ConsentRefused) as refusal:
        record_disclosure(actor=actor, team=team, person_id=person, told=replace(told(), **{field: empty}))
    assert refusal.value.field == field


def test_what_stops_is_what_no_other_consent_opens(team: Team, person: int, board: Authority) -> None:
    make_consent(team, person, board, categories=[HEALTH, WORK])
    make_consent(team, person, board, categories=[WORK], signed_on=TODAY - DAY)
    with acting(lead(team)):
        sheet = sheet_of(team, person)
        (stops,) = what_stops(sheet, sheet.held[0])
        assert (stops.receiver, stops.categories, stops.is_last) == (board.pk, ("health",), False)
        (stops,) = what_stops(sheet, sheet.held[1])
        assert stops.categories == ()


def test_the_grid_shows_what_holds_and_else_what_once_did(team: Team, person: int, board: Authority) -> None:
    make_consent(team, person, board, categories=[HEALTH], ended_as=ConsentEnd.WITHDRAWN)
    make_consent(team, person, board, categories=[WORK], agreed_to=TODAY + 30 * DAY)
    with acting(lead(team)):
        sheet = sheet_of(team, person)
    assert sheet.receivers == (None, board.pk)
    states = {category: [one.state for one in sheet.cell(board.pk, category)] for category in DataCategory}
    assert {key: value for key, value in states.items() if value} == {
        HEALTH: [ConsentState.WITHDRAWN],
        WORK: [ConsentState.SOON],
    }


def test_a_workbook_never_brings_back_what_was_withdrawn(team: Team, person: int) -> None:
    with acting(lead(team)) as actor:
        record_team_consents(team=team, consents={person: TODAY - DAY})
        row = Consent.objects.get()
        end_consent(actor=actor, team=team, person_id=person, consent_id=row.pk)
        record_team_consents(team=team, consents={person: TODAY - DAY})
        assert team_consent_days(team.pk) == {}
        record_team_consents(team=team, consents={person: TODAY + DAY})  # signed anew since
        assert team_consent_days(team.pk) == {person: TODAY + DAY}


def test_a_workbook_opens_the_same_row_again_when_it_is_undone(team: Team, person: int) -> None:
    (row,) = give(team, person, signed_on=TODAY - 3 * DAY, paper=Paper(PDF, "application/pdf"))
    with acting(lead(team)):
        assert record_team_consents(team=team, consents={person: None}) == 1
        assert team_consent_days(team.pk) == {}
        assert record_team_consents(team=team, consents={person: TODAY - 3 * DAY}) == 1
        back = Consent.objects.get()
    assert (back.pk, back.ended_as, back.paper_id) == (row.pk, "", row.paper_id)


def test_texts_of_refusals_have_swedish() -> None:
    with translation.override("sv"):
        assert ConsentKind.SECRECY.label == "Häver sekretess"
