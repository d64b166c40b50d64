"""Prepared statements take their values where the text says, by place or by name."""

from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from samsteg.core.db.prepared import numbered, prepared_cursor

NAMES = st.sampled_from(["first", "last", "team"])
PIECES = st.lists(st.one_of(NAMES.map(lambda name: f"%({name})s"), st.sampled_from([" AND ", "%%", "$"])))


def test_places_are_numbered_as_the_database_does() -> None:
    assert numbered("a = %s AND b LIKE '5%%' AND c = %s") == (b"a = $1 AND b LIKE '5%' AND c = $2", ())
    named = "a = %(team)s AND b = %(first)s AND c <> %(team)s"
    assert numbered(named) == (b"a = $1 AND b = $2 AND c <> $1", ("team", "first"))


@given(PIECES)
def test_each_name_has_one_number(pieces: list[str]) -> None:
    text, names = numbered("".join(pieces))
    told = [piece[2:-2] for piece in pieces if piece.startswith("%(")]
    assert names == tuple(dict.fromkeys(told))
    wanted = "".join(
        f"${names.index(piece[2:-2]) + 1}" if piece.startswith("%(") else piece.replace("%%", "%")
        for piece in pieces
    )
    assert text.decode() == wanted


@pytest.mark.django_db
def test_the_values_stand_where_they_are_named() -> None:
    with prepared_cursor(connection) as cursor:
        cursor.execute("SELECT %s::int - %s::int, '5%%'", [9, 4])
        assert cursor.fetchall() == [(5, "5%")]
        cursor.execute("SELECT %(one)s::int - %(two)s::int - %(one)s::int", {"two": 4, "one": 9, "three": 1})
        assert cursor.fetchall() == [(-4,)]
        cursor.execute("SELECT 1", None)
        assert cursor.fetchall() == [(1,)]
        cursor.execute("SELECT 2", {"none": 1})
        assert cursor.fetchall() == [(2,)]
