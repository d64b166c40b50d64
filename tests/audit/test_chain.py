"""The chain without a database: whatever is done to sealed rows, the row is named and no other."""

from __future__ import annotations

import datetime as dt
import hmac
import uuid
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from samsteg.audit.chain import (
    BEFORE_ALL,
    MARK,
    START,
    Fault,
    LogRow,
    Segment,
    check_segment,
    head_of,
    mark_of,
    seal_rows,
)
from samsteg.audit.chain_keys import parse_seal_keys, seal_keys
from samsteg.audit.heads import append_heads, append_restored, heads_path, read_heads
from samsteg.core.errors import KeyProblem, Refused

KEY, OTHER = b"k" * 32, b"o" * 32
NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
texts = st.text(max_size=20)
numbers = st.integers(-(2**63), 2**63 - 1)
moments = st.integers(1, 10**13).map(lambda micros: NOON - dt.timedelta(microseconds=micros))
rows = st.builds(
    LogRow,
    id=st.just(0),
    at=moments,
    request_id=st.uuids(),
    actor_id=numbers,
    authority_ids=st.lists(numbers, max_size=2),
    team_id=numbers,
    person_id=st.none() | numbers,
    kind=texts,
    place=texts,
    reason=texts,
    referral_id=st.none() | numbers,
)
logs = st.lists(rows, min_size=1, max_size=8).map(
    lambda found: [row._replace(id=3 * place + 1) for place, row in enumerate(found)]
)


def sealed(log: list[LogRow], number: int = 1, previous: Segment | None = None) -> Segment:
    return seal_rows(
        KEY,
        "1",
        log,
        number=number,
        after_id=previous.through_id if previous else BEFORE_ALL,
        sealed_at=NOON,
        previous=previous.head if previous else START,
    )


def faults(
    log: list[LogRow], segment: Segment, previous: Segment | None = None
) -> list[tuple[Fault, int | None]]:
    return [(one.fault, one.row_id) for one in check_segment(KEY, segment, previous, log)]


@given(logs)
def test_what_was_sealed_adds_up(log: list[LogRow]) -> None:
    assert faults(log, sealed(log)) == []


@given(logs, rows, st.data())
def test_a_changed_row_is_named_and_no_other(log: list[LogRow], other: LogRow, data: st.DataObject) -> None:
    segment = sealed(log)
    place = data.draw(st.integers(0, len(log) - 1))
    column = data.draw(st.sampled_from(LogRow._fields[1:]))
    was = log[place]
    log[place] = was._replace(**{column: getattr(other, column)})
    expected = [] if log[place] == was else [(Fault.ROW_CHANGED, was.id)]
    assert faults(log, segment) == expected


@given(logs, st.data())
def test_a_removed_row_is_named(log: list[LogRow], data: st.DataObject) -> None:
    segment = sealed(log)
    gone = log.pop(data.draw(st.integers(0, len(log) - 1)))
    assert faults(log, segment) == [(Fault.ROW_REMOVED, gone.id)]


@given(logs, rows)
def test_an_added_row_is_named_whether_its_id_is_free_or_taken(log: list[LogRow], new: LogRow) -> None:
    segment = sealed(log)
    assert faults([*log, new._replace(id=0)], segment) == [(Fault.ROW_ADDED, 0)]
    twice = new._replace(id=log[0].id)
    if twice != log[0]:
        assert faults([twice, *log], segment) == [(Fault.ROW_ADDED, log[0].id)]


@given(logs, st.data())
def test_two_rows_that_change_places_are_both_named(log: list[LogRow], data: st.DataObject) -> None:
    segment = sealed(log)
    first, second = data.draw(st.lists(st.integers(0, len(log) - 1), min_size=2, max_size=2))
    one, two = log[first], log[second]
    log[first], log[second] = two._replace(id=one.id), one._replace(id=two.id)
    named = {row_id for _fault, row_id in faults(log, segment)}
    assert named == (set() if log[first] == one else {one.id, two.id})


@given(logs, logs)
def test_a_row_cannot_move_to_another_segment(log: list[LogRow], later: list[LogRow]) -> None:
    first = sealed(log)
    later = [row._replace(id=row.id + 100, at=NOON) for row in later]
    second = sealed(later, 2, first)
    assert faults(later, second, first) == []
    moved = replace(second, marks=first.marks)
    assert (Fault.SEGMENT_CHANGED, None) in faults(log, moved, first)


@pytest.mark.parametrize("column", ["number", "after_id", "through_id", "row_count", "sealed_at", "key_id"])
def test_every_column_of_a_segment_is_bound_by_its_head(column: str) -> None:
    segment = sealed([a_row()])
    value = getattr(segment, column)
    other = value + dt.timedelta(seconds=1) if column == "sealed_at" else value * 2 + type(value)(1)
    assert (Fault.SEGMENT_CHANGED, None) in faults([a_row()], replace(segment, **{column: other}))


def a_row(**changes: object) -> LogRow:
    row = LogRow(1, NOON, uuid.UUID(int=7), 5, [], 2, 9, "view", "page:participant", "")
    return row._replace(**changes)  # type: ignore[arg-type]  # names of fields, by the callers


