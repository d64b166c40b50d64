"""What the database lets a participant and the holder of a link touch: asked in SQL, past every page."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from samsteg.access.enums import RuleName
from samsteg.core.actor import PARTICIPANT_ID, Participant
from samsteg.core.context import looking_for, own_page, personal_link
from samsteg.core.errors import ContextError
from samsteg.participants.own_access.enums import MessageKind
from samsteg.participants.own_access.links import digest_of, make_link
from samsteg.participants.own_access.opening import participants_with
from samsteg.participants.own_access.sending import send_from_own_page
from samsteg.people import crypto
from samsteg.people.keys import key_ring
from tests.access.every_table import months_of_the_log, query, team_owned_tables
from tests.participants.own_access.makers import NUMBER, OwnTeam, decide, make_own_team, make_participant
from tests.web.users import inside

pytestmark = pytest.mark.django_db
OTHER = "199005179814"
# Rules, decisions and texts of the team that tell of nobody; all else must be the person's own.
OF_THE_TEAM = {
    "access_controllerrule",
    "access_consenttext",
    "organisation_controllerdecision",
    "participants_visitslot",
    "activities_closeddays",
}
OF_GROUP = "IN (SELECT group_id FROM activities_groupmembership)"
# Rows without a person of their own, or that may be of another kind: how they belong to the participant.
NO_PERSON = {
    "activities_group": f"id {OF_GROUP}",
    "activities_groupsession": f"group_id {OF_GROUP}",
    "audit_read_entry": "(person_id = {person} OR referral_id IN (SELECT id FROM participants_referral))",
    "access_consentrecipient": "consent_id IN (SELECT id FROM access_consent)",
}


@pytest.fixture
def own() -> OwnTeam:
    made = make_own_team("Lag Ett")
    make_participant(made.team, OTHER)  # a neighbour in the same team
    make_own_team("Lag Tva")
    return made


def count(table: str, where: str = "true") -> int:
    return int(str(query(f"SELECT count(*) FROM {table} WHERE {where}")[0][0]))


def test_a_participant_reads_the_own_rows_and_no_others_in_any_table(own: OwnTeam) -> None:
    seen = set()
    with own_page(own.who):
        for table in set(team_owned_tables()) - months_of_the_log():
            if not (found := count(table)):
                continue
            seen.add(table)
            if table in OF_THE_TEAM:
                continue
            of_person = NO_PERSON.get(table, "person_id = {person}").format(person=own.who.person_id)
            assert count(table, f"team_id = {own.team.pk} AND {of_person}") == found, table
    assert {"people_identity", "follow_ups_followup", "participants_planstep", "access_consent"} <= seen
    assert not seen & {"people_person", "participants_note", "participants_stay", "access_coachassignment"}


def test_it_is_over_when_the_block_is(own: OwnTeam) -> None:
    with own_page(own.who):
        assert count("people_identity") == 1
    assert count("people_identity") == 0
    with pytest.raises(RuntimeError), own_page(own.who):
        raise RuntimeError
    assert count("people_identity") == 0


def test_another_team_or_person_opens_nothing(own: OwnTeam) -> None:
    with own_page(Participant(own.team.pk + 1, own.who.person_id)):
        assert count("people_identity") == count("follow_ups_followup") == 0


def test_nothing_can_be_changed_or_removed(own: OwnTeam) -> None:
    with own_page(own.who):
        for table in (
            "follow_ups_followup",
            "participants_planstep",
            "participants_plantext",
            "people_identity",
        ):
            with connection.cursor() as cursor:
                cursor.execute(f"UPDATE {table} SET team_id = team_id")
                assert cursor.rowcount == 0, table
                cursor.execute(f"DELETE FROM {table}")
                assert cursor.rowcount == 0, table


@pytest.mark.parametrize(
    "change",
    [
        {"person_id": "(SELECT 1)"},
        {"channel": "'link'"},
        {"handled_at": "now()"},
    ],
)
def test_a_message_is_added_only_as_ones_own_and_as_new(own: OwnTeam, change: dict[str, str]) -> None:
    columns = {
        "team_id": str(own.team.pk),
        "person_id": str(own.who.person_id),
        "kind": "'answer'",
        "channel": "'own_page'",
        "content_cipher": "'x'",
    }
    for values, works in ((columns, True), ({**columns, **change}, False)):
        sql = (
            f"INSERT INTO participants_ownmessage ({', '.join(values)}) VALUES ({', '.join(values.values())})"
        )
        with own_page(own.who), connection.cursor() as cursor:
            if works:
                cursor.execute(sql)
                continue
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute(sql)


def test_a_read_is_logged_only_as_the_participants_own(own: OwnTeam) -> None:
    sql = """
        INSERT INTO audit_read_entry (request_id, actor_id, team_id, person_id, kind, place)
        VALUES (gen_random_uuid(), %s, %s, %s, 'view', 'x')
    """
    with own_page(own.who), connection.cursor() as cursor:
        cursor.execute(sql, [PARTICIPANT_ID, own.team.pk, own.who.person_id])
        for actor_id, person_id in ((1, own.who.person_id), (PARTICIPANT_ID, own.who.person_id + 1)):
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute(sql, [actor_id, own.team.pk, person_id])


def test_without_the_decision_neither_key_nor_message(own: OwnTeam) -> None:
    decide(own.team, RuleName.OWN_PAGE, value="off")
    with own_page(own.who):
        assert count("people_identity") == 0
        with pytest.raises(Exception), transaction.atomic():  # noqa: B017  the key is gone, whoever asks
            send_from_own_page(who=own.who, kind=MessageKind.ANSWER, texts={"answer": "Hej"})
        assert count("participants_ownmessage") == 0


def test_a_number_finds_its_own_person_in_each_team_that_has_decided(own: OwnTeam) -> None:
    found = participants_with(NUMBER)
    assert len(found) == 2 and own.who in found
    assert participants_with("199005179822") == ()
    decide(own.team, RuleName.OWN_PAGE, value="off")
    assert own.who not in participants_with(NUMBER)


def test_looking_shows_only_whom_the_index_is_of(own: OwnTeam) -> None:
    right = crypto.blind_index(key_ring(), own.team.pk, NUMBER)
    with looking_for([right]):
        assert query("SELECT person_id FROM people_identity") == [(own.who.person_id,)]
        assert count("participants_planstep") == count("participants_ownmessage") == 0
    with looking_for([b"\\x00" * 32]):
        assert count("people_identity") == 0
    with looking_for([]):
        assert count("people_identity") == 0


def test_a_link_opens_its_own_row_and_the_key_to_seal_with(own: OwnTeam) -> None:
    with inside(own.team) as actor:
        token, _other = (
            make_link(actor=actor, team=own.team, person_id=own.who.person_id, kind=kind)
            for kind in (MessageKind.ANSWER, MessageKind.BEFORE_MEETING)
        )
    seen = {}
    with personal_link(digest_of(token)):
        for table in set(team_owned_tables()) - months_of_the_log() - OF_THE_TEAM:
            if found := count(table):
                seen[table] = found
    assert seen == {"participants_personallink": 1, "people_identity": 1}
    decide(own.team, RuleName.PERSONAL_LINK, value="off")
    with personal_link(digest_of(token)):
        assert count("people_identity") == 0
    with personal_link(digest_of("finns-inte")):
        assert count("participants_personallink") == 0


@pytest.mark.django_db(transaction=True)
def test_a_context_needs_a_transaction() -> None:
    for context in (own_page(Participant(1, 1)), looking_for([]), personal_link(b"x")):
        with pytest.raises(ContextError), context:
            pass
