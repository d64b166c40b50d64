"""The columns of a stay say what the facts say, after whatever was saved; tampering is found and mended."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samsteg.core.context import acting
from samsteg.core.facts import Stamp, learning_moment
from samsteg.organisation.models import Team
from samsteg.participants.checks import stays_out_of_step
from samsteg.participants.enums import ExitDetail, ExitReason, IncomeSource, NotEnrolledReason, Referrer
from samsteg.participants.models import Stay, StayDetail, StayEvent
from samsteg.participants.projection import COLUMNS, differing, project
from samsteg.participants.records import StayFacts
from samsteg.participants.rules import problems
from samsteg.participants.services import save_stays
from samsteg.people.services import create_persons
from tests.factories import change_stay, lead, make_person, make_stay, make_team

DAY = dt.date(2025, 3, 1)
NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
FULL: dict[str, Any] = {
    "referred_on": dt.date(2025, 1, 10),
    "study_visit_on": dt.date(2025, 1, 20),
    "mission_received_on": dt.date(2025, 2, 1),
    "enrolled_on": DAY,
    "exited_on": dt.date(2025, 9, 1),
    "exit_reason": "work",
    "exit_detail": "wage_subsidy",
    "exit_detail_text": "lager",
    "exit_extent_percent": 50,
    "early_exit": True,
    "referrer": "soc",
    "municipality_code": "2083",
    "income_start": ("social_assistance", "salary"),
    "income_exit": ("salary",),
    "support_before_months": Decimal("18.50"),
}
OTHER_VALUES: dict[str, str] = {
    **{name: "'2020-02-02'" for name in COLUMNS if name.endswith("_on")},
    "not_enrolled_reason": "'declined'",
    "exit_reason": "'studies'",
    "exit_detail": "'moved'",
    "exit_detail_text": "'x'",
    "exit_extent_percent": "51",
    "early_exit": "false",
    "referrer": "'fk'",
    "municipality_code": "'0180'",
    "income_start": "'{salary,social_assistance}'",
    "income_exit": "'{}'",
    "support_before_months": "18.51",
}
FIELDS = [name for name in COLUMNS if name not in {"not_enrolled_on", "not_enrolled_reason"}]

some_day = st.dates(dt.date(2025, 1, 1), dt.date(2025, 1, 20))
days = st.none() | some_day
incomes = st.lists(st.sampled_from(IncomeSource.values), max_size=2, unique=True).map(tuple)


def from_day(draw: st.DrawFn, first: dt.date | None) -> dt.date | None:
    """A day not before `first`, or none; always none where there is no first."""
    if first is None or draw(st.booleans()):
        return None
    return first + dt.timedelta(draw(st.integers(0, 20)))


@st.composite
def stay_facts(draw: st.DrawFn) -> StayFacts:
    """Any facts that break no rule, made so rather than sifted out."""
    enrolled_on = draw(days)
    exited_on = from_day(draw, enrolled_on)
    not_enrolled_on = draw(days) if enrolled_on is None else None
    started_on = draw(days)
    return StayFacts(
        referred_on=draw(days if enrolled_on else some_day),
        study_visit_on=draw(days),
        mission_received_on=draw(days),
        enrolled_on=enrolled_on,
        exited_on=exited_on,
        exit_reason=draw(st.sampled_from(ExitReason.values)) if exited_on else "",
        exit_detail=draw(st.sampled_from(["", *ExitDetail.values])) if exited_on else "",
        exit_extent_percent=draw(st.none() | st.integers(0, 100)) if exited_on else None,
        early_exit=bool(exited_on) and draw(st.booleans()),
        not_enrolled_on=not_enrolled_on,
        not_enrolled_reason=draw(st.sampled_from(NotEnrolledReason.values)) if not_enrolled_on else "",
        referrer=draw(st.sampled_from(["", *Referrer.values])),
        municipality_code=draw(st.sampled_from(["", "2083", "0180"])),
        income_start=draw(incomes),
        income_exit=draw(incomes),
        support_before_months=draw(st.none() | st.decimals(0, 99, places=2)),
        parallel_started_on=started_on,
        parallel_ended_on=from_day(draw, started_on),
    )


@settings(deadline=None)
@given(stay_facts())
def test_what_is_made_up_here_is_sound(facts: StayFacts) -> None:
    assert problems(facts) == []


saves = st.lists(
    st.dictionaries(st.sampled_from(["S1", "S2", "S3"]), stay_facts(), min_size=1, max_size=3), max_size=5
)


def columns_of(facts: StayFacts) -> dict[str, object]:
    wanted = {name: getattr(facts, name) for name in COLUMNS}
    return wanted | {name: list(wanted[name]) for name in ("income_start", "income_exit")}


@pytest.mark.django_db
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(saves)
def test_after_any_saves_the_projection_is_what_was_last_saved(steps: list[dict[str, StayFacts]]) -> None:
    team = make_team()
    last: dict[str, StayFacts] = {}
    with acting(lead(team)) as who:
        people = dict(zip(("S1", "S2", "S3"), create_persons(team=team, own_ids=["", "", ""]), strict=True))
        for stays in steps:
            stamp = Stamp(moment=learning_moment(team.pk), actor_id=who.user_id, source_id=None)
            persons = {own_id: people[own_id] for own_id in stays}
            save_stays(actor=who, team=team, stays=stays, persons=persons, stamp=stamp)
            last |= stays
            assert differing(team.pk) == []
        stored = {
            stay.own_id: {name: getattr(stay, name) for name in COLUMNS}
            for stay in Stay.objects.in_team(team.pk)
        }
    assert stored == {own_id: columns_of(facts) for own_id, facts in last.items()}


@pytest.fixture
def stay(db: None) -> Stay:
    return make_stay(make_team(), **FULL)


def tamper(stay: Stay, column: str, value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE participants_stay SET {column} = {value} WHERE id = {stay.pk}")


def test_every_column_is_checked() -> None:
    kept = {"id", "team", "person", "own_id"}
    assert {field.name for field in Stay._meta.concrete_fields} - kept == set(COLUMNS) == set(OTHER_VALUES)


@pytest.mark.parametrize("column", FIELDS)
def test_tampering_is_found_and_mended(stay: Stay, column: str) -> None:
    untouched = make_stay(stay.team, **FULL)
    before = Stay.objects.filter(pk=stay.pk)
    with acting(lead(stay.team)):
        whole = before.values().get()
        value = OTHER_VALUES[column] if column != "exited_on" else "'2026-02-02'"
        tamper(stay, column, value)
        assert before.values().get() != whole
        assert stays_out_of_step(stay.team_id) == [stay.pk]
        assert project(stay.team_id) == 1
        assert before.values().get() == whole
        assert (differing(stay.team_id), project(stay.team_id)) == ([], 0)
        assert untouched.pk not in differing(stay.team_id)


@pytest.mark.parametrize("column", ["not_enrolled_on", "not_enrolled_reason"])
def test_tampering_with_one_who_never_started_is_found(db: None, column: str) -> None:
    stay = make_stay(make_team(), referred_on=DAY, not_enrolled_on=DAY, not_enrolled_reason="other")
    with acting(lead(stay.team)):
        tamper(stay, column, OTHER_VALUES[column])
        assert differing(stay.team_id) == [stay.pk]
        assert project(stay.team_id, [stay.pk]) == 1
        assert differing(stay.team_id) == []


def test_a_fact_written_past_the_services_is_found(stay: Stay) -> None:
    with acting(lead(stay.team)):
        StayEvent.objects.filter(stay=stay, kind="exited").update(superseded_at=NOW + dt.timedelta(days=900))
        assert differing(stay.team_id) == [stay.pk]
        assert project(stay.team_id) == 1
        assert Stay.objects.get(pk=stay.pk).exited_on is None


def test_only_the_stays_asked_for_are_brought_up_to_date(stay: Stay) -> None:
    other = make_stay(stay.team)
    with acting(lead(stay.team)):
        tamper(stay, "referrer", "'fk'")
        tamper(other, "referrer", "'fk'")
        assert project(stay.team_id, [other.pk]) == 1
        assert differing(stay.team_id) == [stay.pk]
        assert project(stay.team_id, []) == 0


def test_another_team_is_not_touched(stay: Stay) -> None:
    other = make_team()
    with acting(lead(stay.team, other)):
        tamper(stay, "referrer", "'fk'")
        assert (differing(other.pk), project(other.pk)) == ([], 0)
        assert differing(stay.team_id) == [stay.pk]


def test_a_detail_never_points_at_a_stay_of_another_team(stay: Stay) -> None:
    other = make_team()
    with (
        acting(lead(stay.team, other)),
        pytest.raises(IntegrityError, match="same_team"),
        transaction.atomic(),
    ):
        StayDetail.objects.filter(stay=stay).update(team=other)
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")


REFUSED: dict[str, str] = {
    "exited_on = '2025-02-28'": "exit_not_before",
    "enrolled_on = NULL": "exit_needs_start",
    "exit_reason = ''": "exit_has_reason",
    "exit_reason = 'flytt'": "exit_has_reason",
    "exited_on = NULL": "exit_has_reason",
    "not_enrolled_on = '2025-03-01'": "ended_or_enrolled",
}


@pytest.mark.parametrize(("change", "constraint"), REFUSED.items())
def test_the_database_refuses_a_stay_that_cannot_be(stay: Stay, change: str, constraint: str) -> None:
    with acting(lead(stay.team)), pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        connection.cursor().execute(f"UPDATE participants_stay SET {change} WHERE id = {stay.pk}")


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        ({"kind": "enrolled"}, "event_current_once"),
        ({"kind": "exited", "reason": "work"}, "event_current_once"),
        ({"kind": "arrived"}, "event_kind_known"),
        ({"kind": "exited", "superseded_at": NOW}, "event_exit_reason"),
        ({"kind": "not_enrolled", "reason": "work"}, "event_not_enrolled_reason"),
        ({"kind": "referred", "extent_percent": 101, "superseded_at": NOW}, "event_extent"),
        ({"kind": "referred", "superseded_at": NOW - dt.timedelta(days=1)}, "replaced_after_learnt"),
    ],
)
def test_the_database_refuses_an_event_that_cannot_be(
    stay: Stay, columns: dict[str, Any], constraint: str
) -> None:
    with acting(lead(stay.team)), pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        StayEvent.objects.create(team=stay.team, stay=stay, occurred_on=DAY, recorded_at=NOW, **columns)


def both(team: Team, *spans: tuple[int, int | None]) -> None:
    """One person's stays; (enrolled, exited) as days of March 2025."""
    person = make_person(team)
    for enrolled, exited in spans:
        make_stay(
            team,
            person=person,
            enrolled_on=dt.date(2025, 3, enrolled),
            exited_on=None if exited is None else dt.date(2025, 3, exited),
        )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "spans", [[(1, 9), (8, 20)], [(1, None), (20, None)], [(5, 9), (1, 30)], [(1, 9), (1, 9)]]
)
def test_two_stays_of_one_person_cannot_overlap(spans: list[tuple[int, int | None]]) -> None:
    team = make_team()
    with pytest.raises(IntegrityError, match="no_overlap"):
        both(team, *spans)
    with acting(lead(team)):
        assert Stay.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "spans", [[(1, 9), (9, 20)], [(9, 20), (1, 9), (20, None)], [(3, 3), (3, 3)], [(3, 3), (3, 9)]]
)
def test_an_exit_and_a_new_start_may_share_the_day(spans: list[tuple[int, int | None]]) -> None:
    team = make_team()
    both(team, *spans)
    with acting(lead(team)), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        assert Stay.objects.count() == len(spans)


