"""Notes: written, corrected, taken back; kept only by consent, and read only by whom they are for."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samsteg.access.consent_enums import ConsentEnd
from samsteg.access.consent_models import Consent, SourceLink
from samsteg.access.enums import DataCategory
from samsteg.access.services import assign_coaches
from samsteg.accounts.models import User
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.core.errors import NotVisible, PermissionRefused
from samsteg.organisation.models import Authority, ControllerDecision, Team
from samsteg.participants.models import Note, Stay
from samsteg.participants.note_records import NoteValues
from samsteg.participants.note_rules import LONGEST_NOTE, NoteRefused, StaleNote, tidied
from samsteg.participants.note_selectors import note_of, notes_of
from samsteg.participants.note_services import correct_note, retract_note, write_note
from samsteg.people.services import forget_identity
from tests.factories import (
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
HEALTH, WORK, PLANNING = DataCategory.HEALTH, DataCategory.WORK, DataCategory.PLANNING


@dataclass(frozen=True)
class Place:
    """A team with one person that it may see, and two boards of one municipality."""

    team: Team
    stay: Stay
    a: Authority
    b: Authority

    @property
    def person(self) -> int:
        return self.stay.person_id

    def write(self, who: Actor, text: str = "En text.", **values: Any) -> Note:
        with acting(who):
            return write_note(
                actor=who, team=self.team, person_id=self.person, values=note_values(text, **values)
            )

    def texts(self, who: Actor, **query: Any) -> list[str]:
        with acting(who):
            return [one.now.values.text for one in notes_of(who, self.team, self.person, **query).notes]

    def correct(self, who: Actor, note: Note, text: str, version: int = 1, **values: Any) -> Note:
        with acting(who):
            return correct_note(
                actor=who,
                team=self.team,
                series=note.series,
                expected_version=version,
                values=note_values(text, **values),
            )

    def withdraw(self, consent: Consent) -> None:
        with acting(lead(self.team)):
            Consent.objects.filter(pk=consent.pk).update(
                ended_as=ConsentEnd.WITHDRAWN, ended_at=timezone.now(), ended_by_id=1
            )


def note_values(text: str, **values: Any) -> NoteValues:
    usual: dict[str, Any] = {"occurred_on": TODAY, "form": "talk", "category": PLANNING.value}
    source = values.pop("source", None)
    return NoteValues(text=text, source_id=source.pk if source else None, **(usual | values))


@pytest.fixture
def place() -> Place:
    team = make_team()
    stay = make_stay(team, enrolled_on=TODAY - dt.timedelta(days=30))
    made = Place(team, stay, make_authority("Vuxennämnden i Prov"), make_authority("Barnnämnden i Prov"))
    make_consent(team, made.person)
    return made


def test_a_note_is_read_back_and_stands_in_the_stay_of_its_day(place: Place) -> None:
    note = place.write(coach(place.team), "Vi åkte buss.\r\n\r\nDet gick bra.  ")
    assert place.texts(coach(place.team)) == ["Vi åkte buss.\n\nDet gick bra."]
    assert note.stay_id == place.stay.pk
    assert note.recorded_by_id == coach(place.team).user_id
    before = place.write(coach(place.team), occurred_on=TODAY - dt.timedelta(days=31))
    assert before.stay_id is None


def test_the_text_is_not_in_the_database(place: Place) -> None:
    place.write(coach(place.team), "Hemligheten")
    with acting(lead(place.team)):
        row = Note.objects.values().get()
    assert b"Hemligheten" not in bytes(row["text_cipher"])
    assert "Hemligheten" not in str({key: value for key, value in row.items() if key != "text_cipher"})


def test_newest_first_by_the_day_it_is_about_and_by_category(place: Place) -> None:
    for number, category in ((3, WORK), (1, PLANNING), (2, WORK)):
        day = TODAY - dt.timedelta(days=number)
        place.write(coach(place.team), str(number), occurred_on=day, category=category.value)
    assert place.texts(coach(place.team)) == ["1", "2", "3"]
    assert place.texts(coach(place.team), category="work") == ["2", "3"]
    assert place.texts(coach(place.team), limit=1) == ["1"]
    with acting(coach(place.team)) as who:
        found = notes_of(who, place.team, place.person, category="work", limit=1)
    assert (found.total, found.counts) == (2, {"planning": 1, "work": 2})


@pytest.mark.parametrize(
    "text",
    [
        "مرحبا بالعالم",
        "日本語のノート",
        "👩🏽‍🌾🏳️‍🌈",
        "Z̸a̶l̷g̵o̴",
        "a\u202eb\u200bc",
        "x" * 51_200,
        "é" * LONGEST_NOTE,
    ],
)
def test_any_script_and_a_long_paste_are_kept(place: Place, text: str) -> None:
    place.write(coach(place.team), text)
    assert place.texts(coach(place.team)) == [text]


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(text=st.text(max_size=300))
def test_what_is_typed_is_what_is_read(place: Place, text: str) -> None:
    if not tidied(text):
        with pytest.raises(NoteRefused):
            place.write(coach(place.team), text)
        return
    written = place.write(coach(place.team), text)
    with acting(coach(place.team)) as who:
        assert note_of(who, place.team, place.person, written.series).now.values.text == tidied(text)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"text": " \n\x00 "}, "text"),
        ({"text": "x" * (LONGEST_NOTE + 1)}, "text"),
        ({"text": "x", "occurred_on": TODAY + dt.timedelta(days=1)}, "occurred_on"),
        ({"text": "x", "form": "telepathy"}, "form"),
        ({"text": "x", "category": ""}, "category"),
    ],
)
def test_what_cannot_be_kept_says_which_field(place: Place, values: dict[str, Any], field: str) -> None:
    with pytest.raises(NoteRefused) as refusal:
        place.write(coach(place.team), **values)
    assert refusal.value.field == field
    assert place.texts(coach(place.team)) == []


def test_a_correction_keeps_what_was_written(place: Place) -> None:
    note = place.write(coach(place.team), "Första")
    place.correct(lead(place.team), note, "Andra")
    with acting(coach(place.team)) as who:
        (read,) = notes_of(who, place.team, place.person).notes
    assert [one.values.text for one in (read.now, *read.earlier)] == ["Andra", "Första"]
    assert (read.now.writer_id, read.earlier[0].writer_id) == (1, 2)
    with acting(lead(place.team)):
        assert Note.objects.filter(series=note.series).count() == 2


def test_the_same_again_writes_nothing(place: Place) -> None:
    note = place.write(coach(place.team), "Samma")
    place.correct(coach(place.team), note, "Samma\n")
    with acting(lead(place.team)):
        assert Note.objects.count() == 1


def test_a_correction_of_an_old_version_is_refused_and_loses_nothing(place: Place) -> None:
    note = place.write(coach(place.team), "Första")
    place.correct(lead(place.team), note, "Andra")
    with pytest.raises(StaleNote):
        place.correct(coach(place.team), note, "Tredje", version=1)
    assert place.texts(coach(place.team)) == ["Andra"]


def test_a_note_that_is_taken_back_says_why_and_nothing_else(place: Place) -> None:
    note = place.write(coach(place.team), "Om fel person")
    with acting(lead(place.team)) as who:
        retract_note(
            actor=who, team=place.team, series=note.series, expected_version=1, reason="Fel deltagare."
        )
    with acting(coach(place.team)) as who:
        (read,) = notes_of(who, place.team, place.person).notes
    assert (read.now.is_retracted, read.now.values.text, read.earlier) == (True, "Fel deltagare.", ())
    with acting(lead(place.team)):
        assert Note.objects.filter(series=note.series).count() == 2  # nothing is deleted


def test_nobody_writes_about_a_person_who_is_not_theirs(place: Place) -> None:
    other = make_team()
    elsewhere = make_stay(other).person_id
    who = coach(place.team)
    with acting(who), pytest.raises(NotVisible):
        write_note(actor=who, team=place.team, person_id=elsewhere, values=note_values("x"))
    stranger = lead(other)
    with acting(stranger), pytest.raises(PermissionRefused):
        write_note(actor=stranger, team=place.team, person_id=place.person, values=note_values("x"))
    governor = officer(place.team)
    with acting(governor), pytest.raises(PermissionRefused):
        write_note(actor=governor, team=place.team, person_id=place.person, values=note_values("x"))


def test_a_note_of_another_team_is_not_found(place: Place) -> None:
    other = make_team()
    stay = make_stay(other)
    with acting(lead(other)) as who:
        note = write_note(actor=who, team=other, person_id=stay.person_id, values=note_values("x"))
    with acting(lead(place.team)) as who:
        for team, person in (
            (place.team, place.person),
            (other, stay.person_id),
            (place.team, stay.person_id),
        ):
            with pytest.raises(NotVisible):
                note_of(who, team, person, note.series)
        with pytest.raises(NotVisible):
            correct_note(
                actor=who, team=place.team, series=note.series, expected_version=1, values=note_values("y")
            )


# Another authority's information -------------------------------------------------------------------------------------


def test_another_authoritys_information_is_kept_only_by_consent_from_it(place: Place) -> None:
    with pytest.raises(NoteRefused) as refusal:
        place.write(coach(place.team), source=place.a, category=HEALTH.value)
    assert refusal.value.field == "category"
    make_consent(place.team, place.person, source=place.a, to_team=True, categories=[HEALTH])
    make_consent(
        place.team, place.person, place.b, source=place.a, categories=[WORK]
    )  # to another, not the team
    place.write(coach(place.team), "Från A", source=place.a, category=HEALTH.value)
    for source, category in ((place.a, WORK), (place.b, HEALTH)):
        with pytest.raises(NoteRefused):
            place.write(coach(place.team), source=source, category=category.value)
    assert place.texts(coach(place.team)) == ["Från A"]


def test_information_about_two_takes_both_signatures(place: Place) -> None:
    make_consent(place.team, place.person, source=place.a, to_team=True, categories=[HEALTH])
    about_two = {"source": place.a, "category": HEALTH.value, "is_about_two": True}
    with pytest.raises(NoteRefused):
        place.write(coach(place.team), **about_two)
    make_consent(
        place.team,
        place.person,
        source=place.a,
        to_team=True,
        categories=[HEALTH],
        is_about_two=True,
        second_signed_on=TODAY,
    )
    place.write(coach(place.team), "Om två", **about_two)
    assert place.texts(coach(place.team)) == ["Om två"]


def test_after_withdrawal_the_team_reads_nothing_from_there_and_the_source_still_does(place: Place) -> None:
    consent = make_consent(place.team, place.person, source=place.a, to_team=True, categories=[HEALTH])
    place.write(coach(place.team), "Från A", source=place.a, category=HEALTH.value)
    place.write(coach(place.team), "Teamets")
    place.withdraw(consent)
    assert place.texts(coach(place.team)) == ["Teamets"]
    assert place.texts(lead(place.team)) == ["Teamets"]
    assert place.texts(representative(place.team, place.a)) == ["Från A"]
    assert place.texts(representative(place.team, place.b)) == []


def test_two_boards_of_one_municipality_are_two(place: Place) -> None:
    """What A was let know, B doesn't; and A tells B nothing further."""
    make_consent(place.team, place.person, place.a, categories=[PLANNING])
    place.write(coach(place.team), "Planen")
    place.write(coach(place.team), "Hälsan", category=HEALTH.value)
    assert place.texts(representative(place.team, place.a)) == ["Planen"]
    assert place.texts(representative(place.team, place.b)) == []


