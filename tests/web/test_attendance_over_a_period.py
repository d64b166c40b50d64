"""Attendance over a period: of a group and of a person, with the share and what it is of, on the page and in a file."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samsteg.access.enums import DataCategory, ProtectionLevel, Role
from samsteg.access.protection import set_protection
from samsteg.activities.came import Came, Said, came_of
from samsteg.activities.enums import Mark
from samsteg.activities.marking import mark_session
from samsteg.activities.planning import TermValues, plan_term
from samsteg.activities.rules import Beat
from samsteg.audit.models import ReadEntry
from tests.activities.makers import asked, make_group, make_session
from tests.factories import make_authority, make_consent
from tests.web.test_groups import Place, place
from tests.web.users import client_of, inside, join, make_user, queries_of

__all__ = ["place"]  # the fixture
pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
MARKS = st.lists(st.builds(Said, st.sampled_from(Mark.values), st.booleans(), st.booleans()))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(MARKS, MARKS)
def test_the_share_is_of_those_expected_and_parts_add_up(first: list[Said], second: list[Said]) -> None:
    both = came_of(first + second)
    assert came_of(first) + came_of(second) == both
    assert both.came <= both.expected and both.came <= both.times
    weighed = [one for one in first + second if one.is_enrolled and not one.is_drop_in]
    assert both.expected == sum(one.mark != Mark.CAME_BY for one in weighed)
    assert (both.share is None) is (both.expected == 0)
    assert came_of(replace(one, is_drop_in=True) for one in first) == Came(came_of(first).times)
    assert came_of(replace(one, is_enrolled=False) for one in first) == Came(came_of(first).times)


@pytest.fixture
def marked(place: Place) -> Place:
    """Alva: here, digitally, away and came by, the last days. Bo: here once, fourteen weeks ago."""
    alva, bo, _cilla = place.people
    marks = {1: (alva, "present"), 2: (alva, "digital"), 3: (alva, "absent"), 4: (alva, "came_by")}
    with inside(place.team) as actor:
        for back, (who, what) in (marks | {98: (bo, "present")}).items():
            session = make_session(actor, place.team, place.group, TODAY - back * DAY)
            by: dict[str, Any] = {"actor": actor, "team": place.team, "series": session.series}
            mark_session(**by, asked=[asked(who, what)])
    return place


def shown(place: Place, query: str = "") -> dict[str, tuple[str, str]]:
    answer = place.coach.get(place.address("group_attendance", place.group.pk) + query)
    assert answer.status_code == 200
    return {row.person.title: (row.words, row.share) for row in answer.context["rows"]}


def own(first: dt.date, last: dt.date) -> str:
    return f"?from={first}&to={last}"


def sheet_of(content: bytes, name: str) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(io.BytesIO(content))[name].iter_rows(values_only=True))


def test_the_page_says_share_and_base_for_each_and_for_the_group(marked: Place) -> None:
    assert shown(marked)["Alva Provsson"] == ("2 of 3", "67 %".replace(" ", "\u00a0"))
    page = marked.coach.get(marked.address("group_attendance", marked.group.pk)).content.decode()
    assert "Together: came 2 times, was expected 3 times, 67\u00a0%." in page
    assert "Bo Provsson" in page  # in the group, not marked then


def test_a_term_a_month_or_days_of_ones_own_are_chosen(marked: Place) -> None:
    old = TODAY - 98 * DAY
    assert shown(marked, own(old, old))["Bo Provsson"][0] == "1 of 1"
    assert shown(marked, own(TODAY - 2 * DAY, TODAY))["Alva Provsson"][0] == "2 of 2"
    with inside(marked.team) as actor:
        values = TermValues(TODAY - 14 * DAY, TODAY + 60 * DAY, (Beat(2, dt.time(13), dt.time(15)),))
        plan_term(actor=actor, team=marked.team, group_id=marked.group.pk, values=values)
    answer = marked.coach.get(marked.address("group_attendance", marked.group.pk))
    chips = {one.label: one.query for one in answer.context["span"].others}
    term = chips[f"Term from {TODAY - 14 * DAY}"]
    assert shown(marked, f"?{term}")["Alva Provsson"][0] == "2 of 3"
    assert len(chips) == 5 and f"from={TODAY.replace(day=1)}" in list(chips.values())[1]
    chosen = marked.coach.get(
        marked.address("group_attendance", marked.group.pk) + f"?{term}"
    ).content.decode()
    assert f'<a href="?{term.replace("&", "&amp;")}" aria-current="true">' in chosen


@pytest.mark.parametrize(
    "query, said",
    [
        ("?from=x&to=2026-01-01", "2026"),
        ("?from=2026-02-01&to=2026-01-01", "The last day comes before the first."),
        ("?from=2020-01-01&to=2026-01-01", "Longer than three years."),
    ],
)
def test_days_that_can_not_be_say_so_and_show_the_last_weeks(marked: Place, query: str, said: str) -> None:
    page = marked.coach.get(marked.address("group_attendance", marked.group.pk) + query)
    assert page.status_code == 200 and said in page.content.decode()
    assert page.context["span"].first == TODAY - dt.timedelta(weeks=12)


def test_the_groups_file_has_the_pages_rows_and_each_person_in_it_is_logged(marked: Place) -> None:
    address = marked.address("group_attendance_excel", marked.group.pk)
    content = marked.coach.get(address + own(TODAY - 3 * DAY, TODAY)).content
    rows = {row[0]: row[1:] for row in sheet_of(content, "Attendance")}
    assert rows["Alva Provsson"] == (2, 3, pytest.approx(2 / 3), 2, None, "Here", "Digitally", "Not here")
    assert rows["Together"][:4] == (2, 3, pytest.approx(2 / 3), 2)
    about = " ".join(row[0] for row in sheet_of(content, "About the list"))
    assert f"Period: {TODAY - 3 * DAY}\u2013{TODAY}." in about
    with inside(marked.team):
        log = ReadEntry.objects.filter(team_id=marked.team.pk, kind="export", place="page:group-attendance")
        assert set(log.values_list("person_id", flat=True)) == set(marked.people)


def test_a_drop_ins_file_says_times_alone(marked: Place) -> None:
    with inside(marked.team) as actor:
        open_ = make_group(actor, marked.team, "=Öppet hus", joining="drop_in")
        session = make_session(actor, marked.team, open_, TODAY - DAY)
        by: dict[str, Any] = {"actor": actor, "team": marked.team, "series": session.series}
        mark_session(**by, asked=[asked(marked.people[0], "came_by")])
    content = marked.coach.get(marked.address("group_attendance_excel", open_.pk)).content
    rows = {row[0]: row[1:5] for row in sheet_of(content, "Attendance")}
    assert rows["Alva Provsson"] == (None, None, None, 1) == rows["Together"]
    own_file = marked.coach.get(marked.address("person_attendance_excel", marked.people[0])).content
    groups = {row[0]: row[1:] for row in sheet_of(own_file, "Groups")}
    assert groups["=Öppet hus"] == (None, None, None, 1)  # a text, no formula
    assert groups["Skogsgruppen"] == (2, 3, pytest.approx(2 / 3), 3)


def test_a_persons_page_tells_by_group_over_the_days_chosen(marked: Place) -> None:
    alva = marked.people[0]
    assert marked.address("person_attendance", alva) in (
        marked.coach.get(marked.address("person_groups", alva)).content.decode()
    )
    answer = marked.coach.get(marked.address("person_attendance", alva) + own(TODAY - 2 * DAY, TODAY))
    assert answer.context["groups"] == [("Skogsgruppen", "2 of 2", "100\u00a0%", 2)]
    assert "Together: came 2 times, was expected 2 times" in answer.content.decode()
    file = marked.coach.get(marked.address("person_attendance_excel", alva) + own(TODAY - 2 * DAY, TODAY))
    assert [row[1:] for row in sheet_of(file.content, "Attendance")[1:]] == [
        ("Skogsgruppen", "Here"),
        ("Skogsgruppen", "Digitally"),
    ]
    assert "Alva" not in str(file.headers)
    with inside(marked.team):
        log = ReadEntry.objects.filter(team_id=marked.team.pk, place="page:attendance-of-person")
        assert sorted(log.values_list("kind", "person_id")) == [("export", alva), ("view", alva)]


def test_who_may_read_and_who_may_take_a_file(marked: Place) -> None:
    alva, board = marked.people[0], make_authority()
    user = make_user("handlaggare")
    join(marked.team, user, Role.REPRESENTATIVE, board)
    outside, page = client_of(user), marked.address("person_attendance", alva)
    make_consent(marked.team, alva, board, categories=[DataCategory.WORK])
    assert outside.get(page).status_code == 404
    make_consent(marked.team, alva, board, categories=[DataCategory.ATTENDANCE])
    opened = outside.get(page)
    assert opened.status_code == 200 and "2 of 3" in opened.content.decode()
    assert "excel" not in opened.content.decode()
    assert outside.get(marked.address("person_attendance_excel", alva)).status_code in (403, 404)
    assert outside.get(marked.address("group_attendance_excel", marked.group.pk)).status_code in (403, 404)


def test_a_protected_person_stands_in_no_file(marked: Place) -> None:
    alva = marked.people[0]
    with inside(marked.team) as actor:
        set_protection(actor=actor, team=marked.team, person_id=alva, level=ProtectionLevel.MARKED)
    file = marked.coach.get(marked.address("group_attendance_excel", marked.group.pk))
    assert {row[0] for row in sheet_of(file.content, "Attendance")} >= {"Bo Provsson", "Cilla Provsson"}
    assert "Alva Provsson" not in {row[0] for row in sheet_of(file.content, "Attendance")}
    assert marked.coach.get(marked.address("person_attendance_excel", alva)).status_code == 404


@pytest.mark.parametrize("page", ["group_attendance_excel", "person_attendance", "person_attendance_excel"])
def test_questions_do_not_grow_with_marks_and_people(marked: Place, page: str) -> None:
    key = marked.group.pk if page.startswith("group") else marked.people[0]
    address = marked.address(page, key)
    marked.coach.get(address)
    before = queries_of(marked.coach, address)
    with inside(marked.team) as actor:
        for back in range(10, 16):
            session = make_session(actor, marked.team, marked.group, TODAY - back * DAY)
            by: dict[str, Any] = {"actor": actor, "team": marked.team, "series": session.series}
            mark_session(**by, asked=[asked(one, "present") for one in marked.people])
    assert queries_of(marked.coach, address) == before