@pytest.mark.django_db(transaction=True)
def test_dates_may_cross_within_a_transaction_and_be_put_right_before_its_end() -> None:
    """Deferred: an import corrects two stays one after the other, and only the outcome counts."""
    team = make_team()
    person = make_person(team)
    first = make_stay(team, person=person, enrolled_on=dt.date(2025, 3, 1), exited_on=dt.date(2025, 3, 9))
    second = make_stay(team, person=person, enrolled_on=dt.date(2025, 3, 9))
    with transaction.atomic():
        change_stay(first, exited_on=dt.date(2025, 3, 20))
        change_stay(second, enrolled_on=dt.date(2025, 3, 20))
    with acting(lead(team)):
        assert Stay.objects.get(pk=second.pk).enrolled_on == Stay.objects.get(pk=first.pk).exited_on


@pytest.mark.django_db(transaction=True)
def test_other_persons_and_those_never_enrolled_do_not_clash() -> None:
    team = make_team()
    make_stay(team, enrolled_on=DAY)
    person = make_stay(team, enrolled_on=DAY).person_id
    make_stay(team, person=person, referred_on=DAY)
    make_stay(team, person=person, referred_on=DAY, not_enrolled_on=DAY, not_enrolled_reason="other")
    with acting(lead(team)):
        assert Stay.objects.count() == 4
