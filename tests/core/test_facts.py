"""Facts dated twice: corrections supersede, the same call twice changes nothing, the past answers as it did."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Mapping
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samsteg.core import facts
from samsteg.core.context import acting
from samsteg.core.facts import Stamp, among, known_at, learning_moment, replace_facts
from samsteg.organisation.models import Team
from samsteg.statistics.models import PublishedFigure
from tests.factories import lead, make_team

DAY = dt.date(2025, 12, 31)
START = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
Wanted = Mapping[str, int | None]


def stamp(moment: dt.datetime, actor_id: int = 1, source_id: int | None = None) -> Stamp:
    return Stamp(moment=moment, actor_id=actor_id, source_id=source_id)


def learn(team: Team, wanted: Wanted, at: Stamp) -> int:
    return replace_facts(
        PublishedFigure.objects.all(),
        team_id=team.pk,
        key=("figure",),
        values=("value", "period_from", "period_to", "is_code"),
        desired={
            (figure,): None if value is None else (Decimal(value), DAY, DAY, True)
            for figure, value in wanted.items()
        },
        stamp=at,
    )


def known(team: Team, moment: dt.datetime | None = None) -> dict[str, int]:
    rows = PublishedFigure.objects.filter(known_at(moment), team_id=team.pk)
    pairs = list(rows.values_list("figure", "value"))
    assert len(pairs) == len(dict(pairs)), "two truths about one thing at one moment"
    return {figure: int(value) for figure, value in pairs}


def minute(number: int) -> dt.datetime:
    return START + dt.timedelta(minutes=number)


@pytest.mark.django_db
def test_the_same_call_twice_changes_nothing() -> None:
    team = make_team()
    with acting(lead(team)):
        assert learn(team, {"a": 1, "b": 2, "c": None}, stamp(minute(0))) == 2
        before = list(PublishedFigure.objects.order_by("pk").values())
        assert learn(team, {"a": 1, "b": 2, "c": None}, stamp(minute(1))) == 0
        assert list(PublishedFigure.objects.order_by("pk").values()) == before


@pytest.mark.django_db
def test_a_correction_closes_the_old_row_and_leaves_it_whole() -> None:
    team = make_team()
    with acting(lead(team)):
        learn(team, {"a": 1}, stamp(minute(0), actor_id=4, source_id=40))
        (old,) = PublishedFigure.objects.values()
        assert learn(team, {"a": 7}, stamp(minute(5), actor_id=5, source_id=50)) == 1
        first, second = PublishedFigure.objects.order_by("recorded_at").values()
        assert first == {**old, "superseded_at": minute(5)}
        assert (first["recorded_at"], first["recorded_by_id"], first["source_id"]) == (minute(0), 4, 40)
        assert (second["recorded_at"], second["recorded_by_id"], second["source_id"]) == (minute(5), 5, 50)
        assert (second["superseded_at"], second["value"]) == (None, 7)


@pytest.mark.django_db
def test_a_key_that_is_not_mentioned_stands() -> None:
    team, other = make_team(), make_team()
    with acting(lead(team, other)):
        learn(team, {"a": 1, "b": 2}, stamp(minute(0)))
        learn(other, {"a": 1}, stamp(minute(0)))
        learn(team, {"a": None}, stamp(minute(1)))
        assert known(team) == {"b": 2}
        assert known(other) == {"a": 1}


@pytest.mark.django_db
def test_the_moment_itself_belongs_to_the_new_truth() -> None:
    team = make_team()
    with acting(lead(team)):
        learn(team, {"a": 1}, stamp(minute(0)))
        learn(team, {"a": 2}, stamp(minute(5)))
        microsecond = dt.timedelta(microseconds=1)
        assert known(team, minute(0) - microsecond) == {}
        assert known(team, minute(0)) == {"a": 1}
        assert known(team, minute(5) - microsecond) == {"a": 1}
        assert known(team, minute(5)) == {"a": 2}


@pytest.mark.django_db
def test_two_corrections_in_one_transaction_follow_each_other() -> None:
    """now() stands still in a transaction; the learning moment doesn't."""
    team = make_team()
    with acting(lead(team)):
        moments = [learning_moment(team.pk) for _ in range(3)]
        for value, moment in enumerate(moments):
            assert learn(team, {"a": value}, stamp(moment)) == 1
        assert moments == sorted(moments)
        assert known(team) == {"a": 2}
        rows = PublishedFigure.objects.order_by("pk").values_list("recorded_at", "superseded_at")
        assert list(rows) == list(zip(moments, [*moments[1:], None], strict=True))


@pytest.mark.django_db
def test_corrected_twice_at_one_moment_the_first_was_never_known() -> None:
    team = make_team()
    with acting(lead(team)):
        learn(team, {"a": 1}, stamp(minute(0)))
        learn(team, {"a": 2}, stamp(minute(0)))
        assert PublishedFigure.objects.count() == 2
        assert known(team, minute(0)) == known(team) == {"a": 2}


