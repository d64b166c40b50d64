"""Rows written in one statement hold what the ORM would have written, under the same row-level security."""

from __future__ import annotations

import datetime as dt
import gc
from decimal import Decimal

import pytest
from django.db import DataError, ProgrammingError, transaction

from samsteg.core import bulk
from samsteg.core.bulk import insert_rows, new_ids
from samsteg.core.collector import paused_collector
from samsteg.core.context import acting
from samsteg.participants.models import StayDetail, StayEvent
from samsteg.people.models import Identity, Person
from tests.factories import lead, make_person, make_stay, make_team

MOMENT = dt.datetime(2026, 1, 1, 12, 30, 15, 250, tzinfo=dt.UTC)
ODD = "Å\"'\\\t{a,b}\n%s %(x)s 🙂"


@pytest.mark.django_db
def test_every_kind_of_value_comes_back_as_it_went() -> None:
    stay = make_stay(make_team())
    with acting(lead(stay.team)):
        StayDetail.objects.filter(stay=stay).update(superseded_at=MOMENT + dt.timedelta(days=9000))
        insert_rows(
            StayDetail,
            ("stay_id", "referrer", "income_start", "support_before_months"),
            [(stay.pk, "soc", ["salary", "other"], Decimal("12.25"))],
            same={"team_id": stay.team_id, "recorded_at": MOMENT},
        )
        row = StayDetail.objects.get(stay=stay, superseded_at__isnull=True)
        assert (row.referrer, row.income_start, row.support_before_months) == (
            "soc",
            ["salary", "other"],
            Decimal("12.25"),
        )
        assert (row.recorded_at, row.income_exit, row.municipality_code) == (MOMENT, [], "")


@pytest.mark.django_db
def test_days_texts_nothing_and_defaults_of_database_and_model() -> None:
    stay = make_stay(make_team(), enrolled_on=dt.date(2025, 1, 1))
    with acting(lead(stay.team)):
        insert_rows(
            StayEvent,
            ("stay_id", "kind", "occurred_on", "detail_text", "extent_percent"),
            [(stay.pk, "referred", dt.date(2024, 2, 29), ODD, None)],
            same={"team_id": stay.team_id},
        )
        event = StayEvent.objects.get(stay=stay, kind="referred")
        assert (event.occurred_on, event.detail_text, event.extent_percent) == (
            dt.date(2024, 2, 29),
            ODD,
            None,
        )
        assert (event.early_exit, event.reason, event.superseded_at) == (False, "", None)
        assert event.recorded_at is not None


@pytest.mark.django_db
def test_bytes_come_back_as_they_went() -> None:
    team = make_team()
    person = make_person(team)
    secret = bytes(range(256))
    with acting(lead(team)):
        insert_rows(
            Identity,
            ("person_id", "key_id", "wrapped_key", "personnummer_index"),
            [(person, "1", secret, None)],
            same={"team_id": team.pk},
        )
        row = Identity.objects.get(person_id=person)
        assert (bytes(row.wrapped_key), row.personnummer_index) == (secret, None)


@pytest.mark.django_db
def test_more_rows_than_a_statement_takes_all_arrive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "ROWS_AT_A_TIME", 3)
    team = make_team()
    with acting(lead(team)):
        ids = new_ids(Person, 7)
        assert len(set(ids)) == 7
        own_ids = [f"P-{pk}" for pk in ids]
        assert (
            insert_rows(Person, ("id", "own_id"), zip(ids, own_ids, strict=True), same={"team_id": team.pk})
            == 7
        )
        assert dict(Person.objects.filter(team=team).values_list("pk", "own_id")) == dict(
            zip(ids, own_ids, strict=True)
        )
        after = Person.objects.create(team=team, own_id="later")
        assert after.pk not in ids


@pytest.mark.django_db
def test_no_rows_are_no_statement() -> None:
    assert insert_rows(Person, ("own_id",), [], same={"team_id": 1}) == 0
    assert new_ids(Person, 0) == []


@pytest.mark.django_db
def test_another_teams_rows_are_refused() -> None:
    team, other = make_team(), make_team()
    with (
        acting(lead(team)),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        insert_rows(Person, ("own_id",), [("P-1",)], same={"team_id": other.pk})


@pytest.mark.django_db
def test_a_text_too_long_for_its_column_is_refused() -> None:
    team = make_team()
    with acting(lead(team)), pytest.raises(DataError), transaction.atomic():
        insert_rows(Person, ("own_id",), [("x" * 81,)], same={"team_id": team.pk})


def test_the_collector_rests_until_the_last_block_ends() -> None:
    with paused_collector():
        assert not gc.isenabled()
        with paused_collector():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(KeyError), paused_collector():
        raise KeyError
    assert gc.isenabled()
