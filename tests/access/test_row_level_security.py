"""Row-level security as the database has it: read in the catalogue, and asked for as samsteg_app."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.utils import IntegrityError, ProgrammingError

from samsteg.access.models import Membership
from samsteg.access.selectors import actor_for
from samsteg.accounts.models import User
from samsteg.core import roles
from samsteg.core.actor import Actor
from samsteg.core.context import acting, set_context
from samsteg.participants.models import Stay
from tests.access.every_table import Filled, fill, months_of_the_log, query, team_owned_tables
from tests.factories import make_stay, make_team

FENCES = """
    SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity,
        coalesce((SELECT array_agg(p.polname::text || ' ' || p.polcmd::text || ' ' ||
            array_to_string(p.polroles::regrole[], ',') ORDER BY p.polname)
            FROM pg_policy p WHERE p.polrelid = c.oid), '{}')
    FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY (%s) ORDER BY 1
"""
VIEWS = """
    SELECT relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND (relkind IN ('m', 'f') OR relkind = 'v'
        AND NOT coalesce('security_invoker=true' = ANY (reloptions), false))
    ORDER BY 1
"""
# Functions that run as the owner: none but those of docs/adr/0023, with their own search path and not for everybody.
DEFINER_FUNCTIONS = """
    SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef AND NOT (
        (proname IN ('samsteg_shared_names', 'samsteg_places_of_others') AND pronargs = 3
            OR proname = 'samsteg_leads_until' AND pronargs = 1)
        AND proconfig = ARRAY['search_path=pg_catalog, public, pg_temp']
        AND NOT has_function_privilege('public', oid, 'EXECUTE'))
"""
# Tables that point at a team-owned table and have no column team_id of their own.
POINTING_WITHOUT_TEAM = """
    SELECT DISTINCT c.conrelid::regclass::text, c.confrelid::regclass::text FROM pg_constraint c
    WHERE c.contype = 'f' AND c.confrelid::regclass::text = ANY (%(tables)s)
        AND NOT c.conrelid::regclass::text = ANY (%(tables)s)
"""
# Foreign keys between team-owned tables that let a row of one team point at one of another.
WITHOUT_TEAM = """
    SELECT DISTINCT c.conrelid::regclass::text, c.confrelid::regclass::text FROM pg_constraint c
    WHERE c.contype = 'f' AND c.conrelid::regclass::text = ANY (%(tables)s)
        AND c.confrelid::regclass::text = ANY (%(tables)s)
        AND NOT EXISTS (SELECT 1 FROM unnest(c.conkey, c.confkey) AS k(own, other)
            JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.own AND a.attname = 'team_id'
            JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = k.other AND b.attname = 'team_id')