series = st.lists(
    st.tuples(
        st.integers(min_value=0, max_value=2),  # minutes since the correction before
        st.dictionaries(st.sampled_from("abc"), st.none() | st.integers(0, 3), max_size=3),
    ),
    max_size=8,
)


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(series)
def test_known_at_is_what_was_last_said(corrections: list[tuple[int, dict[str, int | None]]]) -> None:
    """Against a model without any database: a dictionary per moment."""
    team = make_team()
    said: dict[dt.datetime, dict[str, int]] = {}
    now: dict[str, int] = {}
    moment = minute(0)
    with acting(lead(team)):
        for wait, wanted in corrections:
            moment += dt.timedelta(minutes=wait)
            changed = learn(team, wanted, stamp(moment))
            assert changed == sum(now.get(key) != value for key, value in wanted.items())
            now = {key: value for key, value in {**now, **wanted}.items() if value is not None}
            said[moment] = now
        for asked in (minute(-1), *said, *(one + dt.timedelta(seconds=30) for one in said)):
            told = [at for at in said if at <= asked]
            assert known(team, asked) == (said[max(told)] if told else {})
        assert known(team) == now


@pytest.mark.django_db
def test_many_ids_are_read_without_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    """Above FEW ids the whole team is read; the outcome is the same, and what isn't mentioned stands."""
    team = make_team()
    rows = PublishedFigure.objects.all()
    wanted = {f"f{number}": number for number in range(5)}
    with acting(lead(team)):
        learn(team, {**wanted, "other": 9}, stamp(minute(0)))
        assert among(rows, "figure", wanted).count() == 5
        monkeypatch.setattr(facts, "FEW", 2)
        assert among(rows, "figure", wanted).count() == 6
        assert learn(team, {key: value + 1 for key, value in wanted.items()}, stamp(minute(1))) == 5
        assert known(team) == {**{key: value + 1 for key, value in wanted.items()}, "other": 9}


@pytest.mark.django_db
def test_the_database_refuses_to_replace_before_it_was_learnt() -> None:
    team = make_team()
    with acting(lead(team)):
        learn(team, {"a": 1}, stamp(minute(5)))
        with pytest.raises(IntegrityError, match="replaced_after_learnt"), transaction.atomic():
            learn(team, {"a": 2}, stamp(minute(4)))
        assert known(team) == {"a": 1}


@pytest.mark.django_db
def test_another_teams_fact_cannot_be_written() -> None:
    team, other = make_team(), make_team()
    with acting(lead(team)), pytest.raises(Exception, match="row-level security"), transaction.atomic():
        learn(other, {"a": 1}, stamp(minute(0)))


class Saver(threading.Thread):
    """Learns one fact in a transaction and a connection of its own, and waits inside it until told."""

    def __init__(self, team: Team, value: int) -> None:
        super().__init__(daemon=True)
        self.team, self.value = team, value
        self.locked, self.go_on = threading.Event(), threading.Event()
        self.moment: dt.datetime | None = None
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            with acting(lead(self.team)):
                self.moment = learning_moment(self.team.pk)
                self.locked.set()
                self.go_on.wait(10)
                learn(self.team, {"a": self.value}, stamp(self.moment))
        except Exception as error:
            self.error = error
        finally:
            connection.close()


def finish(*savers: Saver) -> None:
    for saver in savers:
        saver.join(10)
    assert [saver.error for saver in savers] == [None] * len(savers)
    assert not any(saver.is_alive() for saver in savers)


@pytest.mark.django_db(transaction=True)
def test_a_second_saver_learns_after_the_first_has_stored() -> None:
    """The moments stand in the order of the commits, so that no `as_of` sees a fact appear in its past."""
    team = make_team()
    first, second = Saver(team, 1), Saver(team, 2)
    first.start()
    assert first.locked.wait(10)
    second.go_on.set()
    second.start()
    assert not second.locked.wait(0.4)  # held back by the team's lock
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        before_commit = cursor.fetchone()[0]
    first.go_on.set()
    finish(first, second)
    assert first.moment is not None
    assert second.moment is not None
    assert first.moment < before_commit < second.moment
    with acting(lead(team)):
        assert known(team, before_commit) == {"a": 1}
        assert known(team) == {"a": 2}
        assert PublishedFigure.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_another_team_does_not_wait() -> None:
    first, second = Saver(make_team(), 1), Saver(make_team(), 2)
    first.start()
    assert first.locked.wait(10)
    second.go_on.set()
    second.start()
    assert second.locked.wait(10)
    second.join(10)
    assert first.is_alive()
    first.go_on.set()
    finish(first, second)


@pytest.mark.django_db(transaction=True)
def test_the_lock_goes_with_a_rolled_back_transaction() -> None:
    team = make_team()
    with pytest.raises(ZeroDivisionError), acting(lead(team)):
        learning_moment(team.pk)
        raise ZeroDivisionError
    saver = Saver(team, 1)
    saver.go_on.set()
    saver.start()
    finish(saver)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "kept"), [("4.33333", "4.3333"), ("0.00005", "0.0001"), ("-0.00005", "-0.0001"), ("7", "7")]
)
def test_more_decimals_than_are_kept_are_no_change(said: str, kept: str) -> None:
    """Rounded as the database rounds, so that the same file twice changes nothing."""
    team = make_team()
    value = (Decimal(said), DAY, DAY, True)
    with acting(lead(team)):
        counts = [
            replace_facts(
                PublishedFigure.objects.all(),
                team_id=team.pk,
                key=("figure",),
                values=("value", "period_from", "period_to", "is_code"),
                desired={("a",): value},
                stamp=stamp(minute(number)),
            )
            for number in range(2)
        ]
        assert counts == [1, 0]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT value = %s::numeric(16,4) AND value = %s FROM statistics_publishedfigure",
                [said, Decimal(kept)],
            )
            assert cursor.fetchone() == (True,)
