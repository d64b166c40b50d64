"""The one list that others are made of: what it searches, narrows, counts and sorts, and what its address says."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samsteg.web.lists.asked import Asked, asked_of
from samsteg.web.lists.listing import Choice, Column, Kind, matches, narrow, page_of
from samsteg.web.lists.searching import number_in


@dataclass(frozen=True)
class Row:
    name: str
    state: str
    coach: str
    days: int | None


KIND: Kind[Row] = Kind(
    chips={
        "all": ("All", lambda row: True),
        "queue": ("In the queue", lambda row: row.state == "queue"),
        "left": ("Have left", lambda row: row.state == "left"),
    },
    columns=(
        Column(code="name", label="Name", text=lambda row: row.name),
        Column(code="days", label="Days", text=lambda row: str(row.days or ""), key=lambda row: row.days),
        Column(code="secret", label="Only in Excel", text=lambda row: "x", page=False, order=False),
    ),
    words=lambda row: (row.name,),
    choices=(
        Choice(
            name="coach",
            label="Coach",
            everything="Every coach",
            code=lambda row: row.coach,
            word=lambda row: row.coach.upper(),
        ),
    ),
    page=2,
)
CALM = settings(suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault of the list
NAMES = ("Åsa Öberg", "Örjan Ek", "Zoë Äng", "Adam Ek")
ROWS = st.lists(
    st.builds(
        Row,
        name=st.sampled_from(NAMES),
        state=st.sampled_from(["queue", "left", "other"]),
        coach=st.sampled_from(["", "kim", "lo"]),
        days=st.none() | st.integers(0, 9),
    ),
    max_size=8,
)
DATA = st.fixed_dictionaries(
    {},
    optional={
        "visa": st.sampled_from(["all", "queue", "left", "<script>"]),
        "ordna": st.sampled_from(["name", "days", "secret", "DROP"]),
        "fallande": st.sampled_from(["1", "x"]),
        "antal": st.sampled_from(["0", "2", "4", "-1", "99999", "\u00b2"]),
        "coach": st.sampled_from(["kim", "lo", "nobody", "x" * 90]),
    },
)


def asked(**data: str) -> Asked:
    return asked_of(KIND.frame, data)


@CALM
@given(ROWS, DATA, st.sampled_from(["", "ek", "asa", "oberg ASA", "ingen"]))
def test_what_is_shown_is_what_was_asked_for(rows: list[Row], data: dict[str, str], search: str) -> None:
    told = asked_of(KIND.frame, data)
    found = narrow(KIND, rows, told, search)
    coach = data.get("coach", "") if data.get("coach") in {row.coach for row in rows} else ""
    chip = data.get("visa", "all") if data.get("visa") in KIND.chips else "all"
    wanted = [
        row
        for row in rows
        if (not coach or row.coach == coach)
        and (chip == "all" or row.state == chip)
        and (not search or matches([row.name], search))
    ]
    assert sorted(found.rows, key=repr) == sorted(wanted, key=repr)
    assert found.counts[chip] == len(found.rows)
    page = page_of(KIND, found, told, search)
    assert [row for row, _cells in page.rows] == list(found.rows[: told.count])
    assert bool(page.next_query) == (len(found.rows) > told.count)
    assert found.is_narrowed == bool(search or coach or chip != "all")


@CALM
@given(ROWS, st.booleans())
def test_what_is_not_known_comes_last_whichever_way(rows: list[Row], falling: bool) -> None:
    found = narrow(KIND, rows, asked(ordna="days", fallande="1" if falling else ""), "").rows
    days = [row.days for row in found]
    known = [day for day in days if day is not None]
    assert days == [*known, *[None] * (len(days) - len(known))]
    assert known == sorted(known, reverse=falling)


@CALM
@given(ROWS)
def test_its_own_order_is_the_usual_and_is_never_turned(rows: list[Row]) -> None:
    assert narrow(KIND, rows, asked(fallande="1"), "").rows == tuple(rows)


@CALM
@given(DATA)
def test_an_address_says_what_was_understood_and_says_it_again(data: dict[str, str]) -> None:
    told = asked_of(KIND.frame, data)
    again = asked_of(KIND.frame, dict(parse_qsl(told.query().removeprefix("?"))))
    assert again == told
    assert "<" not in told.query() and "DROP" not in told.query()


def test_names_stand_in_swedish_order() -> None:
    rows = [Row(name, "queue", "", 1) for name in NAMES]
    found = narrow(KIND, rows, asked(ordna="name"), "").rows
    assert [row.name for row in found] == ["Adam Ek", "Zoë Äng", "Åsa Öberg", "Örjan Ek"]


def test_the_counts_of_the_chips_are_under_search_and_choice() -> None:
    rows = [
        Row("Adam Ek", "queue", "kim", 1),
        Row("Zoë Äng", "queue", "lo", 2),
        Row("Adam Ek", "left", "kim", 3),
    ]
    page = page_of(KIND, narrow(KIND, rows, asked(coach="kim", visa="left"), "adam"), asked(visa="left"))
    assert [(chip.label, chip.count) for chip in page.chips] == [
        ("All", 2),
        ("In the queue", 1),
        ("Have left", 1),
    ]


def test_what_costs_something_is_opened_for_the_rows_that_are_shown_alone() -> None:
    rows, opened = [Row(name, "queue", "", 1) for name in NAMES], []

    def reveal(shown: object) -> list[Row]:
        opened.extend(shown)  # type: ignore[arg-type, call-overload]  # a sequence of rows
        return list(shown)  # type: ignore[call-overload]  # as above

    page_of(KIND, narrow(KIND, rows, asked(), ""), asked(), reveal=reveal)
    assert opened == rows[:2]


@pytest.mark.parametrize(
    "text",
    ["19900517-2386", "900517-2386", "199005172386", "Åsa 19900517-2386", "900517 2386", "900517\u20132386"],
)
def test_an_identity_number_is_known_wherever_it_stands(text: str) -> None:
    assert number_in(text)


@pytest.mark.parametrize("text", ["", "Åsa", "K-1990", "2026-11-23", "070-123 45 67", "K-123456789"])
def test_what_is_no_identity_number_is_searched_for(text: str) -> None:
    assert number_in(text) == ""