"""
OWN_PAGE = (
    "activities_closeddays",
    "activities_groupmembership",
    "activities_nameconsent",
    "access_consent",
    "access_consentrecipient",
    "access_consenttext",
    "access_disclosure",
    "access_withheldopening",
    "follow_ups_followup",
    "follow_ups_followupextract",
    "follow_ups_talk",
    "participants_planstep",
    "participants_plantext",
    "participants_scalereading",
    "participants_visit",
    "participants_visitslot",
)
# What the actor is made from may be read before any team is open; an alarm may be added by whoever causes it.
BEYOND_THE_FENCE: dict[str, list[str]] = {
    "access_membership": ["own_row r samsteg_app"],
    "access_controllerrule": [
        "own_page r samsteg_app",
        "own_team r samsteg_app",
        "public_rule r samsteg_app",
    ],
    "organisation_controllerdecision": ["own_controller r samsteg_app", "own_page r samsteg_app"],
    # A participant's own rows, and what a link may do (docs/adr/0016).
    **{table: ["own_page r samsteg_app"] for table in OWN_PAGE},
    "access_protection": ["own_link r samsteg_app", "own_page r samsteg_app"],
    "people_identity": ["own_link r samsteg_app", "own_number r samsteg_app", "own_page r samsteg_app"],
    "audit_read_entry": [
        "own_page r samsteg_app",
        "own_page_adds a samsteg_app",
        "own_page_referral r samsteg_app",
    ],
    "participants_ownmessage": [
        "own_link_adds a samsteg_app",
        "own_page r samsteg_app",
        "own_page_adds a samsteg_app",
    ],
    "participants_personallink": ["own_link * samsteg_app"],
    "audit_alarm": ["added_by_all a samsteg_app"],
    "audit_reviewmonth": ["added_by_all a samsteg_app"],  # by the nightly work, on nobody's behalf
    "audit_reviewitem": ["added_by_all a samsteg_app"],
    # A referrer's own, and what an open page may add (docs/adr/0013).
    "participants_questionset": ["public_read r samsteg_app", "referrer_read r samsteg_app"],
    "participants_referral": [
        "own_added a samsteg_app",
        "own_page r samsteg_app",
        "own_read r samsteg_app",
        "public_added a samsteg_app",
    ],
    "participants_referralhistoryevent": ["own_added a samsteg_app", "public_added a samsteg_app"],
    "participants_referralfile": ["own_files * samsteg_app"],
    "participants_referraldraft": ["own_draft * samsteg_app", "public_draft * samsteg_app"],
    "participants_callback": ["public_added a samsteg_app"],
    "participants_callbackhistoryevent": ["public_added a samsteg_app"],
    # A team reads the groups that another team holds together with it, never their people.
    **{f"activities_{table}": ["held_with_us r samsteg_app"] for table in ("groupshare", "leader", "term")},
    # A participant's own groups, when they meet (docs/adr/0016).
    **{
        f"activities_{table}": ["held_with_us r samsteg_app", "own_page r samsteg_app"]
        for table in ("group", "groupsession")
    },
}
# A person's row may name the group of another team: it carries that team beside its own.
CARRIES_THE_HOST = [
    ("activities_attendance", "activities_group"),
    ("activities_groupmembership", "activities_group"),
]
ADDED_BY_ALL = {
    table for table, policies in BEYOND_THE_FENCE.items() if "added_by_all a samsteg_app" in policies
}
COLUMNS = """
    SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum),
        string_agg(CASE attname WHEN 'team_id' THEN '%%(team)s' ELSE quote_ident(attname) END, ', ' ORDER BY attnum)
    FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
