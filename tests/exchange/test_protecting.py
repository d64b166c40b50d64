"""What goes when a person gets protected identity, by the controller's rule: listed first, gone in every version."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone, translation

from samsteg.access.controller_rules import decide_rule
from samsteg.access.enums import ProtectionLevel, ProtectionRule, Role, RuleName, TeamAccess
from samsteg.access.models import Protection
from samsteg.access.protection import counts_of, name_staff
from samsteg.access.services import assign_coaches
from samsteg.accounts.models import User
from samsteg.audit.models import Alarm
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.core.errors import NotVisible, PermissionRefused
from samsteg.core.roles import as_owner
from samsteg.exchange.models import AppliedImport, StagedFile
from samsteg.exchange.protecting import erase_asked, forget_forbidden, protect, what_goes
from samsteg.exchange.services import apply_import, read_workbook
from samsteg.exchange.staging import stage_file
from samsteg.organisation.models import Team
from samsteg.participants.checks import stays_out_of_step
from samsteg.participants.models import Note, Stay, StayDetail, StayEvent
from samsteg.participants.note_records import NoteValues
from samsteg.participants.note_selectors import notes_of
from samsteg.participants.note_services import write_note
from samsteg.people.contact import Contact, keep_contact
from samsteg.people.models import EarlierContact, Identity, Person, PersonDetail
from samsteg.people.services import save_contact, save_personnummer
from samsteg.placements.models import Placement
from samsteg.statistics.values import Period
from tests.access.every_table import query
from tests.factories import change_person, change_stay, make_placement, make_stay, make_team, officer
from tests.statistics.asking import ask, numbers
from tests.web.users import make_user, stays_file

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER = "199005179806"
YEAR = Period(dt.date(2024, 1, 1), dt.date(2024, 12, 31))


@pytest.fixture
def team() -> Team:
    return make_team()


@pytest.fixture
def head(team: Team) -> Actor:
    user = make_user("ledare", team, Role.TEAM_LEAD)
    return Actor(
        user_id=user.pk,
        username=user.username,
        roles={team.pk: frozenset({Role.TEAM_LEAD.value})},
        team_access={team.pk: TeamAccess.WHOLE_TEAM.value},
    )


@pytest.fixture
def stay(team: Team, head: Actor) -> Stay:
    """Somebody of whom everything is known, and corrected once."""
    stay = make_stay(
        team,
        own_id="K-1",
        municipality_code="2083",
        enrolled_on=dt.date(2024, 2, 1),
        exited_on=dt.date(2024, 9, 1),
        exit_detail_text="flyttat till Påhittköping",
    )
    make_stay(team, own_id="K-2", enrolled_on=dt.date(2024, 2, 1))
    change_stay(stay, municipality_code="2080")
    change_person(team, stay.person_id, born_on=dt.date(1991, 5, 17), birth_year=None)
    make_placement(stay, dt.date(2024, 3, 1), employer="Skogsbolaget")
    make_placement(stay, dt.date(2024, 3, 1), employer="Cafét")
    with acting(head):
        save_personnummer(team=team, numbers={stay.person_id: NUMBER})
        for phone in ("070-1", "070"):
            keep_contact(team=team, person_id=stay.person_id, contact=Contact(phone=phone))
        assign_coaches(team=team, coaches={stay.person_id: head.user_id})
    return stay


def decide(team: Team, rule: ProtectionRule) -> None:
    user, _created = User.objects.get_or_create(username="ansvarig")
    actor = officer(team, user_id=user.pk)
    with acting(actor):
        decide_rule(
            actor=actor,
            team=team,
            name=RuleName.PROTECTED_IDENTITY,
            value=rule,
            valid_from=timezone.localdate(),
            decision_number="SN 2026-1",
        )


def protected(head: Actor, stay: Stay, *, forget: bool = True) -> None:
    with acting(head):
        protect(
            actor=head,
            team=stay.team,
            person_id=stay.person_id,
            level=ProtectionLevel.REGISTRATION,
            forget=forget,
        )


def enrolled(team: Team) -> object:
    return numbers(ask(team, YEAR), ["flow.new"])["flow.new"]


def whole(head: Actor, stay: Stay) -> str:
    """Every row of the person's in clear, as the database has them."""
    with acting(head):
        texts = [
            query(f"SELECT t::text FROM {table} t WHERE {column} = %s", [number])
            for table, column, number in (
                ("people_person", "id", stay.person_id),
                ("people_persondetail", "person_id", stay.person_id),
                ("people_identity", "person_id", stay.person_id),
                ("participants_stay", "id", stay.pk),
                ("participants_staydetail", "stay_id", stay.pk),
                ("participants_stayevent", "stay_id", stay.pk),
                ("placements_placement", "stay_id", stay.pk),
            )
        ]
    return str(texts)


