"""Behind each figure stand exactly those it counts, and nobody is shown to whom it isn't meant for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from samsteg.access.services import assign_coaches
from samsteg.access.team_consents import record_team_consents
from samsteg.accounts.models import User
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.core.errors import PermissionRefused, Refused
from samsteg.organisation.models import Team
from samsteg.statistics.indicators import ALL, Kind
from samsteg.statistics.indicators.registry import parsed
from samsteg.statistics.rows import (
    DATED_OF,
    MEMBERS_OF,
    ONE_PER_PERSON,
    can_be_opened,
    figure_rows,
    has_rows,
    is_guarded,
    stay_ids,
)
from samsteg.statistics.values import Period
from tests.factories import coach, lead, make_placement, make_stay, make_team
from tests.statistics.asking import YEAR, ask, day
from tests.statistics.test_properties import Facts, periods, some, stays, stored

pytestmark = pytest.mark.django_db
WRITTEN = day("2025-01-15")
# Of money, of staff, and of meetings, sessions and marks, of which one person may have several.
NOT_OF_PERSONS = (
    "budget.",
    "cost.",
    "staff.",
    "follow_up.held",
    "follow_up.cancelled",
    "attendance.sessions_",
    "attendance.per_session",
    "attendance.marks.",
    "attendance.share",
    "outreach.",
    *(f"attendance.group.<group>.{end}" for end in ("sessions_held", "sessions_cancelled")),
    *(f"attendance.group.<group>.{end}" for end in ("per_session", "share")),
)


def expected_count(found: object, code: str) -> int:
    """How many stand behind: the value of a count, the n of a mean or a share."""
    value = found[code]  # type: ignore[index]
    is_count = parsed(code)[0].kind is Kind.COUNT
    return int(value.value if is_count else value.n or 0)


def differing(team: Team, period: Period) -> dict[str, tuple[int, int]]:
    """Codes whose rows are not as many as the figure says."""
    found = ask(team, period, written_on=WRITTEN)
    wrong = {}
    with acting(lead(team)):
        for code in found:
            if code.startswith(NOT_OF_PERSONS):
                continue
            rows = stay_ids(team, period, code, written_on=WRITTEN)
            assert len(set(rows)) == len(rows), code
            if len(rows) != expected_count(found, code):
                wrong[code] = (len(rows), expected_count(found, code))
    return wrong


@st.composite
def busy_stays(draw: st.DrawFn) -> Facts:
    """Stays as in the other properties, some with a parallel effort, a referral or a study visit."""
    facts = dict(draw(stays()))
    if draw(st.booleans()):
        facts["referred_on"] = draw(st.dates(dt.date(2023, 1, 1), dt.date(2025, 6, 30)))
    if draw(st.booleans()):
        facts["study_visit_on"] = draw(st.dates(dt.date(2023, 1, 1), dt.date(2025, 6, 30)))
    if facts.get("enrolled_on") and draw(st.booleans()):
        facts["parallel_started_on"] = draw(st.dates(dt.date(2023, 6, 1), dt.date(2025, 3, 1)))
        if draw(st.booleans()):
            facts["parallel_ended_on"] = facts["parallel_started_on"] + dt.timedelta(
                days=draw(st.integers(0, 400))
            )
    return facts


@pytest.mark.slow
@some(4)
@given(all_facts=st.lists(busy_stays(), min_size=3, max_size=10), period=periods(), data=st.data())
def test_as_many_rows_as_the_figure_says(
    all_facts: Sequence[Facts], period: Period, data: st.DataObject
) -> None:
    with transaction.atomic():
        team = stored(all_facts)
        for stay in [make_stay(team, enrolled_on=dt.date(2024, 1, 1)) for _number in range(2)]:
            make_placement(
                stay,
                data.draw(st.dates(dt.date(2023, 6, 1), dt.date(2025, 3, 1))),
                form=data.draw(st.sampled_from(["work_training", "exploratory_placement", "study_visit"])),
            )
        assert differing(team, period) == {}
        transaction.set_rollback(True)


def test_every_figure_of_persons_has_rows() -> None:
    without = {
        one.code
        for one in ALL
        if one.code not in {*MEMBERS_OF, *DATED_OF, ONE_PER_PERSON} and not one.same_as
    }
    assert {code for code in without if not code.startswith(NOT_OF_PERSONS)} == set()
    patterns = {one.code for one in ALL}
    assert {*MEMBERS_OF, *DATED_OF, ONE_PER_PERSON} - patterns == set()


def test_a_person_who_came_back_stands_once_among_the_unique() -> None:
    team = make_team()
    first = make_stay(team, enrolled_on=day("2023-03-01"), exited_on=day("2024-02-01"))
    again = make_stay(team, person=first.person_id, enrolled_on=day("2024-05-01"))
    with acting(lead(team)):
        assert stay_ids(team, YEAR, "treated.count") == (first.pk, again.pk)
        assert stay_ids(team, YEAR, "treated.unique_persons") == (again.pk,)


def test_rows_by_hand() -> None:
    team = make_team()
    work = make_stay(
        team, enrolled_on=day("2023-03-01"), exited_on=day("2024-02-01"), exit_reason="work", sex="men"
    )
    make_stay(team, enrolled_on=day("2023-03-01"), exited_on=day("2024-03-01"), exit_reason="work")
    short = make_stay(
        team,
        enrolled_on=day("2024-01-10"),
        exited_on=day("2024-02-01"),
        exit_reason="studies",
        support_before_months=Decimal(120),
    )
    with acting(lead(team)):
        assert stay_ids(team, YEAR, "exits.work.men") == (work.pk,)
        assert stay_ids(team, YEAR, "support_before.results.years.over_9_years") == (short.pk,)
        assert len(stay_ids(team, YEAR, "throughput.results.months.without_longest_1")) == 2
        assert short.pk in stay_ids(team, YEAR, "throughput.results.months.without_longest_1")


@pytest.mark.parametrize(
    "code",
    [
        "exits.sickness_compensation",
        "exits.sickness_compensation.women",
        "sickness_compensation.count",
        "sickness_compensation.age.18_30",
        "exits.sickness_compensation.without_early",
        "exits.other.medical_rehab",
        "exits.other.substance_abuse.men",
        "exits.other.deceased",
        "exits.other.daily_activity_lss",
    ],
)
def test_health_is_never_opened(code: str) -> None:
    team = make_team()
    assert is_guarded(code)
    assert has_rows(code)
    assert not can_be_opened(code)
    with acting(lead(team)) as actor, pytest.raises(Refused, match="health"):
        figure_rows(actor, team, YEAR, code)


@pytest.mark.parametrize(
    "code", ["exits.other", "exits.other.moved", "new.income.sickness_compensation", "flow.new"]
)
def test_what_may_be_opened(code: str) -> None:
    assert can_be_opened(code)


@pytest.mark.parametrize("code", ["budget.granted", "cost.per_exit", "staff.fte"])
def test_money_has_nobody_behind_it(code: str) -> None:
    assert not has_rows(code)


@pytest.mark.parametrize("code", ["", "flow.nothing", "new.count; drop table", "new.sex.women.men"])
def test_an_unknown_code_is_an_error(code: str) -> None:
    with pytest.raises(KeyError):
        has_rows(code)


def read_log(team: Team) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person_id, kind, place, reason FROM audit_read_entry WHERE team_id = %s ORDER BY 1",
            [team.pk],
        )
        return cursor.fetchall()


def test_a_coach_sees_own_and_consented_and_is_told_how_many_are_left() -> None:
    team = make_team()
    shown, consented, hidden = (make_stay(team, enrolled_on=day("2024-02-01")) for _number in range(3))
    worker = User.objects.create(username="coach-of-rows")
    actor = Actor(user_id=worker.pk, username="coach-of-rows", roles=coach(team).roles)
    with acting(lead(team)):
        assign_coaches(team=team, coaches={shown.person_id: worker.pk})
        record_team_consents(team=team, consents={consented.person_id: timezone.localdate()})
    with acting(actor):
        found = figure_rows(actor, team, YEAR, "flow.new")
        assert (found.total, found.visible, found.hidden) == (3, 2, 1)
        assert {row.stay_id for row in found.rows} == {shown.pk, consented.pk}
        entries = read_log(team)
    assert [entry[0] for entry in entries] == sorted([shown.person_id, consented.person_id])
    assert {entry[1:] for entry in entries} == {("figure", "figure_rows", "flow.new 2024-01-01/2024-12-31")}
    assert hidden.person_id not in {entry[0] for entry in entries}


def test_only_the_page_that_is_shown_is_logged() -> None:
    team = make_team()
    for _number in range(4):
        make_stay(team, enrolled_on=day("2024-02-01"))
    with acting(lead(team)) as actor:
        found = figure_rows(actor, team, YEAR, "flow.new", offset=3, limit=3)
        assert (found.visible, len(found.rows), len(read_log(team))) == (4, 1, 1)


def test_nobody_outside_the_team_opens_a_figure() -> None:
    team, other = make_team(), make_team()
    make_stay(team)
    with acting(lead(other)) as actor, pytest.raises(PermissionRefused):
        figure_rows(actor, team, YEAR, "flow.new")
