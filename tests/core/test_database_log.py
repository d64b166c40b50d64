"""The database server's own log tells what went wrong without telling whose data it was about."""

import pytest
from django.db import IntegrityError, connection, transaction

from samsteg.core.context import acting
from samsteg.people.models import Person
from tests.factories import lead, make_team


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("setting", "value"), [("log_min_error_statement", "panic"), ("log_error_verbosity", "terse")]
)
def test_the_server_logs_no_statements_and_no_values(setting: str, value: str) -> None:
    """Django puts values into statements, so a failed one would be logged with what was to be stored."""
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {setting}")
        assert cursor.fetchone() == (value,)


@pytest.mark.django_db
def test_a_failed_statement_is_in_the_log_without_what_it_held() -> None:
    folder = connection.settings_dict["EMBEDDED"]
    assert folder is not None
    log = folder / "pg" / "server.log"
    team = make_team()
    with acting(lead(team)):
        Person.objects.create(team=team, own_id="HEMLIG-LOGGRAD")
        before = len(log.read_text())
        with pytest.raises(IntegrityError), transaction.atomic():
            Person.objects.create(team=team, own_id="HEMLIG-LOGGRAD")
    told = log.read_text()[before:]
    assert "duplicate key" in told
    assert "HEMLIG" not in told
