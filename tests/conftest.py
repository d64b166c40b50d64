"""What all tests share: the database with its two users, and no context left over from fixtures."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import translation
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker

from samsteg.core import embedded, roles
from samsteg.core.context import set_context

pytest_plugins = ("tests.leak_watch",)
# How fast a machine draws and runs examples says nothing of the code. A test with a list of its own names this too.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> dict[str, Any]:
    """The owner makes the test database, each xdist worker its own; returns the app's login."""
    if folder := connection.settings_dict["EMBEDDED"]:
        embedded.allow_test_databases(Path(folder))
    return roles.use_login(roles.owner_settings(connection))


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_modify_db_settings: dict[str, Any], django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """The app's user runs the tests, and the owner drops the database after them."""
    with django_db_blocker.unblock():
        owner = roles.use_login(django_db_modify_db_settings)
    yield
    with django_db_blocker.unblock():
        roles.use_login(owner)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> None:
    """Clear the context that fixtures have set: a test without `acting` must not pass by accident.

    In a TestCase-like transaction it would stay set, since a released savepoint keeps SET LOCAL.
    """
    if connection.in_atomic_block:
        set_context(None)


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    """Put the language back: a page's language stays on in the thread, and words are tested by their default."""
    translation.deactivate()
