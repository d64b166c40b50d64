"""The database's view of who acts: what nests, what is refused, and what an error leaves behind."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from samsteg.core.actor import Actor
from samsteg.core.context import acting, set_context, set_signed_in
from samsteg.core.errors import ContextError


def actor(*team_ids: int, user_id: int = 5) -> Actor:
    return Actor(user_id=user_id, username="prov", roles={pk: frozenset({"coach"}) for pk in team_ids})


def context() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(current_setting('samsteg.actor_id', true), ''),"
            " coalesce(current_setting('samsteg.team_ids', true), '')"
        )
        row = cursor.fetchone()
    return (row[0], row[1])


NOBODY = {("", ""), ("", "{}")}


@pytest.mark.django_db
def test_a_block_has_its_actors_teams_and_leaves_none() -> None:
    with acting(actor(9, 3)) as who:
        assert who.team_ids == (3, 9)
        assert context() == ("5", "{3,9}")
    assert context() in NOBODY


@pytest.mark.django_db
def test_narrowing_is_put_back() -> None:
    with acting(actor(3, 9)):
        with acting(actor(3, user_id=6)):
            assert context() == ("6", "{3}")
            with acting(actor(user_id=7)):
                assert context() == ("7", "{}")
            assert context() == ("6", "{3}")
        assert context() == ("5", "{3,9}")


@pytest.mark.django_db
@pytest.mark.parametrize("inner", [actor(9), actor(3, 9), actor(33)])
def test_widening_is_refused_and_changes_nothing(inner: Actor) -> None:
    with acting(actor(3)):
        with pytest.raises(ContextError), acting(inner):
            pytest.fail("the block ran")
        assert context() == ("5", "{3}")


@pytest.mark.django_db
def test_after_narrowing_the_way_back_out_is_no_widening() -> None:
    with acting(actor(3, 9)), acting(actor(3)), pytest.raises(ContextError), acting(actor(3, 9)):
        pytest.fail("the block ran")


@pytest.mark.django_db
def test_who_only_reads_own_memberships_opens_no_team() -> None:
    """Between sign-in and `set_context` a nested block can't choose teams for itself."""
    set_signed_in(5)
    assert context() == ("5", "{}")
    with pytest.raises(ContextError), acting(actor(3)):
        pytest.fail("the block ran")


@pytest.mark.django_db
def test_an_error_in_the_inner_block_gives_the_outer_context_back() -> None:
    with acting(actor(3, 9)):
        with pytest.raises(ZeroDivisionError), acting(actor(3)):
            raise ZeroDivisionError
        assert context() == ("5", "{3,9}")


@pytest.mark.django_db
def test_a_database_error_in_the_inner_block_gives_the_outer_context_back() -> None:
    with acting(actor(3, 9)):
        with pytest.raises(Exception, match="division by zero"), acting(actor(3)):
            connection.cursor().execute("SELECT 1/0")
        assert context() == ("5", "{3,9}")


@pytest.mark.django_db(transaction=True)
def test_an_error_in_the_outermost_block_leaves_nothing() -> None:
    with pytest.raises(ZeroDivisionError), acting(actor(3)):
        raise ZeroDivisionError
    assert context() in NOBODY


@pytest.mark.django_db
def test_clearing_opens_nothing_and_is_put_back() -> None:
    with acting(actor(3)):
        with transaction.atomic():
            set_context(None)
            assert context() == ("", "{}")
            transaction.set_rollback(True)
        assert context() == ("5", "{3}")


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_a_context_is_refused() -> None:
    with pytest.raises(ContextError, match="transaction"):
        set_context(actor(3))
    with pytest.raises(ContextError, match="transaction"):
        set_context(None)
    with pytest.raises(ContextError, match="transaction"):
        set_signed_in(5)
    assert context() in NOBODY


@pytest.mark.django_db
@settings(deadline=None)
@given(st.lists(st.sets(st.integers(min_value=1, max_value=2**31 - 1), max_size=4), min_size=1, max_size=5))
def test_nesting_never_opens_more_than_what_is_round_it(levels: list[set[int]]) -> None:
    """Whatever is tried at each level: refused unless it narrows, and the way out is the way in, backwards."""
    descend(levels, outer=None)
    assert context() in NOBODY


def descend(levels: list[set[int]], outer: set[int] | None) -> None:
    if not levels:
        return
    wanted, *deeper = levels
    before = context()
    if outer is not None and not wanted <= outer:
        with pytest.raises(ContextError), acting(actor(*wanted)):
            pytest.fail("the block ran")
    else:
        with acting(actor(*wanted)):
            assert context() == ("5", shown(wanted))
            descend(deeper, wanted)
            assert context() == ("5", shown(wanted))
    assert context() == before or {context(), before} <= NOBODY


def shown(team_ids: Iterable[int]) -> str:
    return "{" + ",".join(map(str, sorted(team_ids))) + "}"


def test_an_actor_without_teams_has_no_roles_anywhere() -> None:
    nobody = Actor(user_id=1, username="prov")
    assert nobody.team_ids == ()
    assert not nobody.has_role(3, "coach", "team_lead")
    assert actor(3).has_role(3, "team_lead", "coach")
    assert not actor(3).has_role(3, "team_lead")
    assert not actor(3).has_role(4, "coach")