def test_the_controllers_own_information_is_the_teams_own(place: Place) -> None:
    with acting(lead(place.team)):
        ControllerDecision.objects.create(team=place.team, controller=place.a)
    place.write(coach(place.team), "Från den ansvariga", source=place.a)
    assert place.texts(coach(place.team)) == ["Från den ansvariga"]


def test_a_corrected_category_opens_nothing_old(place: Place) -> None:
    make_consent(place.team, place.person, place.a, categories=[PLANNING])
    note = place.write(coach(place.team), "Om hälsan", category=HEALTH.value)
    place.correct(coach(place.team), note, "Om planen", category=PLANNING.value)
    with acting(representative(place.team, place.a)) as who:
        (read,) = notes_of(who, place.team, place.person).notes
    assert (read.now.values.text, read.earlier) == ("Om planen", ())


def test_a_corrected_category_closes_what_was_open(place: Place) -> None:
    make_consent(place.team, place.person, place.a, categories=[PLANNING])
    note = place.write(coach(place.team), "Om hälsan, som planering")
    place.correct(coach(place.team), note, "Om hälsan", category=HEALTH.value)
    assert place.texts(representative(place.team, place.a)) == []


def test_a_representative_writes_for_the_own_authority_alone(place: Place) -> None:
    make_consent(place.team, place.person, place.a, categories=[PLANNING])
    who = representative(place.team, place.a)
    for source in (None, place.b, place.a):  # A may not tell the team anything yet
        with pytest.raises(NoteRefused):
            place.write(who, source=source)
    make_consent(place.team, place.person, source=place.a, to_team=True, categories=[PLANNING])
    note = place.write(who, "Från A", source=place.a)
    assert place.texts(coach(place.team)) == ["Från A"]
    with acting(lead(place.team)):
        assert SourceLink.objects.filter(person_id=place.person, authority=place.a).exists()
    with pytest.raises(NoteRefused):  # not made the team's own by a correction
        place.correct(who, note, "Teamets", source=None)


