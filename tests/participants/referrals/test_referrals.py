"""Referrals: who may add and read which, in the services and in the database; and how one becomes a stay."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from samsteg.access.enums import ProtectionLevel, Role
from samsteg.access.papers import checked_paper
from samsteg.access.protection import set_protection
from samsteg.audit.models import ReadEntry
from samsteg.audit.openings import openings_of
from samsteg.core.actor import Actor
from samsteg.core.context import acting, opened_for_referrer, public_form, set_context
from samsteg.core.errors import ContextError, NotVisible, PermissionRefused, Refused
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.referrals.drafts import (
    begin_public_draft,
    drop_own_draft,
    keep_own_draft,
    open_with_code,
    own_draft,
    public_draft,
    set_code,
)
from samsteg.participants.referrals.enums import OF_STAY, FileKind
from samsteg.participants.referrals.listing import list_referrals
from samsteg.participants.referrals.listing import opened as with_names
from samsteg.participants.referrals.models import CallBack, Referral, ReferralDraft, ReferralFile
from samsteg.participants.referrals.receiving import (
    add_file,
    ask_for_call,
    receive_from_public,
    receive_from_referrer,
    receive_from_team,
)
from samsteg.participants.referrals.records import Content, Taking, content_from
from samsteg.participants.referrals.retention import forget_old
from samsteg.participants.referrals.rules import ReferralRefused, StaleReferral
from samsteg.participants.referrals.sealing import referrals_by_key, rotate_referrals, unopened_referrals
from samsteg.participants.referrals.selectors import (
    own_referrals,
    read_file,
    read_referral,
    readers_of_referral,
    referral_ids_of,
    waiting_calls,
)
from samsteg.participants.referrals.services import end_referral, finish_call, take_referral
from samsteg.people.contact import kept_contact
from samsteg.people.keys import key_ring
from samsteg.people.names import names_of_persons
from samsteg.people.services import forget_identity
from tests.factories import coach, lead, make_authority, make_consent, make_stay, make_team
from tests.participants.referrals.makers import make_referral, new_referral, open_the_form
from tests.reports.pictures import png
from tests.web.users import join, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
TAKING = Taking(referred_on=TODAY, born="1990", sex="women")


@pytest.fixture
def team() -> Team:
    return make_team()


def referrer_to(team: Team, name: str = "remittent") -> Actor:
    user, board = make_user(name), make_authority()
    join(team, user, Role.REFERRER, authority=board)
    return Actor(user_id=user.pk, username=name, outer_roles={team.pk: frozenset({Role.REFERRER.value})})


def rows(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def test_what_it_says_is_sealed_and_read_back(team: Team) -> None:
    pk = make_referral(team, "Zoë", answers=(("Vad hoppas du på?", "Att orka"),))
    with acting(lead(team)) as actor:
        raw = bytes(Referral.objects.get(pk=pk).content_cipher)
        assert b"Att orka" not in raw and "Zoë".encode() not in raw
        (listed,) = with_names(team, list_referrals(actor=actor, team=team))
        assert (listed.title, listed.referrer_name) == ("Zoë Provsson", "Handläggare Prov")
        found = read_referral(actor=actor, team=team, referral_id=pk, place="test")
        assert found.content.answers == (("Vad hoppas du på?", "Att orka"),)
        (opened,) = readers_of_referral(actor=actor, team=team, referral_id=pk)
        assert (opened.actor_id, opened.kind, opened.place) == (actor.user_id, "view", "test")


def test_who_read_it_follows_to_the_participant_and_is_sealed_with_the_log(team: Team) -> None:
    pk = make_referral(team, "Åsa", born="1990", sex="women")
    with acting(lead(team)) as actor:
        read_referral(actor=actor, team=team, referral_id=pk, place="page:referral")
        row = take_referral(actor=actor, team=team, referral_id=pk, expected_version=1, taking=TAKING)
        assert row.person_id is not None
        read_referral(actor=actor, team=team, referral_id=pk, place="page:referral")
        assert (
            len(readers_of_referral(actor=actor, team=team, referral_id=pk)) == 1
        )  # the later is the person's
        told = openings_of(team.pk, row.person_id, referral_ids=referral_ids_of(team, row.person_id))
        assert sum(one.count for one in told if one.place == "page:referral") == 2
        assert ReadEntry.objects.filter(referral_id=pk, person_id=None).count() == 1
    with acting(lead(make_team())):
        assert not ReadEntry.objects.filter(referral_id=pk).exists()


def test_taken_it_becomes_a_stay_under_the_persons_own_key(team: Team) -> None:
    pk = make_referral(team, "Åsa", phone="070-000 00 00", born="1990-05-17", sex="women")
    with acting(lead(team)) as actor:
        paper = checked_paper(png())
        file = add_file(actor=actor, team=team, referral_id=pk, paper=paper, kind=FileKind.CONSENT)
        row = take_referral(actor=actor, team=team, referral_id=pk, expected_version=1, taking=TAKING)
        stay = Stay.objects.get(pk=row.stay_id)
        assert (stay.referred_on, stay.referrer, stay.enrolled_on) == (TODAY, "soc", None)
        assert stay.person_id is not None
        assert names_of_persons(team.pk, [stay.person_id])[stay.person_id].full == "Åsa Provsson"
        assert kept_contact(team.pk, stay.person_id).phone == "070-000 00 00"
        read = read_referral(actor=actor, team=team, referral_id=pk, place="test")
        assert read.content.name == "Åsa Provsson"
        found = read_file(actor=actor, team=team, referral_id=pk, file_id=file.pk)
        assert found.content == paper.content
        forget_identity(team=team, person_id=stay.person_id)  # with the key all of it is gone
        assert read_referral(actor=actor, team=team, referral_id=pk, place="test").is_forgotten


def test_taken_twice_is_refused(team: Team) -> None:
    pk = make_referral(team)
    with acting(lead(team)) as actor:
        take_referral(actor=actor, team=team, referral_id=pk, expected_version=1, taking=TAKING)
        for version in (1, 2):
            with pytest.raises(StaleReferral):
                take_referral(actor=actor, team=team, referral_id=pk, expected_version=version, taking=TAKING)
        assert Stay.objects.in_team(team.pk).count() == 1


def test_somebody_who_comes_back_gets_a_second_stay(team: Team) -> None:
    before = make_stay(team, enrolled_on=dt.date(2024, 1, 1), exited_on=dt.date(2024, 6, 1))
    pk = make_referral(team)
    hidden = make_stay(make_team(), own_id="annan")
    with acting(lead(team)) as actor:
        for wrong in (hidden.person_id, 4_000_000_000):
            with pytest.raises(NotVisible), transaction.atomic():
                take_referral(
                    actor=actor,
                    team=team,
                    referral_id=pk,
                    expected_version=1,
                    taking=replace(TAKING, person_id=wrong),
                )
        taking = replace(TAKING, person_id=before.person_id)
        row = take_referral(actor=actor, team=team, referral_id=pk, expected_version=1, taking=taking)
        assert row.person_id == before.person_id
        assert Stay.objects.filter(person_id=before.person_id).count() == 2


def test_ended_it_is_forgotten_at_once(team: Team) -> None:
    pk = make_referral(team)
    with acting(lead(team)) as actor:
        add_file(actor=actor, team=team, referral_id=pk, paper=checked_paper(png()), kind=FileKind.ATTACHMENT)
        with pytest.raises(ReferralRefused):
            end_referral(actor=actor, team=team, referral_id=pk, expected_version=1, reason="hitte-på")
        end_referral(actor=actor, team=team, referral_id=pk, expected_version=1, reason="twice")
        row = Referral.objects.get(pk=pk)
        assert bytes(row.content_cipher) == b"" and row.end_reason == "twice"
        assert not ReferralFile.objects.filter(referral=row).exists()
        (listed,) = with_names(team, list_referrals(actor=actor, team=team))
        assert (listed.is_waiting, listed.title) == (False, "")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"received_on": TODAY + dt.timedelta(days=1)}, "received_on"),
        ({"referrer": "ingen"}, "referrer"),
        ({"content": Content(first_name=" ")}, "first_name"),
        ({"content": Content(first_name="x" * 500)}, "first_name"),
        ({"content": Content(first_name="Kim", sex="annat")}, "sex"),
        ({"content": Content(first_name="Kim", answers=(("?", "x" * 60_001),))}, "answer_0"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_field(
    team: Team, changes: dict[str, object], field: str
) -> None:
    with acting(lead(team)) as actor:
        with pytest.raises(ReferralRefused) as refused:
            receive_from_team(actor=actor, team=team, new=replace(new_referral(), **changes))  # type: ignore[arg-type]
        assert refused.value.field == field
        assert Referral.objects.count() == 0


def test_fifty_kilobytes_from_word_and_names_in_any_script(team: Team) -> None:
    pasted = "Å\r\n\x00• punkt\u00a0 " * 5000
    names = ("李", "Ольга", "محمد", "Nguyễn", "O'Brien-Ćosić", "🙂")
    for name in names:
        pk = make_referral(team, name, answers=(("Fråga", pasted),))
        with acting(lead(team)) as actor:
            read = read_referral(actor=actor, team=team, referral_id=pk, place="test")
            assert read.content.first_name == name
            assert "\x00" not in read.content.answers[0][1] and len(read.content.answers[0][1]) > 50_000


@given(
    st.builds(
        Content,
        first_name=st.text(max_size=40),
        phone=st.text(max_size=40),
        answers=st.lists(st.tuples(st.text(max_size=40), st.text(max_size=400)), max_size=5).map(tuple),
    )
)
def test_content_comes_back_as_it_was(content: Content) -> None:
    assert content_from(content.sealed_text()) == content


def test_content_with_a_field_that_is_gone_still_opens() -> None:
    text = json.dumps({"first_name": "Kim", "answers": [["a", "b"]], "old": 1})
    assert content_from(text) == Content(first_name="Kim", answers=(("a", "b"),))


# Who may what


def test_a_referrer_adds_and_sees_the_own_alone(team: Team) -> None:
    make_referral(team)
    with acting(referrer_to(team, "annan")) as other:
        receive_from_referrer(actor=other, team=team, new=new_referral("Annans"))
    with acting(referrer_to(team)) as actor:
        receive_from_referrer(actor=actor, team=team, new=new_referral("Min"))
        (own,) = own_referrals(actor=actor, team=team)
        assert (own.label, own.row.channel) == ("Min Provsson", "referrer")
        assert rows("participants_referral") == 1  # the database shows no other either
        assert rows("participants_stay") == rows("people_person") == 0
        with pytest.raises(PermissionRefused):
            list_referrals(actor=actor, team=team)
        with pytest.raises(PermissionRefused):
            receive_from_team(actor=actor, team=team, new=new_referral())
    with acting(coach(team)) as actor, pytest.raises(PermissionRefused):
        own_referrals(actor=actor, team=team)


def test_a_referrer_cannot_pretend_in_the_database(team: Team) -> None:
    elsewhere = make_team()
    with acting(referrer_to(team)) as actor:
        pk = receive_from_referrer(actor=actor, team=team, new=new_referral())
        assert Referral.objects.filter(pk=pk).update(status="ended", end_reason="twice") == 0
        for wrong in ({"team": elsewhere}, {"user_id": 4_000_000}, {"channel": "team", "user_id": None}):
            told = {"team": team, "user_id": actor.user_id, "channel": "referrer", **wrong}
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                Referral.objects.create(received_on=TODAY, referrer="soc", content_cipher=b"-", **told)


def test_how_it_went_is_told_only_by_the_persons_consent(team: Team) -> None:
    actor = referrer_to(team)
    with acting(actor):
        pk = receive_from_referrer(actor=actor, team=team, new=new_referral())
    with acting(lead(team)) as head:
        row = take_referral(actor=head, team=team, referral_id=pk, expected_version=1, taking=TAKING)
        stay = Stay.objects.get(pk=row.stay_id)
        authority, person_id = row.authority, stay.person_id
    assert authority is not None
    with acting(actor):
        (own,) = own_referrals(actor=actor, team=team)
        assert (own.news, own.news_on, own.label) == ("", None, "Prov Provsson")
    make_consent(team, person_id, authority, categories=["outcome"])
    with acting(lead(team)):
        Stay.objects.filter(pk=stay.pk).update(study_visit_on=TODAY)
    with acting(actor):
        (own,) = own_referrals(actor=actor, team=team)
        assert (own.news, own.news_on) == ("study_visit_on", TODAY)
        assert rows("participants_stay") == 0  # the narrow opening is closed again


@pytest.mark.parametrize("status", OF_STAY)
def test_who_becomes_protected_has_no_name_in_the_referrers_list(team: Team, status: str) -> None:
    actor = referrer_to(team)
    with acting(actor):
        pk = receive_from_referrer(actor=actor, team=team, new=new_referral())
    with acting(lead(team)) as head:
        row = take_referral(actor=head, team=team, referral_id=pk, expected_version=1, taking=TAKING)
        assert row.person_id is not None
        Referral.objects.filter(pk=pk).update(status=status)
    with acting(actor):
        assert [one.label for one in own_referrals(actor=actor, team=team)] == ["Prov Provsson"]
    with acting(lead(team)) as head:
        set_protection(actor=head, team=team, person_id=row.person_id, level=ProtectionLevel.MARKED)
    with acting(actor):
        assert [one.label for one in own_referrals(actor=actor, team=team)] == [""]


def test_the_narrow_opening_is_for_referrers_alone(team: Team) -> None:
    other = make_team()
    with (
        acting(referrer_to(team)) as actor,
        pytest.raises(ContextError),
        opened_for_referrer(actor, other.pk),
    ):
        raise AssertionError


def test_the_open_form_adds_and_reads_nothing(team: Team) -> None:
    closed = make_team()
    make_referral(team)
    open_the_form(team)
    set_context(None)
    receive_from_public(team=team, new=new_referral("Öppen", personnummer="199005179806"))
    ask_for_call(team=team, name="Anhörig", phone="070-1")
    with public_form(team.pk):
        assert rows("participants_referral") == rows("participants_callback") == 0
        assert rows("participants_stay") == rows("access_membership") == 0
    for wrong in (lambda: receive_from_public(team=closed, new=new_referral()),):
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            wrong()
    with acting(lead(team)) as actor:
        found = with_names(team, list_referrals(actor=actor, team=team))
        assert [one.title for one in found] == ["Prov Provsson", "Öppen Provsson"]
        public = read_referral(actor=actor, team=team, referral_id=found[1].referral_id, place="test")
        assert public.content.personnummer == ""
        calls = waiting_calls(actor=actor, team=team)
        assert [(one.name, one.phone) for one in calls] == [("Anhörig", "070-1")]


def test_known_or_not_the_open_form_asks_the_same_things_of_the_database(team: Team) -> None:
    """Nothing is looked up about the person, so neither answer nor time can tell."""
    make_stay(team, enrolled_on=TODAY)
    pk = make_referral(team, "Känd")
    with acting(lead(team)) as actor:
        take_referral(actor=actor, team=team, referral_id=pk, expected_version=1, taking=TAKING)
    open_the_form(team)
    set_context(None)
    receive_from_public(team=team, new=new_referral("Värm"))
    asked = []
    for name in ("Känd", "Okänd"):
        with CaptureQueriesContext(connection) as captured:
            receive_from_public(team=team, new=new_referral(name))
        asked.append([one["sql"].partition("VALUES")[0][:90] for one in captured])
    assert [len(one) for one in asked][0] == len(asked[1])
    assert [one.split()[0] for one in asked[0]] == [one.split()[0] for one in asked[1]]
    assert not any("people_person" in sql or "participants_stay" in sql for sql in asked[0])


# Drafts


def test_a_draft_is_the_writers_own(team: Team) -> None:
    with acting(lead(team)) as actor:
        keep_own_draft(actor=actor, team=team, typed={"vem": {"referrer": "soc"}})
        keep_own_draft(actor=actor, team=team, typed={"vem": {"referrer": "fk"}})
        assert own_draft(actor, team) == {"vem": {"referrer": "fk"}}
        assert own_draft(replace(actor, user_id=99), team) == {}
        assert drop_own_draft(actor=actor, team=team) is True
        assert drop_own_draft(actor=actor, team=team) is False
    with acting(referrer_to(team)) as actor:
        keep_own_draft(actor=actor, team=team, typed={"vem": {"referrer": "af"}})
        assert own_draft(actor, team) == {"vem": {"referrer": "af"}}


def test_an_open_draft_opens_with_name_and_code_and_few_tries(team: Team) -> None:
    open_the_form(team)
    set_context(None)
    handle = begin_public_draft(team=team, typed={"vem": {"referrer": "self"}})
    with pytest.raises(ReferralRefused):
        set_code(team=team, handle=handle, code="kort")
    assert not open_with_code(team=team, handle=handle, code="")  # before there is a code nobody opens it
    assert set_code(team=team, handle=handle, code="åtta tecken")
    assert not open_with_code(team=team, handle=handle, code="åtta teckem")
    assert open_with_code(team=team, handle=f" {handle[:5].upper()}-{handle[5:]} ", code="åtta tecken ")
    assert not open_with_code(team=team, handle="a" * 10, code="åtta tecken")
    assert public_draft(team, handle) == {"vem": {"referrer": "self"}}
    with public_form(team.pk, "a" * 10):
        assert not ReferralDraft.objects.exists()  # no other draft than the named one
    for _try in range(2):
        open_with_code(team=team, handle=handle, code="fel kod igen")
    with pytest.raises(ReferralRefused):
        open_with_code(team=team, handle=handle, code="åtta tecken")


def test_drafts_are_gone_after_fourteen_days_and_calls_after_thirty(team: Team) -> None:
    open_the_form(team)
    set_context(None)
    handle = begin_public_draft(team=team, typed={"vem": {}})
    ask_for_call(team=team, name="Anhörig", phone="070-1")
    with acting(lead(team)):
        assert forget_old(team) == 0
        ReferralDraft.objects.update(begun_at=timezone.now() - dt.timedelta(days=14))
        CallBack.objects.update(recorded_at=timezone.now() - dt.timedelta(days=31))
    set_context(None)
    assert public_draft(team, handle) == {}  # before the night's work too
    with acting(lead(team)):
        assert forget_old(team) == 2
        assert not ReferralDraft.objects.exists()
        assert CallBack.objects.get().content_cipher is None


def test_a_call_is_forgotten_when_it_is_made(team: Team) -> None:
    open_the_form(team)
    set_context(None)
    ask_for_call(team=team, name="Anhörig", phone="070-1")
    with acting(lead(team)) as actor:
        call = CallBack.objects.get()
        for _twice in range(2):
            finish_call(actor=actor, team=team, call_id=call.pk)
        call.refresh_from_db()
        assert (call.content_cipher, call.called_by_id) == (None, actor.user_id)
        assert waiting_calls(actor=actor, team=team) == ()


@pytest.mark.parametrize("content", [b"", b"MZ\x90", b"%PDF-1.7 utan slut", b"PK\x03\x04", b"<svg/>"])
def test_a_file_of_another_kind_is_refused(content: bytes) -> None:
    with pytest.raises(Refused):
        checked_paper(content)


def test_at_most_five_files_and_none_for_strangers(team: Team) -> None:
    pk, paper = make_referral(team), checked_paper(png())
    with acting(lead(team)) as actor:
        for _file in range(5):
            add_file(actor=actor, team=team, referral_id=pk, paper=paper, kind=FileKind.ATTACHMENT)
        with pytest.raises(ReferralRefused):
            add_file(actor=actor, team=team, referral_id=pk, paper=paper, kind=FileKind.ATTACHMENT)
    with acting(referrer_to(team)) as actor, pytest.raises(NotVisible):
        add_file(actor=actor, team=team, referral_id=pk, paper=paper, kind=FileKind.ATTACHMENT)


def test_what_waits_is_counted_by_its_master_key(team: Team) -> None:
    make_referral(team)
    with acting(lead(team)) as actor:
        keep_own_draft(actor=actor, team=team, typed={"vem": {}})
        ring = key_ring()
        assert referrals_by_key() == {ring.current_id: 2}
        assert unopened_referrals(ring) == 0
        newer = replace(ring, current_id="ny", masters={**ring.masters, "ny": b"n" * 32})
        assert rotate_referrals(newer) == 2
        assert referrals_by_key() == {"ny": 2}
        assert unopened_referrals(ring) == 2
