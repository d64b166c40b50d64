"""A restored backup brings nobody back: erased records and consents that were taken back go again, by the journal."""

from __future__ import annotations

import datetime as dt
import io
import tempfile
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from samsteg.access.consent_enums import ConsentEnd
from samsteg.access.consent_models import Consent
from samsteg.audit.models import Alarm
from samsteg.core.context import acting
from samsteg.core.roles import as_owner
from samsteg.exchange.erasures import Gone, note_ended_consents, read_journal, replay
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.people.models import Identity, Person
from samsteg.people.services import save_personnummer
from tests.access.every_table import query
from tests.factories import lead, make_authority, make_consent, make_stay, make_team, officer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def journal(settings: LazySettings, tmp_path: Path) -> Path:
    settings.SAMSTEG_ERASURES = str(tmp_path / "elsewhere" / "erasures.txt")
    settings.DATA_DIR = tmp_path
    return tmp_path / "elsewhere" / "erasures.txt"


@pytest.fixture
def team() -> Team:
    return make_team(slug="provdalen")


def run(*arguments: str) -> str:
    out = io.StringIO()
    with translation.override("en"):
        call_command("erasures", *arguments, stdout=out)
    return out.getvalue()


def persons(team: Team) -> set[int]:
    with acting(lead(team)):
        return set(Person.objects.filter(team=team).values_list("pk", flat=True))


def brought_back(team: Team, person_id: int, made_at: dt.datetime) -> None:
    """As an old backup would hold the person."""
    with as_owner() as owner, owner.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_person (id, team_id, own_id) VALUES (%s, %s, '')", [person_id, team.pk]
        )
        cursor.execute(
            "UPDATE people_personhistoryevent SET pgh_created_at = %s WHERE pgh_obj_id = %s",
            [made_at, person_id],
        )


def test_a_decision_erases_one_and_tells_the_officer(team: Team, journal: Path) -> None:
    stay, other = make_stay(team, own_id="K-1"), make_stay(team, own_id="K-2")
    with acting(lead(team)):
        save_personnummer(team=team, numbers={stay.person_id: "199005179806"})
    asked = ("erase", "provdalen", str(stay.person_id), "--decision", "SN 2026-9")
    assert "would go" in run(*asked)
    assert persons(team) == {stay.person_id, other.person_id}
    assert not journal.exists()
    assert "erased" in run(*asked, "--now")
    assert persons(team) == {other.person_id}
    with acting(lead(team)):
        assert not Identity.objects.filter(person_id=stay.person_id).exists()
        assert not Stay.objects.filter(pk=stay.pk).exists()
    with acting(officer(team)):
        told = Alarm.objects.get(kind="record_erased")
        assert (told.person_id, told.reason) == (stay.person_id, "SN 2026-9")
    (line,) = read_journal(journal)[0]
    assert (line.kind, line.row_id, line.team_id) == ("person", stay.person_id, team.pk)
    with pytest.raises(CommandError, match="no such participant"):
        run(*asked, "--now")


def test_another_teams_person_is_not_found(team: Team) -> None:
    stay = make_stay(make_team(slug="annat"))
    with pytest.raises(CommandError, match="no such participant"):
        run("erase", "provdalen", str(stay.person_id), "--decision", "SN 1", "--now")


def test_without_a_journal_nothing_is_erased(team: Team, settings: LazySettings, tmp_path: Path) -> None:
    stay = make_stay(team)
    (tmp_path / "a-file").write_text("")
    settings.SAMSTEG_ERASURES = str(tmp_path / "a-file" / "erasures.txt")
    with pytest.raises(CommandError, match="can't be written"):
        run("erase", "provdalen", str(stay.person_id), "--decision", "SN 1", "--now")
    assert persons(team) == {stay.person_id}


def test_after_a_restored_backup_the_erased_goes_again_and_nobody_new(team: Team, journal: Path) -> None:
    stay = make_stay(team)
    run("erase", "provdalen", str(stay.person_id), "--decision", "SN 1", "--now")
    brought_back(team, stay.person_id, timezone.now() - dt.timedelta(days=3))
    assert "Erased again: 1 persons" in run("replay", str(journal))
    assert persons(team) == set()
    assert "Erased again: 0 persons" in run("replay", str(journal))
    # Somebody made later under the same number is another one.
    brought_back(team, stay.person_id, timezone.now() + dt.timedelta(minutes=1))
    run("replay", str(journal))
    assert persons(team) == {stay.person_id}


def test_a_replay_keeps_the_numbers_of_the_erased_from_being_given_again(team: Team, journal: Path) -> None:
    far = make_stay(team).person_id + 5000
    journal.parent.mkdir()
    journal.write_text(Gone("person", timezone.now(), far, team_id=team.pk).line() + "\n")
    run("replay", str(journal))
    assert make_stay(team).person_id > far


def test_a_consent_that_was_taken_back_stays_so(team: Team, journal: Path) -> None:
    stay = make_stay(team)
    taken_back, holds = (make_consent(team, stay.person_id, make_authority(name)) for name in ("A", "B"))
    ended_at = timezone.now()
    with acting(lead(team)):
        Consent.objects.filter(pk=taken_back.pk).update(ended_as=ConsentEnd.WITHDRAWN, ended_at=ended_at)
    with as_owner() as owner:
        assert note_ended_consents(owner) == 1
        assert note_ended_consents(owner) == 0
        with owner.cursor() as cursor:  # the backup from before
            cursor.execute("UPDATE access_consent SET ended_as = '', ended_at = NULL")
        done = replay(owner, journal)
        assert (done.consent_count, done.unreadable) == (1, ())
        assert query("SELECT id, ended_as FROM access_consent ORDER BY id") == [
            (taken_back.pk, "withdrawn"),
            (holds.pk, ""),
        ]
        assert replay(owner, journal).consent_count == 0


def test_a_line_that_cannot_be_understood_is_named(team: Team, journal: Path) -> None:
    stay = make_stay(team)
    run("erase", "provdalen", str(stay.person_id), "--decision", "SN 1", "--now")
    with journal.open("a") as file:
        file.write("person igår 1 2\nconsent 2026-01-01T00:00:00 1 withdrawn\n")  # no day; no zone
    with pytest.raises(CommandError, match="2, 3"):
        run("replay", str(journal))
    with pytest.raises(CommandError, match="can't be read"):
        run("replay", str(journal.with_name("finns-inte")))


@given(
    at=st.datetimes(timezones=st.just(dt.UTC)),
    row_id=st.integers(1, 2**40),
    how=st.sampled_from(["", *ConsentEnd.values]),
)
def test_a_line_says_what_it_was_written_from(at: dt.datetime, row_id: int, how: str) -> None:
    gone = Gone("consent", at, row_id, how=how) if how else Gone("person", at, row_id, team_id=7)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "erasures.txt"
        path.write_text(gone.line() + "\n")
        assert read_journal(path) == ([gone], ())
