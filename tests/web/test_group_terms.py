"""The page of one term, and the terms on the group's page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone, translation

from samsteg.activities.models import GroupSession, Term
from samsteg.activities.planning import TermValues, plan_term
from samsteg.activities.rules import Beat, Span
from tests.activities.makers import make_group
from tests.web.test_groups import Place, place
from tests.web.users import inside, queries_of

__all__ = ["place"]  # the fixture
pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY, WEEK = dt.timedelta(days=1), dt.timedelta(weeks=1)
FIRST = TODAY + WEEK
LAST = FIRST + 5 * WEEK
EVERY_DAY = [FIRST + n * WEEK for n in range(6)]


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def term(place: Place) -> Term:
    beat = Beat(FIRST.isoweekday(), dt.time(13), dt.time(15))
    values = TermValues(FIRST, LAST, (beat,), anyway=frozenset(EVERY_DAY))
    with inside(place.team) as actor:
        return plan_term(actor=actor, team=place.team, group_id=place.group.pk, values=values)


def days(place: Place) -> list[dt.date]:
    with inside(place.team):
        rows = GroupSession.objects.current().filter(term__isnull=False)
        return list(rows.order_by("on_day").values_list("on_day", flat=True))


def at(place: Place, term: Term) -> str:
    return place.address("group_term", place.group.pk, term.pk)


def test_a_wrong_term_is_undone_from_the_groups_page_and_taken_back(place: Place, term: Term) -> None:
    group = place.address("group", place.group.pk)
    assert at(place, term) in place.coach.get(group).content.decode()
    page = place.coach.post(at(place, term), {"act": "undo"}, follow=True).content.decode()
    assert "6 sessions are taken out." in page and f"undone {TODAY}" in page
    assert days(place) == []
    page = place.coach.post(at(place, term), {"act": "redo"}, follow=True).content.decode()
    assert "6 sessions have come in." in page
    assert days(place) == EVERY_DAY


def test_the_last_day_and_a_break_are_changed_on_the_page(place: Place, term: Term) -> None:
    answer = place.coach.post(at(place, term), {"act": "last", "last_on": str(EVERY_DAY[3])}, follow=True)
    assert "2 sessions are taken out." in answer.content.decode()
    span = {"act": "break", "break_first": str(EVERY_DAY[1]), "break_last": "", "break_why": "Sportlov"}
    page = place.coach.post(at(place, term), span, follow=True).content.decode()
    assert "1 session is taken out." in page and "Sportlov" in page
    assert days(place) == [EVERY_DAY[0], *EVERY_DAY[2:4]]
    away = {"act": "no_break", "first": str(EVERY_DAY[1]), "last": str(EVERY_DAY[1])}
    page = place.coach.post(at(place, term), away, follow=True).content.decode()
    assert "1 session has come in." in page and "Sportlov" not in page
    assert days(place) == EVERY_DAY[:4]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"act": "last", "last_on": ""}, "last_on"),
        ({"act": "last", "last_on": str(FIRST - DAY)}, "last_on"),
        ({"act": "last", "last_on": "2999-01-01"}, "last_on"),
        ({"act": "break", "break_first": "i mars", "break_why": "Lov"}, "break_first"),
        ({"act": "break", "break_first": str(LAST + DAY), "break_why": "Lov"}, "break_first"),
        (
            {"act": "break", "break_first": str(LAST), "break_last": str(FIRST), "break_why": "Lov"},
            "break_last",
        ),
    ],
)
def test_what_cant_be_is_told_at_its_field_and_what_was_typed_is_kept(
    place: Place, term: Term, typed: dict[str, str], field: str
) -> None:
    answer = place.coach.post(at(place, term), typed)
    assert answer.status_code == 422
    form = answer.context["lasting" if field == "last_on" else "breaking"]
    assert list(form.errors) == [field]
    assert all(text in answer.content.decode() for name, text in typed.items() if name != "act")
    assert days(place) == EVERY_DAY


@pytest.mark.parametrize(
    ("typed", "status"),
    [({"act": "no_break", "first": "x", "last": ""}, 404), ({"act": "vad"}, 200), ({}, 200)],
)
def test_what_nobody_has_asked_for_changes_nothing(
    place: Place, term: Term, typed: dict[str, str], status: int
) -> None:
    assert place.coach.post(at(place, term), typed).status_code == status
    assert days(place) == EVERY_DAY


def test_a_term_of_another_group_isnt_found(place: Place, term: Term) -> None:
    with inside(place.team) as actor:
        other = make_group(actor, place.team, "Träffpunkten")
    assert place.coach.get(place.address("group_term", other.pk, term.pk)).status_code == 404
    assert (
        place.coach.post(place.address("group_term", other.pk, term.pk), {"act": "undo"}).status_code == 404
    )
    assert days(place) == EVERY_DAY


def test_six_breaks_fit_a_term_from_the_start(place: Place) -> None:
    typed: dict[str, Any] = {"first_on": str(FIRST), "last_on": str(FIRST + 20 * WEEK), "act": "save"}
    typed |= {"weekday_1": "2", "starts_at_1": "9", "ends_at_1": "11"}
    for number in range(1, 7):
        typed[f"break_first_{number}"] = str(FIRST + number * 2 * WEEK)
        typed[f"break_why_{number}"] = f"Uppehåll {number}"
    assert place.coach.post(place.address("group_plan", place.group.pk), typed).status_code == 302
    with inside(place.team):
        assert len(Term.objects.get().breaks) == 6
        page = place.coach.get(at(place, Term.objects.get())).content.decode()
    assert all(f"Uppehåll {number}" in page for number in range(1, 7))


def test_terms_make_no_more_questions(place: Place, term: Term) -> None:
    group = place.address("group", place.group.pk)
    place.coach.get(group)
    before = queries_of(place.coach, group)
    beat = Beat(FIRST.isoweekday(), dt.time(16), dt.time(17))
    with inside(place.team) as actor:
        for number in range(4):
            values = TermValues(
                FIRST + number * WEEK,
                LAST,
                (Beat(beat.weekday, dt.time(16 + number), dt.time(17 + number)),),
                breaks=(Span(LAST, LAST, "Lov"),),
                anyway=frozenset(EVERY_DAY),
                overlap_reason="Två lag",
            )
            plan_term(actor=actor, team=place.team, group_id=place.group.pk, values=values)
    assert queries_of(place.coach, group) == before