def test_a_representative_corrects_no_note_of_the_teams(place: Place) -> None:
    make_consent(place.team, place.person, place.a, categories=[PLANNING])
    make_consent(place.team, place.person, source=place.a, to_team=True, categories=[PLANNING])
    note = place.write(coach(place.team), "Teamets")
    who = representative(place.team, place.a)
    with pytest.raises(NoteRefused):
        place.correct(who, note, "Omskrivet", source=place.a)
    with acting(who), pytest.raises(NoteRefused):
        retract_note(actor=who, team=place.team, series=note.series, expected_version=1, reason="Nej")
    assert place.texts(coach(place.team)) == ["Teamets"]


def test_what_is_under_a_destroyed_key_is_gone_and_the_page_stands(place: Place) -> None:
    place.write(coach(place.team), "Borta")
    with acting(lead(place.team)):
        forget_identity(team=place.team, person_id=place.person)
    with acting(coach(place.team)) as who:
        (read,) = notes_of(who, place.team, place.person).notes
    assert (read.now.is_forgotten, read.now.values.text) == (True, "")
    place.write(coach(place.team), "Ny", occurred_on=TODAY - dt.timedelta(days=1))  # under a new key
    with acting(coach(place.team)) as who:
        new, old = reversed(notes_of(who, place.team, place.person).notes)
    assert (new.now.values.text, new.now.is_forgotten, old.now.is_forgotten) == ("Ny", False, True)


def test_a_new_member_reads_nothing(place: Place) -> None:
    """Without a consent to the team only the coach responsible sees the person."""
    place.write(coach(place.team), "Teamets")
    with acting(lead(place.team)):
        responsible = User.objects.create(username=f"ansvarig-{uuid.uuid4().hex[:6]}")
        assign_coaches(team=place.team, coaches={place.person: responsible.pk})
        Consent.objects.update(ended_as=ConsentEnd.WITHDRAWN, ended_at=timezone.now())
    new = replace(coach(place.team), user_id=responsible.pk + 1)
    assert place.texts(new) == []
    assert place.texts(replace(new, user_id=responsible.pk)) == ["Teamets"]
