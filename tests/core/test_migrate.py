"""The functions named by SAMSTEG_AFTER_MIGRATE, and the guard that clears what fixtures leave behind."""

import pytest
from django.core.management import CommandError, call_command
from django.core.management.commands import flush
from django.db import connection
from psycopg.errors import DeadlockDetected

from samsteg.core.actor import Actor
from samsteg.core.context import set_context

called_as: list[str] = []


def setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s, true)", [name])
        return str(cursor.fetchone()[0] or "")


def remember_user(*, using: str) -> None:
    """Stands in for a function of the settings."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        called_as.append(f"{using} {cursor.fetchone()[0]}")


@pytest.fixture
def hooked(settings: pytest.FixtureRequest) -> None:
    settings.SAMSTEG_AFTER_MIGRATE = [f"{__name__}.remember_user"]
    called_as.clear()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("arguments", "calls"),
    [
        ({}, ["default samsteg_owner"]),
        ({"plan": True}, []),
        ({"check_unapplied": True}, []),
        ({"app_label": "sessions"}, []),
    ],
)
def test_hooks_run_as_owner_after_a_whole_migration(
    hooked: None, arguments: dict[str, object], calls: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("migrate", verbosity=0, **arguments)
    assert called_as == calls


@pytest.fixture
def forgetful_fixture(db: None) -> None:
    set_context(Actor(user_id=7, username="prov", roles={3: frozenset({"coach"})}))
    assert setting("samsteg.team_ids") == "{3}"


def test_context_of_a_fixture_is_gone_in_the_test(forgetful_fixture: None) -> None:
    assert (setting("samsteg.actor_id"), setting("samsteg.team_ids")) == ("", "{}")


@pytest.mark.django_db(transaction=True)
def test_flush_tries_again_when_somebody_at_work_holds_the_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []

    def handle(self: flush.Command, **options: object) -> None:
        calls.append("flush")
        if len(calls) < 3:
            raise CommandError("locked") from DeadlockDetected()
        if len(calls) > 3:
            raise CommandError("broken")

    monkeypatch.setattr(flush.Command, "handle", handle)
    call_command("flush", interactive=False)
    assert len(calls) == 3
    with pytest.raises(CommandError, match="broken"):
        call_command("flush", interactive=False)
    assert len(calls) == 4
    monkeypatch.undo()