def test_named_staff_keeps_the_number_and_no_whereabouts(team: Team, head: Actor, stay: Stay) -> None:
    decide(team, ProtectionRule.NAMED_STAFF)
    before = enrolled(team)
    with acting(head), translation.override("en"):
        assert what_goes(team, stay.person_id, ProtectionRule.NAMED_STAFF) == [
            "Contact data",
            "The municipality",
            "2 employers of work training",
        ]
    protected(head, stay)
    rows = whole(head, stay)
    for gone in ("Skogsbolaget", "Cafét", "2083", "2080"):
        assert gone not in rows
    assert "1991-05-17" in rows
    with acting(head):
        row = Identity.objects.get(person_id=stay.person_id)
        assert (row.contact_cipher, row.personnummer_cipher is None) == (None, False)
        assert not EarlierContact.objects.filter(person_id=stay.person_id).exists()
        assert what_goes(team, stay.person_id, ProtectionRule.NAMED_STAFF) == []
        assert Placement.objects.filter(stay=stay).count() == 2
        assert stays_out_of_step(team.pk) == []
    assert enrolled(team) == before == 2


def test_without_identity_keeps_the_teams_id_and_the_year(team: Team, head: Actor, stay: Stay) -> None:
    decide(team, ProtectionRule.WITHOUT_IDENTITY)
    before = enrolled(team)
    with acting(head), translation.override("en"):
        listed = what_goes(team, stay.person_id, ProtectionRule.WITHOUT_IDENTITY)
        assert "The identity number" in listed
        assert "The date of birth; the year stays" in listed
    protected(head, stay)
    rows = whole(head, stay)
    for gone in ("1991-05-17", "1990-05-17", "Skogsbolaget", "2083", "2080", "Påhittköping"):
        assert gone not in rows
    with acting(head):
        assert not Identity.objects.filter(person_id=stay.person_id).exists()
        years = PersonDetail.objects.filter(person_id=stay.person_id).values_list("birth_year", flat=True)
        assert set(years) == {1990, 1991}
        assert Stay.objects.get(pk=stay.pk).own_id == "K-1"
        assert stays_out_of_step(team.pk) == []
    assert enrolled(team) == before


def test_notes_go_with_the_key_and_their_page_stays_whole(team: Team, head: Actor, stay: Stay) -> None:
    decide(team, ProtectionRule.WITHOUT_IDENTITY)
    values = NoteValues(occurred_on=dt.date(2024, 3, 1), form="talk", category="other", text="Bor vid sjön.")
    with acting(head):
        form = Note._meta.get_field("form").choices or []
        kinds = Note._meta.get_field("category").choices or []
        values = replace(values, form=str(list(form)[0][0]), category=str(list(kinds)[0][0]))
        write_note(actor=head, team=team, person_id=stay.person_id, values=values)
        assert len(notes_of(head, team, stay.person_id).notes) == 1
    protected(head, stay)
    boss = User.objects.get(username="ansvarig")
    actor = officer(team, user_id=boss.pk)
    with acting(actor):
        name_staff(actor=actor, team=team, person_id=stay.person_id, user_id=head.user_id)
    with acting(head):
        assert notes_of(head, team, stay.person_id).notes == ()


def test_not_here_leaves_a_count_and_after_the_night_no_row(team: Team, head: Actor, stay: Stay) -> None:
    protected(head, stay)
    with acting(head):
        (counted,) = counts_of(team.pk)
        assert (counted.sex, counted.year) == ("women", timezone.localdate().year)
        assert not Identity.objects.filter(person_id=stay.person_id).exists()
        assert Protection.objects.get().erase_asked_at is not None
    with as_owner() as owner:
        assert erase_asked(owner) == 1
        assert erase_asked(owner) == 0
        left = {
            str(table): query(f"SELECT count(*) FROM {table} WHERE {column} = %s", [number])[0][0]
            for column, number in (("person_id", stay.person_id), ("stay_id", stay.pk))
            for (table,) in query(
                "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
                " WHERE c.relkind = 'r' AND a.attname = %s AND c.relnamespace = 'public'::regnamespace",
                [column],
            )
            if not str(table).startswith("audit_")  # the log and the alarms tell that the record went
        }
        assert {table: rows for table, rows in left.items() if rows} == {}
        assert len(left) > 10
        assert query("SELECT count(*) FROM people_personhistoryevent WHERE id = %s", [stay.person_id]) == [
            (0,)
        ]
    with acting(head):
        assert Person.objects.count() == 1
    assert enrolled(team) == 1


