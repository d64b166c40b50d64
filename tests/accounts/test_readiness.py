"""Production starts only when every lock holds: each one taken away in turn stops it."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.checks import ERROR
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from config import sound
from config.database import databases
from config.readiness import faults, refuse_unless_ready
from samsteg.accounts.system_checks import BACKENDS, check_the_door
from samsteg.core.roles import as_owner
from tests.accounts.fake_oidc import SETTINGS

ROOT = Path(__file__).resolve().parents[2]
READY: dict[str, Any] = {
    "SAMSTEG_PRACTICE_ONLY": False,
    "SAMSTEG_PRACTICE_EID": False,
    "SECRET_KEY": "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "SAMSTEG_MASTER_KEYS": "2026a:x,index:y",
    "SAMSTEG_ADDRESS": "https://prov.example",
    "ALLOWED_HOSTS": ["prov.example"],
    "DATABASES": {"default": {"EMBEDDED": None, "USER": "samsteg_app"}},
    "SAMSTEG_SECOND_FACTOR": True,
    "SAMSTEG_LOCAL_SIGN_IN": True,
    "SAMSTEG_OIDC": [SETTINGS],
    "DEBUG": False,
}
TAKEN_AWAY: list[dict[str, Any]] = [
    {"SECRET_KEY": ""},
    {"SECRET_KEY": "x" * 60},
    {"SECRET_KEY": "kort"},
    {"SAMSTEG_MASTER_KEYS": ""},
    {"SAMSTEG_MASTER_KEYS": "2026a:x"},
    {"SAMSTEG_ADDRESS": ""},
    {"SAMSTEG_ADDRESS": "http://prov.example"},
    {"ALLOWED_HOSTS": []},
    {"ALLOWED_HOSTS": ["*"]},
    {"DATABASES": {"default": {"EMBEDDED": "/srv", "USER": "samsteg_app"}}},
    {"DATABASES": {"default": {"EMBEDDED": None, "USER": "samsteg_owner"}}},
    {"SAMSTEG_SECOND_FACTOR": False},
    {"SAMSTEG_LOCAL_SIGN_IN": False},  # one provider alone
    {"SAMSTEG_LOCAL_SIGN_IN": False, "SAMSTEG_OIDC": []},
    {"SAMSTEG_OPERATOR": "operator"},
    {"SAMSTEG_PRACTICE_ONLY": True},
    {"DEBUG": True},
]


def test_with_everything_there_it_starts() -> None:
    assert faults(READY) == []
    refuse_unless_ready(READY)


@pytest.mark.parametrize("change", TAKEN_AWAY, ids=str)
def test_one_thing_missing_stops_it_and_is_named(change: dict[str, Any]) -> None:
    assert len(faults({**READY, **change})) == 1
    with pytest.raises(ImproperlyConfigured):
        refuse_unless_ready({**READY, **change})


def test_all_that_is_missing_is_told_at_once_and_no_secret() -> None:
    secret = "hemligt-men-alldeles-for-kort"
    with pytest.raises(ImproperlyConfigured) as told:
        refuse_unless_ready({**READY, "SECRET_KEY": secret, "SAMSTEG_ADDRESS": "", "DEBUG": True})
    for name in ("SAMSTEG_SECRET_KEY", "SAMSTEG_ADDRESS", "DEBUG", "docs/operations.md"):
        assert name in str(told.value)
    assert secret not in str(told.value)


def test_a_password_with_a_second_step_is_a_way_that_stands_alone() -> None:
    assert faults({**READY, "SAMSTEG_OIDC": []}) == []


def test_two_ways_may_both_be_e_ids() -> None:
    other = {**SETTINGS, "slug": "annan", "issuer": "https://annan.example"}
    assert faults({**READY, "SAMSTEG_LOCAL_SIGN_IN": False, "SAMSTEG_OIDC": [SETTINGS, other]}) == []


@pytest.fixture
def production(settings: LazySettings) -> LazySettings:
    settings.SAMSTEG_PRACTICE_ONLY = False
    settings.SAMSTEG_SECOND_FACTOR = True
    settings.SAMSTEG_OIDC = [SETTINGS]
    settings.SAMSTEG_MASTER_KEYS = generated_keys()
    settings.SAMSTEG_OPERATOR = None
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    return settings


def found() -> list[str]:
    return [str(fault.id) for fault in check_the_door(None)]


@pytest.mark.django_db
def test_the_checks_have_nothing_to_say_of_what_is_right(production: LazySettings) -> None:
    assert found() == []
    sound.refuse_unless_sound()


@pytest.mark.parametrize(
    ("name", "value", "check"),
    [
        ("SAMSTEG_SECOND_FACTOR", False, "samsteg.E010"),
        ("AUTHENTICATION_BACKENDS", [*BACKENDS, "django.contrib.auth.backends.ModelBackend"], "samsteg.E011"),
        ("AUTHENTICATION_BACKENDS", BACKENDS[1:], "samsteg.E011"),
        ("MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN", True, "samsteg.E012"),
        ("MFA_TOTP_INSECURE_BYPASS_CODE", "000000", "samsteg.E012"),
        ("MIDDLEWARE", [], "samsteg.E013"),
        ("SESSION_ENGINE", "django.contrib.sessions.backends.signed_cookies", "samsteg.E014"),
        ("SESSION_COOKIE_SECURE", False, "samsteg.E014"),
        ("SESSION_COOKIE_HTTPONLY", False, "samsteg.E014"),
        ("SAMSTEG_SESSION_IDLE", 3600, "samsteg.E014"),
        ("SAMSTEG_SESSION_LONGEST", 86_400, "samsteg.E014"),
        ("SECURE_HSTS_SECONDS", 3600, "samsteg.E014"),
        ("SAMSTEG_OPERATOR", "operator", "samsteg.E014"),
        ("MFA_WEBAUTHN_USER_VERIFICATION", "preferred", "samsteg.E014"),
        ("SAMSTEG_OIDC", [{**SETTINGS, "acr": []}], "samsteg.E015"),
        ("SAMSTEG_OIDC", [], "samsteg.W010"),
    ],
)
def test_each_open_lock_is_an_error(
    production: LazySettings, name: str, value: object, check: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    setattr(production, name, value)
    assert found() == [check]
    if check.startswith("samsteg.E"):
        monkeypatch.setattr(sound, "faults_of_login", list)
        with pytest.raises(ImproperlyConfigured, match=check):
            sound.refuse_unless_sound()


def test_practice_is_asked_nothing(settings: LazySettings) -> None:
    assert settings.SAMSTEG_PRACTICE_ONLY
    assert [fault for fault in check_the_door(None) if fault.level >= ERROR] == []


@pytest.mark.django_db(transaction=True)
def test_a_database_user_with_powers_is_refused(production: LazySettings) -> None:
    """The tests' owner owns the tables, and could read past row-level security."""
    assert sound.faults_of_login() == []
    with as_owner():
        (fault,) = sound.faults_of_login()
        assert "owner of tables" in fault
        with pytest.raises(ImproperlyConfigured, match="samsteg_app"):
            sound.refuse_unless_sound()


