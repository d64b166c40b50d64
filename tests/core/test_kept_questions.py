"""Questions whose text is kept: they answer as they would anew, for everybody, and refuse what can't be kept."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import connection
from django.db.models import F, Q, QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from samsteg.access.enums import Role, TeamAccess
from samsteg.core.actor import Actor
from samsteg.core.arguments import Arguments
from samsteg.core.context import acting
from samsteg.core.errors import KeptQuestionError
from samsteg.core.kept_questions import FEWEST_IDS, KeptRows, KeptStatement, in_steps, moment
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay, StayEvent
from tests.factories import lead, make_stay, make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_teams(db: None) -> tuple[Team, Team]:
    first, second = make_team(slug="one"), make_team(slug="two")
    for number in range(3):
        make_stay(first, own_id=f"a%s {number}")
    make_stay(second, own_id="b")
    return first, second


def own_ids(actor: Actor, team: Team) -> QuerySet[Stay, str]:
    return (
        Stay.objects.visible_to(actor).filter(team=team).order_by("own_id").values_list("own_id", flat=True)
    )


def test_each_team_gets_its_own_rows_by_the_same_text(two_teams: tuple[Team, Team]) -> None:
    kept = KeptRows(own_ids)
    for team in (*two_teams, *two_teams):
        actor = lead(team)
        with acting(actor):
            assert kept(actor, team) == list(own_ids(actor, team)) != []
    assert len(kept._texts) == 1


def test_who_has_another_role_gets_another_text(two_teams: tuple[Team, Team]) -> None:
    kept, team = KeptRows(own_ids), two_teams[0]
    leads = lead(team)
    steering = Actor(user_id=7, username="x", roles={team.pk: frozenset({"steering"})})
    with acting(leads):
        assert len(kept(leads, team)) == 3
        assert kept(steering, team) == []


def test_what_is_written_between_two_calls_is_seen(two_teams: tuple[Team, Team]) -> None:
    kept, team = KeptRows(own_ids), two_teams[0]
    actor = lead(team)
    with acting(actor):
        before = kept(actor, team)
        make_stay(team, own_id="z")
        assert kept(actor, team) == [*before, "z"]


def test_row_level_security_holds_for_a_text_that_is_kept(two_teams: tuple[Team, Team]) -> None:
    """The condition alone would show the rows: the wall behind it is asked each time."""
    kept = KeptRows(own_ids)
    both = lead(*two_teams)
    with acting(both):
        assert kept(both, two_teams[1]) == ["b"]
    with acting(lead(two_teams[0])):
        assert kept(both, two_teams[1]) == []


def test_rows_are_made_as_django_makes_them(two_teams: tuple[Team, Team]) -> None:
    @KeptRows
    def stays(team: Team, first: int) -> QuerySet[Any, Any]:
        rows = Stay.objects.filter(team=team, pk__gte=first).annotate(again=F("own_id"))
        return rows.select_related("person").defer("income_start").order_by("pk")[:2]

    team = two_teams[0]
    with acting(lead(team)):
        found = stays(team, 0)
        with CaptureQueriesContext(connection) as asked:
            assert [row.again for row in found] == [row.own_id for row in found] == ["a%s 0", "a%s 1"]
            assert {row.person.team_id for row in found} == {team.pk}
        assert not asked.captured_queries
        assert found[0].get_deferred_fields() == {"income_start"}
        assert [row.pk for row in stays(team, found[1].pk)][0] == found[1].pk


def test_a_statement_is_kept_too() -> None:
    @KeptStatement
    def sums(first: int, word: str) -> tuple[str, list[Any]]:
        return "SELECT %s + 1, %s, '100%%'", [first, word]

    assert sums(1, "it's 100 %s") == [(2, "it's 100 %s", "100%")]
    assert sums(2, "it's 100 %s") == [(3, "it's 100 %s", "100%")]
    assert len(sums._texts) == 1


def test_any_id_is_put_in_with_the_call() -> None:
    @KeptStatement
    def same(series: uuid.UUID) -> tuple[str, list[Any]]:
        return "SELECT %s", [series]

    for series in (uuid.uuid4(), uuid.uuid4()):
        assert same(series) == [(series,)]
    assert len(same._texts) == 1


def test_an_empty_question_is_not_asked(two_teams: tuple[Team, Team]) -> None:
    @KeptRows
    def nothing(team: Team) -> QuerySet[Any, Any]:
        return Stay.objects.filter(team=team, pk__in=[])

    with CaptureQueriesContext(connection) as asked:
        assert nothing(two_teams[0]) == []
    assert not asked.captured_queries


def derived(actor: Actor, team: Team, number: int) -> Q:
    return Q(pk__gt=number + 1)


def as_text(actor: Actor, team: Team, number: int) -> Q:
    return Q(own_id=str(number))


def from_the_clock(actor: Actor, team: Team, number: int) -> Q:
    before_now = StayEvent.objects.filter(recorded_at__lt=timezone.now())
    return Q(pk__in=before_now.values("stay_id"))


def counted(actor: Actor, team: Team, number: int) -> Q:
    return Q(pk__gt=Stay.objects.filter(team=team).count())


def of_a_few(actor: Actor, team: Team, number: int) -> Q:
    return Q(pk__in=[number, number + 1])


@pytest.mark.parametrize("condition", [derived, as_text, from_the_clock, counted, of_a_few])
def test_what_is_derived_from_what_changes_is_refused(condition: Any, two_teams: tuple[Team, Team]) -> None:
    @KeptRows
    def stays(actor: Actor, team: Team, number: int) -> QuerySet[Any, Any]:
        return Stay.objects.filter(condition(actor, team, number), team=team)

    actor = lead(two_teams[0])
    with acting(actor), pytest.raises(KeptQuestionError):
        stays(actor, two_teams[0], 5)


def test_the_moment_is_that_of_the_call(
    two_teams: tuple[Team, Team], monkeypatch: pytest.MonkeyPatch
) -> None:
    @KeptRows
    def known(team: Team) -> QuerySet[Any, Any]:
        return (
            Team.objects.filter(pk=team.pk)
            .annotate(now=F("pk"))
            .extra(select={"at": "%s"}, select_params=[moment()])
        )

    at = timezone.now()
    for minutes in (1, 2):
        later = at + dt.timedelta(minutes=minutes)
        monkeypatch.setattr(timezone, "now", lambda later=later: later)
        assert [row.at for row in known(two_teams[0])] == [later]
    assert len(known._texts) == 1


def test_another_day_has_another_text(two_teams: tuple[Team, Team], monkeypatch: pytest.MonkeyPatch) -> None:
    @KeptRows
    def begun(team: Team) -> QuerySet[Any, Any]:
        return Stay.objects.filter(team=team, enrolled_on__lte=timezone.localdate()).values_list(
            "pk", flat=True
        )

    team = two_teams[0]
    with acting(lead(team)):
        today = timezone.localdate()
        make_stay(team, own_id="n", enrolled_on=today + dt.timedelta(days=1))
        before = begun(team)
        monkeypatch.setattr(timezone, "localdate", lambda *_given: today + dt.timedelta(days=1))
        assert len(begun(team)) == len(before) + 1


ids = st.integers(1, 6)
actors = st.builds(
    Actor,
    user_id=ids,
    username=st.just("x"),
    roles=st.dictionaries(
        ids, st.frozensets(st.sampled_from([one.value for one in Role]), min_size=1), max_size=3
    ),
    team_access=st.dictionaries(ids, st.sampled_from([one.value for one in TeamAccess]), max_size=3),
    authorities=st.dictionaries(ids, st.frozensets(ids, max_size=3), max_size=3),
)


@given(actor=actors, ids=st.lists(ids, max_size=3), word=st.text(max_size=3))
@settings(deadline=None)
def test_arguments_with_their_own_ids_are_themselves(actor: Actor, ids: list[int], word: str) -> None:
    """What a text is kept for says all of an actor that opens anything: with the ids back, it is the same."""
    asked = Arguments.of((actor, *ids), {"word": word})
    (again, *numbers), named = asked.with_ids(asked.ids)
    in_teams = {pk: held for pk, held in actor.authorities.items() if pk in actor.roles}
    access = {pk: rule for pk, rule in actor.team_access.items() if pk in actor.roles}
    assert (again.user_id, dict(again.roles)) == (actor.user_id, dict(actor.roles))
    assert (dict(again.authorities), dict(again.team_access)) == (in_teams, access)
    assert (numbers, named) == (ids, {"word": word})
    assert not again.governed_ids and not again.outer_roles and not again.offices


@given(one=actors, other=actors)
@settings(deadline=None)
def test_the_same_shape_means_the_same_text(one: Actor, other: Actor) -> None:
    """Two actors of one shape are the same when they are given the same ids."""
    first, second = Arguments.of((one,), {}), Arguments.of((other,), {})
    if first.shape == second.shape:
        stand_ins = {name: 1000 + number for number, name in enumerate(first.ids)}
        assert first.ids.keys() == second.ids.keys()
        assert first.with_ids(stand_ins) == second.with_ids(stand_ins)


def named_stays(team: Team, *pks: int) -> QuerySet[Stay, str]:
    return (
        Stay.objects.filter(team_id=team.pk, pk__in=pks).order_by("own_id").values_list("own_id", flat=True)
    )


def test_ids_named_one_by_one_share_a_text_and_answer_each_for_itself(two_teams: tuple[Team, Team]) -> None:
    kept, team = KeptRows(named_stays), two_teams[0]
    pks = [make_stay(team, own_id=f"c{number:02}").pk for number in range(2 * FEWEST_IDS)]
    with acting(lead(team)):
        for many in range(1, len(pks) + 1):
            assert kept(team, *in_steps(pks[:many])) == list(named_stays(team, *pks[:many]))
            assert len(kept(team, *in_steps(pks[:many]))) == many
    assert len(kept._texts) == 2


@given(st.lists(st.integers(min_value=1, max_value=10**9), max_size=70))
def test_ids_in_steps_are_the_same_ids(ids: list[int]) -> None:
    stepped = in_steps(ids)
    assert set(stepped) == set(ids)
    steps = {0, *(FEWEST_IDS * 2**power for power in range(10))}
    assert len(stepped) in steps
    assert len(stepped) < max(2 * len(set(ids)), FEWEST_IDS + 1)