"""


def catalogue_faults() -> list[str]:
    """What lets somebody round the fence; must be empty."""
    wrong = []
    for name, enabled, forced, policies in query(FENCES, [team_owned_tables()]):
        expected = sorted(
            [
                *BEYOND_THE_FENCE.get(str(name), ()),
                "owner_all * samsteg_owner",
                "team_fence * samsteg_app",
            ]
        )
        if (enabled, forced, policies) != (True, True, expected):
            wrong.append(f"{name}: {enabled} {forced} {policies}")
    wrong += [f"{name}: not a security_invoker view" for (name,) in query(VIEWS)]
    wrong += [f"{name}: security definer" for (name,) in query(DEFINER_FUNCTIONS)]
    pointing = query(POINTING_WITHOUT_TEAM, {"tables": team_owned_tables()})
    pointing += query(WITHOUT_TEAM, {"tables": team_owned_tables()})
    pointing = [pair for pair in pointing if pair not in CARRIES_THE_HOST]
    return wrong + [f"{table}: points at {target} without a team" for table, target in pointing]


def count(table: str, condition: str = "true") -> int:
    ((rows,),) = query(f"SELECT count(*) FROM {table} WHERE {condition}")
    return int(str(rows))


@pytest.fixture
def ours(db: None) -> Filled:
    return fill()


@pytest.fixture
def theirs(db: None) -> Filled:
    return fill()


@pytest.mark.django_db
def test_every_team_owned_table_is_fenced() -> None:
    assert {"participants_stay", "people_identity", "audit_read_entry", "audit_read_entry_rest"} <= set(
        team_owned_tables()
    )
    assert catalogue_faults() == []


MISTAKES = {
    "CREATE TABLE loot (team_id int)": "loot: False False []",
    "ALTER TABLE participants_stay NO FORCE ROW LEVEL SECURITY": "participants_stay: True False",
    "ALTER TABLE audit_read_entry_rest DISABLE ROW LEVEL SECURITY": "audit_read_entry_rest: False True",
    "CREATE POLICY loot ON people_person USING (true)": "people_person: True True ['loot * -'",
    "CREATE VIEW loot AS SELECT * FROM people_person": "loot: not a security_invoker view",
    "CREATE MATERIALIZED VIEW loot AS SELECT * FROM people_person": "loot: not a security_invoker view",
    "CREATE FUNCTION loot() RETURNS bigint LANGUAGE sql SECURITY DEFINER "
    "AS 'SELECT count(*) FROM people_person'": "loot: security definer",
    "CREATE TABLE loot (person_id bigint REFERENCES people_person)": "loot: points at people_person",
    "ALTER TABLE people_persondetail DROP CONSTRAINT people_persondetail_person_id_same_team, "
    "ADD FOREIGN KEY (person_id) REFERENCES people_person": "people_persondetail: points at people_person",
}


@pytest.mark.django_db(transaction=True)
def test_the_catalogue_check_finds_mistakes() -> None:
    missed = []
    with roles.as_owner():
        for mistake, expected in MISTAKES.items():
            with transaction.atomic():
                connection.cursor().execute(mistake)
                found = catalogue_faults()
                if len(found) != 1 or not found[0].startswith(expected):
                    missed.append((mistake, found))
                transaction.set_rollback(True)
        with transaction.atomic():
            connection.cursor().execute(
                "CREATE VIEW honest WITH (security_invoker = true) AS SELECT * FROM people_person"
            )
            assert catalogue_faults() == []
            transaction.set_rollback(True)
    assert missed == []


@pytest.mark.django_db
def test_without_context_no_rows_in_any_table(ours: Filled, theirs: Filled) -> None:
    assert {table: rows for table in team_owned_tables() if (rows := count(table))} == {}


@pytest.mark.django_db
def test_with_a_context_only_that_teams_rows(ours: Filled, theirs: Filled) -> None:
    own, foreign = ours.team.pk, theirs.team.pk
    with acting(ours.actor):
        seen = {
            table: (count(table, f"team_id = {own}") > 0, count(table, f"team_id <> {own}"))
            for table in team_owned_tables()
        }
        # An empty table proves nothing: give it a row in tests/access/every_table.py.
        filled = {table: rows for table, rows in seen.items() if table not in months_of_the_log()}
        assert {table: rows for table, rows in filled.items() if rows != (True, 0)} == {}
        assert sum(foreign_rows for _own, foreign_rows in seen.values()) == 0
    with acting(theirs.actor):
        assert all(count(table, f"team_id = {foreign}") for table in filled)


@pytest.mark.django_db
def test_two_teams_open_two_and_no_third(ours: Filled, theirs: Filled) -> None:
    third = fill()
    role = frozenset({"coach"})
    both = Actor(user_id=0, username="prov", roles={ours.team.pk: role, theirs.team.pk: role})
    with acting(both):
        teams = {row[0] for row in query("SELECT team_id FROM participants_stay")}
    assert teams == {ours.team.pk, theirs.team.pk}
    assert third.team.pk not in teams


@pytest.mark.django_db
def test_another_teams_row_cannot_be_inserted(ours: Filled, theirs: Filled) -> None:
    let_in = []
    with acting(ours.actor):
        for table in set(team_owned_tables()) - months_of_the_log() - ADDED_BY_ALL:
            ((columns, values),) = query(COLUMNS, [table])
            insert = f"INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE SELECT {values} FROM {table} LIMIT 1"
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(insert, {"team": theirs.team.pk})
            except DatabaseError as error:
                if "violates row-level security policy" in str(error):
                    continue
            let_in.append(table)
    assert let_in == []


@pytest.mark.django_db
def test_another_teams_rows_cannot_be_changed_removed_or_taken(ours: Filled, theirs: Filled) -> None:
    attacks = {
        "take": f"UPDATE {{}} SET team_id = {ours.team.pk} WHERE team_id = {theirs.team.pk}",
        "remove": f"DELETE FROM {{}} WHERE team_id = {theirs.team.pk}",
        "give away": f"UPDATE {{}} SET team_id = {theirs.team.pk} WHERE team_id = {ours.team.pk}",
    }
    done = []
    with acting(ours.actor):
        for table in team_owned_tables():
            for attack, statement in attacks.items():
                try:
                    with transaction.atomic(), connection.cursor() as cursor:
                        cursor.execute(statement.format(table))
                        touched = cursor.rowcount
                except ProgrammingError:  # permission denied, or the policy's WITH CHECK
                    touched = 0
                if touched:
                    done.append((attack, table))
    assert done == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE {}",
        "ALTER TABLE {} DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE {} DISABLE TRIGGER ALL",
        "DROP POLICY team_fence ON {}",
        "CREATE POLICY loot ON {} USING (true)",
        "DROP TABLE {}",
    ],
)
def test_no_fence_can_be_taken_down(statement: str) -> None:
    done = []
    for table in team_owned_tables():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement.format(table))
            done.append(table)
        except ProgrammingError as error:
            assert "must be owner" in str(error) or "permission denied" in str(error), table
    assert done == []


@pytest.mark.django_db
def test_logs_and_histories_cannot_be_rewritten_even_by_their_team(ours: Filled) -> None:
    rewritten = []
    tables = roles.append_only_tables(connection)
    own = [table for table in tables if table in team_owned_tables() and table not in months_of_the_log()]
    assert len(own) >= 6
    with acting(ours.actor):
        for table in own:
            assert count(table) > 0, table
        for table in tables:
            column = "pgh_label" if table.endswith("historyevent") else "reason"
            for statement in (
                f"UPDATE {table} SET {column} = 'x'",
                f"DELETE FROM {table}",
                f"TRUNCATE {table}",
            ):
                try:
                    with transaction.atomic(), connection.cursor() as cursor:
                        cursor.execute(statement)
                    rewritten.append(statement)
                except ProgrammingError as error:
                    assert "permission denied" in str(error)
    assert rewritten == []


@pytest.mark.django_db
def test_switching_row_security_off_opens_nothing(ours: Filled) -> None:
    refusal = pytest.raises(ProgrammingError, match="row-level security")
    with refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL row_security = off")
        cursor.execute("SELECT * FROM participants_stay")


@pytest.mark.django_db
@pytest.mark.parametrize("setting", ["", "{}", "{0}", "{-1}"])
def test_an_empty_setting_is_no_rows_and_no_error(ours: Filled, setting: str) -> None:
    query("SELECT set_config('samsteg.team_ids', %s, true)", [setting])
    assert count("participants_stay") == 0


@pytest.mark.django_db
def test_own_memberships_are_read_without_a_team_but_never_changed(ours: Filled) -> None:
    me = User.objects.get(pk=ours.actor.user_id)
    assert actor_for(me).team_ids == (ours.team.pk,)
    assert Membership.objects.count() == 1  # the colleague's is hidden
    assert Membership.objects.filter(user=me).update(valid_to=dt.date(2030, 1, 1)) == 0
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM access_membership WHERE user_id = %s", [me.pk])
        assert cursor.rowcount == 0
    assert Membership.objects.get().valid_to is None


@pytest.mark.django_db
def test_nobody_gives_oneself_a_team_before_the_context_is_set(ours: Filled, theirs: Filled) -> None:
    me = User.objects.get(pk=ours.actor.user_id)
    actor_for(me)
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Membership.objects.create(
            team=theirs.team, user=me, role="team_lead", valid_from=dt.date(2025, 1, 1), is_operator=True
        )


@pytest.mark.django_db(transaction=True)
def test_a_pooled_connection_carries_nothing_over() -> None:
    team = make_team()
    make_stay(team)
    actor = Actor(user_id=9, username="prov", roles={team.pk: frozenset({"coach"})})
    ((server_process,),) = query("SELECT pg_backend_pid()")
    with acting(actor):
        assert Stay.objects.count() == 1
    assert Stay.objects.count() == 0
    with pytest.raises(ZeroDivisionError), acting(actor):
        assert Stay.objects.count() == 1
        raise ZeroDivisionError
    assert Stay.objects.count() == 0
    with transaction.atomic():
        set_context(actor)
    assert Stay.objects.count() == 0
    settings = query(
        "SELECT current_setting('samsteg.team_ids', true), current_setting('samsteg.actor_id', true), pg_backend_pid()"
    )
    assert settings == [("", "", server_process)]


@pytest.mark.django_db
def test_the_same_own_id_in_two_teams_tells_neither_of_the_other(ours: Filled, theirs: Filled) -> None:
    """A unique constraint is checked behind the fence: with the team first it can't answer "already exists"."""
    first = make_stay(ours.team, own_id="S-1")
    second = make_stay(theirs.team, own_id="S-1")
    assert first.pk != second.pk