@pytest.mark.parametrize(
    ("host", "sslmode", "is_safe"),
    [
        ("/run/postgresql", "", True),
        ("localhost", "", True),
        ("::1", "disable", True),
        ("db.example", "", False),
        ("db.example", "require", False),
        ("db.example", "verify-ca", False),
        ("db.example", "verify-full", True),
        ("localhost.example", "", False),
    ],
)
def test_a_server_elsewhere_must_show_who_it_is(
    production: LazySettings, host: str, sslmode: str, is_safe: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sound, "dangerous_powers", lambda _connection: [])
    monkeypatch.setattr(sound, "_reached", lambda _connection: (host, sslmode))
    faults = sound.faults_of_login()
    assert [("sslmode=verify-full" in fault) for fault in faults] == ([] if is_safe else [True])


@pytest.mark.django_db
def test_how_the_server_is_reached_is_read_from_the_connection() -> None:
    host, sslmode = sound._reached(connection)
    assert (host.startswith("/"), sslmode) == (True, "")


def test_the_address_of_the_database_carries_its_parameters(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    address = (
        "postgresql://samsteg_app:a%40b@db.example:5433/samsteg?sslmode=verify-full&sslrootcert=/etc/rot.pem"
    )
    monkeypatch.setenv("DATABASE_URL", address)
    found = databases(tmp_path)["default"]
    assert found["OPTIONS"] == {"sslmode": "verify-full", "sslrootcert": "/etc/rot.pem"}
    assert (found["PASSWORD"], found["HOST"], found["PORT"]) == ("a@b", "db.example", "5433")


@pytest.mark.parametrize("keys", ["a:x,index:y", "index:y", "a:" + base64.b64encode(b"k" * 32).decode()])
def test_keys_that_cannot_be_read_stop_the_start(production: LazySettings, keys: str) -> None:
    production.SAMSTEG_MASTER_KEYS = keys
    (fault,) = sound.faults_of_keys()
    assert "SAMSTEG_MASTER_KEYS" in fault


def generated_keys() -> str:
    return ",".join(f"{name}:{base64.b64encode(os.urandom(32)).decode()}" for name in ("a", "index"))


def test_production_settings_hold_together(tmp_path: Path) -> None:
    """The real file, in a process of its own: all checks pass, --deploy ones too."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "config.settings.prod",
        "SAMSTEG_DATA": str(tmp_path),
        "SAMSTEG_SECRET_KEY": base64.b64encode(os.urandom(60)).decode(),
        "SAMSTEG_MASTER_KEYS": generated_keys(),
        "SAMSTEG_ADDRESS": "https://prov.example",
        "DATABASE_URL": "postgresql://samsteg_app:x@localhost/samsteg",
    }
    code = (
        "import django; django.setup();"
        "from django.core.checks import run_checks, Tags;"
        "found = run_checks(tags=[Tags.security], include_deployment_checks=True);"
        "print([fault.id for fault in found])"
    )

    def asked() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
        )

    done = asked()
    assert done.returncode == 0, done.stderr
    # The preload list is no requirement, and one way to sign in is told as a warning.
    assert done.stdout.strip() == "['samsteg.W010', 'security.W021']"
    environment |= {"DATABASE_URL": "", "SAMSTEG_LOCAL_SIGN_IN": "off"}
    refused = asked()
    assert refused.returncode != 0
    assert "Not ready for production: DATABASE_URL must name a PostgreSQL server" in refused.stderr
    assert "leave SAMSTEG_LOCAL_SIGN_IN on" in refused.stderr
