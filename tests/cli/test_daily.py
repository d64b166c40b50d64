"""`samsteg daily`: the read log's next months, forgotten uploads and stays out of step, for every team."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from samsteg.access.consent_models import Consent
from samsteg.access.operator import make_operator
from samsteg.audit.enums import ReadKind
from samsteg.audit.partitions import LOG, make_months
from samsteg.audit.services import log_reads
from samsteg.core.context import acting
from samsteg.core.roles import as_owner, post_migrate_grants
from samsteg.participants.models import Stay
from tests.factories import lead, make_consent, make_stay, make_team

pytestmark = pytest.mark.django_db(transaction=True)
FAR = dt.date(2090, 11, 30)  # so that no other test meets these months


@pytest.fixture(autouse=True)
def cleared(settings: LazySettings, tmp_path: Path) -> Iterator[None]:
    settings.DATA_DIR = tmp_path
    make_operator(using="default")
    drop_months()
    yield
    drop_months()


def drop_months() -> None:
    """No flush empties the log: rows and months of other tests may be there."""
    with as_owner() as owner, owner.cursor() as cursor:
        cursor.execute(f"DELETE FROM {LOG}")
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = %s::regclass", [LOG]
        )
        for (table,) in cursor.fetchall():
            if not table.endswith("_rest"):
                cursor.execute(f"DROP TABLE {table}")


def run() -> str:
    out = io.StringIO()
    call_command("daily", stdout=out)
    return out.getvalue()


def partitions() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = %s::regclass", [LOG]
        )
        return {row[0] for row in cursor.fetchall()}


def rights(table: str) -> dict[str, bool]:
    with connection.cursor() as cursor:
        found = {}
        for right in ("INSERT", "SELECT", "UPDATE", "DELETE"):
            cursor.execute("SELECT has_table_privilege('samsteg_app', %s, %s)", [table, right])
            found[right] = cursor.fetchone()[0]
    return found


def test_the_next_months_are_made_once_with_the_fence_and_the_rights_of_the_log() -> None:
    with as_owner() as owner:
        made = make_months(owner, today=FAR, ahead=3)
        assert make_months(owner, today=FAR, ahead=3) == []
        post_migrate_grants(owner)
    assert made == [f"{LOG}_2090_12", f"{LOG}_2091_01", f"{LOG}_2091_02"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE relname = ANY(%s)", [made]
        )
        assert [row[0] for row in cursor.fetchall()] == [True, True, True]
    assert rights(made[0]) == {"INSERT": True, "SELECT": True, "UPDATE": False, "DELETE": False}


def test_a_read_goes_to_its_month() -> None:
    team = make_team()
    with as_owner() as owner:
        today = timezone.localdate()
        month_before = (today.replace(day=1) - dt.timedelta(days=1)).replace(day=1)
        make_months(owner, today=month_before, ahead=1)
        post_migrate_grants(owner)
    with acting(lead(team)) as actor:
        log_reads(actor=actor, team_id=team.pk, person_ids=[1], kind=ReadKind.LIST, place="test")
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT tableoid::regclass::text FROM {LOG}")
            tables = [row[0] for row in cursor.fetchall()]
    assert tables == [f"{LOG}_{timezone.now():%Y_%m}"]


def test_a_night_prepares_the_log_and_tells_what_it_did() -> None:
    before = partitions()
    assert "3" in run()
    assert len(partitions() - before) == 3
    run()
    assert len(partitions() - before) == 3


def test_a_stay_out_of_step_is_told_with_its_team_and_the_night_ends_as_refused() -> None:
    team = make_team()
    stay_id = make_stay(team, enrolled_on=dt.date(2025, 1, 7))
    with acting(lead(team)):
        Stay.objects.filter(pk=getattr(stay_id, "pk", stay_id)).update(enrolled_on=dt.date(2025, 1, 8))
    with pytest.raises(CommandError, match=team.slug):
        run()


def test_a_consent_that_ends_on_another_day_than_it_should_is_told() -> None:
    team = make_team()
    consent = make_consent(team, make_stay(team).person_id)
    with acting(lead(team)):
        Consent.objects.filter(pk=consent.pk).update(valid_to=consent.valid_to - dt.timedelta(days=1))
    with pytest.raises(CommandError, match=team.slug):
        run()


def test_the_night_is_nobodys(settings: LazySettings) -> None:
    """A timer names no user, and production has no operator to fall back on."""
    settings.SAMSTEG_OPERATOR = None
    make_team(slug="provdalen")
    call_command("daily", stdout=(out := io.StringIO()))
    assert "1" in out.getvalue().splitlines()[1]
