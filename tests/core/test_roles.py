"""What samsteg_app may not do, and what it may, in a database made by the migrations."""

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.db.utils import ProgrammingError

from samsteg.core import roles

REFUSED = [
    "TRUNCATE django_session",
    "SET ROLE samsteg_owner",
    "SET SESSION AUTHORIZATION samsteg_owner",
    "CREATE TABLE loot (id int)",
    "CREATE FUNCTION loot() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE SCHEMA loot",
    "ALTER TABLE django_session DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE django_session DISABLE TRIGGER ALL",
    "DROP TABLE django_session",
    "CREATE ROLE loot",
    "GRANT samsteg_owner TO samsteg_app",
]


def role_facts(role: str) -> tuple[object, ...]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolreplication FROM pg_roles WHERE rolname = %s",
            [role],
        )
        return tuple(cursor.fetchone() or ())


def current_user() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])


def may(table: str, right: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege('samsteg_app', %s, %s)", [table, right])
        return bool(cursor.fetchone()[0])


@pytest.mark.django_db
def test_tests_run_as_the_app() -> None:
    assert current_user() == "samsteg_app"


@pytest.mark.django_db
@pytest.mark.parametrize("statement", REFUSED)
def test_app_is_refused(statement: str) -> None:
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), transaction.atomic():
        connection.cursor().execute(statement)


@pytest.mark.django_db
def test_app_may_create_temporary_tables() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE rows_read (id int) ON COMMIT DROP")
        cursor.execute("INSERT INTO rows_read VALUES (7)")
        cursor.execute("SELECT id FROM rows_read")
        assert cursor.fetchall() == [(7,)]


@pytest.mark.django_db
def test_only_the_backup_user_goes_round_row_level_security() -> None:
    assert role_facts("samsteg_app") == (False, False, False, False)
    assert role_facts("samsteg_owner") == (False, False, False, False)
    assert role_facts("samsteg_backup") == (False, True, False, False)


@pytest.mark.django_db
def test_history_and_read_log_can_only_grow() -> None:
    tables = roles.append_only_tables(connection)
    assert "audit_read_entry" in tables
    assert any(table.endswith("event") for table in tables)
    wrong = [
        (table, right)
        for table in tables
        for right, expected in {"SELECT": True, "INSERT": True, "UPDATE": False, "DELETE": False}.items()
        if may(table, right) is not expected
    ]
    assert wrong == []


@pytest.mark.django_db
def test_history_context_cannot_be_deleted() -> None:
    assert [may("pghistory_context", right) for right in ("SELECT", "INSERT", "UPDATE", "DELETE")] == [
        True,
        True,
        True,
        False,
    ]


@pytest.mark.django_db
def test_user_cannot_change_inside_a_transaction() -> None:
    with pytest.raises(TransactionManagementError), roles.as_owner():
        pass
    assert current_user() == "samsteg_app"


@pytest.mark.django_db(transaction=True)
def test_as_owner_gives_the_user_back_after_an_error() -> None:
    with pytest.raises(ZeroDivisionError), roles.as_owner():
        assert current_user() == "samsteg_owner"
        raise ZeroDivisionError
    assert current_user() == "samsteg_app"


@pytest.mark.django_db(transaction=True)
def test_grants_repair_what_was_given_by_mistake() -> None:
    with roles.as_owner(), connection.cursor() as cursor:
        cursor.execute("GRANT DELETE ON audit_read_entry, pghistory_context TO samsteg_app")
        cursor.execute("REVOKE SELECT ON django_session FROM samsteg_app")
    call_command("migrate", verbosity=0)
    facts = (
        may("audit_read_entry", "DELETE"),
        may("pghistory_context", "DELETE"),
        may("django_session", "SELECT"),
    )
    assert facts == (False, False, True)


@pytest.mark.django_db(transaction=True)
def test_flush_empties_tables_the_app_may_not_truncate() -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_session VALUES ('key', 'data', now())")
    call_command("flush", interactive=False, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_session")
        assert cursor.fetchone() == (0,)
    assert current_user() == "samsteg_app"


@pytest.mark.django_db
def test_swedish_letters_compare_as_one() -> None:
    assert connection.validation.check() == []