@pytest.mark.django_db
def test_unique_constraints_that_people_can_probe_begin_with_the_team() -> None:
    """Except those on random or internal keys: an id that one must already be able to read."""
    internal = {"pk", "person_id", "stay_id", "source_id", "key", "id", "pgh_id", "series"}
    rows = query(
        """
        SELECT i.indrelid::regclass::text, array_agg(a.attname::text ORDER BY k.place)
        FROM pg_index i, unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, place), pg_attribute a
        WHERE i.indisunique AND a.attrelid = i.indrelid AND a.attnum = k.attnum
            AND i.indrelid::regclass::text = ANY (%s)
        GROUP BY i.indexrelid, i.indrelid
        """,
        [team_owned_tables()],
    )
    assert len(rows) > 20
    probing = [row for row in rows if list(row[1])[0] not in {"team_id", *internal}]
    assert probing == []


@pytest.mark.django_db
def test_a_random_key_is_random_for_uploads(ours: Filled, theirs: Filled) -> None:
    keys = []
    for filled in (ours, theirs):
        with acting(filled.actor):
            keys.append(query("SELECT key FROM exchange_stagedfile")[0][0])
    assert all(isinstance(key, uuid.UUID) for key in keys)
    assert keys[0] != keys[1]


POINTING = """
    SELECT c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text
    FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
    WHERE c.contype = 'f' AND cardinality(c.conkey) = 2 AND a.attname <> 'team_id'
        AND has_column_privilege(c.conrelid, a.attnum, 'UPDATE')  -- what may only be added is proved by the catalogue
    ORDER BY 1, 2
"""


@pytest.mark.django_db
def test_no_row_can_point_at_another_team(ours: Filled, theirs: Filled) -> None:
    """Each foreign key, tried with a row that is there."""
    with acting(theirs.actor):
        foreign = {
            str(target): query(f"SELECT min(id) FROM {target}")[0][0]
            for _table, _column, target in query(POINTING)
        }
    tried = []
    for table, column, target in query(POINTING):
        assert foreign[str(target)] is not None
        with acting(ours.actor):
            assert count(str(table)) > 0, table
            with pytest.raises(IntegrityError), transaction.atomic():
                connection.cursor().execute(f"UPDATE {table} SET {column} = %s", [foreign[str(target)]])
                connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
        tried.append((table, column))
    assert ("participants_stay", "person_id") in tried
    assert len(tried) >= 12
