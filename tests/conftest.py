"""What all tests share: the database with its two users, and no context left over from fixtures."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from samsteg.core import embedded, roles
from samsteg.core.context import set_context


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """The owner makes the test database, each xdist worker its own."""
    if folder := connection.settings_dict["EMBEDDED"]:
        embedded.allow_test_databases(Path(folder))
    roles.use_login(roles.owner_settings(connection))


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """The app's user runs the tests, and the owner drops the database after them."""
    with django_db_blocker.unblock():
        roles.use_login({"USER": roles.APP, "PASSWORD": ""} if _embedded() else _configured_login())
    yield
    with django_db_blocker.unblock():
        roles.use_login(roles.owner_settings(connection))