def test_nobody_opens_a_record_that_waits_for_the_night(team: Team, head: Actor, stay: Stay) -> None:
    named = make_user("namngiven", team)
    protected(head, stay)
    user, _created = User.objects.get_or_create(username="ansvarig")
    actor = officer(team, user_id=user.pk)
    with acting(actor):
        name_staff(actor=actor, team=team, person_id=stay.person_id, user_id=named.pk)
    reader = Actor(user_id=named.pk, username="namngiven", roles={team.pk: frozenset({"coach"})})
    with acting(reader):
        assert not Stay.objects.open_to(reader).exists()


def test_without_confirmation_everything_stays(team: Team, head: Actor, stay: Stay) -> None:
    decide(team, ProtectionRule.WITHOUT_IDENTITY)
    before = whole(head, stay)
    protected(head, stay, forget=False)
    assert whole(head, stay) == before
    with acting(head), pytest.raises(NotVisible):  # no more to see for who isn't named
        forget_forbidden(actor=head, team=team, person_id=stay.person_id)


def test_who_is_named_may_take_the_rest_away_later(team: Team, head: Actor, stay: Stay) -> None:
    decide(team, ProtectionRule.NAMED_STAFF)
    protected(head, stay, forget=False)
    user = User.objects.get(username="ansvarig")
    actor = officer(team, user_id=user.pk)
    with acting(actor):
        name_staff(actor=actor, team=team, person_id=stay.person_id, user_id=head.user_id)
    with acting(head):
        forget_forbidden(actor=head, team=team, person_id=stay.person_id)
        assert what_goes(team, stay.person_id, ProtectionRule.NAMED_STAFF) == []
    with acting(actor):
        alarms = Alarm.objects.filter(kind="protection_changed").order_by("pk")
        assert list(alarms.values_list("reason", flat=True)) == ["registration", "forgotten"]


def test_a_coach_and_another_team_may_not(team: Team, head: Actor, stay: Stay) -> None:
    coach = Actor(user_id=head.user_id, username="x", roles={team.pk: frozenset({"coach"})})
    with acting(coach), pytest.raises(PermissionRefused):
        protect(
            actor=coach,
            team=team,
            person_id=stay.person_id,
            level=ProtectionLevel.MARKED,
            forget=True,
        )
    other = make_stay(make_team())
    with acting(head), pytest.raises(NotVisible):
        protect(actor=head, team=team, person_id=other.person_id, level=ProtectionLevel.MARKED, forget=True)


def test_the_database_takes_no_whereabouts_of_a_protected_person(team: Team, head: Actor, stay: Stay) -> None:
    decide(team, ProtectionRule.NAMED_STAFF)
    protected(head, stay)
    with acting(head):
        with pytest.raises(IntegrityError), transaction.atomic():
            save_contact(team=team, person_id=stay.person_id, contact="{}")
        row = Placement.objects.filter(stay=stay).first()
        assert row is not None
        row.employer = "Bageriet"
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()
    with pytest.raises(IntegrityError):
        make_placement(stay, dt.date(2024, 5, 1), employer="Bageriet")
    with acting(head):
        free = Stay.objects.get(own_id="K-2")
    make_placement(free, dt.date(2024, 5, 1), employer="Bageriet")


def test_files_that_hold_the_person_go(team: Team, head: Actor, tmp_path: Path) -> None:
    """Uploads that wait, and what the import could be undone with."""
    content = stays_file(1, person_own_id="P-1").getvalue()
    path = tmp_path / "bok.xlsx"
    path.write_bytes(content)
    with acting(head):
        apply_import(
            actor=head,
            team=team,
            parsed=read_workbook(path, filename="bok.xlsx"),
            file_name="bok.xlsx",
            file_checksum="0" * 64,
            place="prov",
        )
        stage_file(actor=head, team=team, chunks=[content], file_name="bok.xlsx")
        first = Stay.objects.get(own_id="S-1")
    decide(team, ProtectionRule.NAMED_STAFF)
    protected(head, first)
    with acting(head):
        assert list(AppliedImport.objects.values_list("sealed", flat=True)) == [None]
        assert StagedFile.objects.count() == 0


def test_the_nights_work_takes_what_was_asked(team: Team, head: Actor, stay: Stay) -> None:
    protected(head, stay)
    call_command("daily", username=head.username, stdout=io.StringIO())
    with connection.cursor() as cursor, acting(head):
        cursor.execute("SELECT count(*) FROM people_person WHERE id = %s", [stay.person_id])
        assert cursor.fetchone() == (0,)
        assert StayDetail.objects.count() == StayEvent.objects.count() == 1