def test_a_row_of_a_person_has_the_mark_that_it_had_before_referrals_were_logged() -> None:
    """What is sealed stays sealed: the text of such a row is the one of the first version."""
    text = (
        b'row 1 [1,"2026-03-01T12:00:00.000000+00:00","00000000-0000-0000-0000-000000000007",'
        b'5,[],2,9,"view","page:participant",""]'
    )
    assert mark_of(KEY, 1, a_row()) == hmac.digest(KEY, text, "sha256")[:16]
    assert mark_of(KEY, 1, a_row(referral_id=9)) != mark_of(KEY, 1, a_row())
    assert mark_of(KEY, 1, a_row(person_id=None, referral_id=9)) != mark_of(KEY, 1, a_row())


def test_a_mark_taken_out_or_put_in_another_order_breaks_the_head() -> None:
    log = [a_row(), a_row(id=2)]
    segment = sealed(log)
    swapped = segment.marks[MARK.size :] + segment.marks[: MARK.size]
    for marks in (swapped, segment.marks[: MARK.size], segment.marks[:5], b""):
        assert (Fault.SEGMENT_CHANGED, None) in faults(log, replace(segment, marks=marks))


def test_a_segment_made_without_the_key_is_found() -> None:
    log = [a_row()]
    forged = seal_rows(OTHER, "1", log, number=1, after_id=BEFORE_ALL, sealed_at=NOON, previous=START)
    assert faults(log, forged) == [(Fault.SEGMENT_CHANGED, None), (Fault.ROW_CHANGED, 1)]


def test_the_head_follows_from_the_one_before() -> None:
    segment = sealed([a_row()])
    assert head_of(KEY, segment, START) == segment.head
    assert head_of(KEY, segment, b"x" * 32) != segment.head


@pytest.mark.parametrize(("minutes", "named"), [(-61, True), (-59, False), (0, False), (1, True)])
def test_a_row_dated_outside_its_time_is_named(minutes: int, named: bool) -> None:
    """Somebody who adds a row to the unsealed tail can't say that it is old."""
    first = sealed([a_row()])
    at = NOON + dt.timedelta(minutes=minutes)
    log = [a_row(id=2, at=at)]
    found = check_segment(KEY, sealed(log, 2, first), first, log, sealed_before=NOON)
    assert [(one.fault, one.row_id) for one in found] == ([(Fault.ROW_MISDATED, 2)] if named else [])


KEYS = "a:" + "QUFB" * 10 + "QUE="


def test_keys_have_names_and_the_first_is_used() -> None:
    keys = parse_seal_keys(f"{KEYS},b:{KEYS[2:]}")
    assert (keys.current_id, sorted(keys.keys), len(keys.current)) == ("a", ["a", "b"], 32)
    with translation.override("en"), pytest.raises(KeyProblem, match="SAMSTEG_LOG_KEYS"):
        keys.key("gone")


@pytest.mark.parametrize("text", ["", ",", "a", "a:QUFB", f"{KEYS},{KEYS}", f":{KEYS[2:]}", "a:" + "å" * 44])
def test_wrong_keys_are_refused_without_being_told(text: str) -> None:
    with translation.override("en"), pytest.raises(KeyProblem) as refused:
        parse_seal_keys(text)
    assert "QUFB" not in str(refused.value)


def test_the_head_file_keeps_each_head_and_what_was_restored(tmp_path: Path) -> None:
    path = tmp_path / "elsewhere" / "heads.txt"
    first = sealed([a_row()])
    second = sealed([a_row(id=2)], 2, first)
    assert read_heads(path).heads == {}
    append_heads(path, [first, second])
    assert read_heads(path).heads == {1: first.head.hex(), 2: second.head.hex()}
    assert (path.stat().st_mode & 0o777) == 0o600
    append_restored(path, 1, "disken\ngick sönder")
    found = read_heads(path)
    assert found.heads == {1: first.head.hex()}
    assert found.restored[0].endswith(" 1 disken gick sönder")
    assert found.unreadable == []


def test_a_line_that_speaks_against_an_earlier_one_is_told(tmp_path: Path) -> None:
    path = tmp_path / "heads.txt"
    first = sealed([a_row()])
    append_heads(path, [first])
    with path.open("a") as file:
        file.write(f"segment 1 x 1 1 {'0' * 64}\nsegment x\n\nnågot annat\n")
    found = read_heads(path)
    assert found.heads == {1: first.head.hex()}
    assert found.unreadable == [2, 3, 5]


def test_only_practice_makes_its_own_key_and_keeps_the_heads_beside_the_data(settings: LazySettings) -> None:
    settings.SAMSTEG_PRACTICE_ONLY, settings.SAMSTEG_LOG_KEYS, settings.SAMSTEG_LOG_HEADS = False, "", ""
    with translation.override("en"), pytest.raises(KeyProblem, match="SAMSTEG_LOG_KEYS"):
        seal_keys()
    with translation.override("en"), pytest.raises(Refused, match="SAMSTEG_LOG_HEADS"):
        heads_path()
    settings.SAMSTEG_LOG_KEYS, settings.SAMSTEG_LOG_HEADS = KEYS, "/mnt/away/heads.txt"
    assert seal_keys().current_id == "a"
    assert heads_path() == Path("/mnt/away/heads.txt")
