"""A meeting that has been held knows nothing of what came after it, and no meeting anything of another stay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from samsteg.access.enums import TeamAccess
from samsteg.activities.marking import mark_session
from samsteg.follow_ups.minutes import mark_step
from samsteg.follow_ups.models import AgreedStep, FollowUp
from samsteg.follow_ups.records import Booking
from samsteg.follow_ups.services import book as book_meeting
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.plans.enums import PlanPart, StepKind, StepState
from samsteg.participants.plans.models import PlanText
from samsteg.participants.plans.records import ScaleValues, StepValues
from samsteg.participants.plans.services import agree_step, close_step, read_scale, write_text
from samsteg.placements.models import HoursStep
from tests.activities.makers import asked, make_group, make_session
from tests.factories import change_stay, make_authority, make_consent, make_placement, make_stay
from tests.web.test_follow_ups_of_a_return import address
from tests.web.users import inside

TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
BEGAN, HELD = TODAY - 200 * DAY, TODAY - 60 * DAY
BEFORE, AFTER = HELD - 20 * DAY, HELD + 20 * DAY


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def stay(team: Team) -> Stay:
    stay = make_stay(team, own_id="K-1", enrolled_on=BEGAN)
    make_consent(team, stay.person_id)
    return stay


def book(stay: Stay, day: dt.date, *authorities: int) -> FollowUp:
    """A day that has been can't be booked: it was booked before."""
    booking = Booking(kind="sip", meeting_on=TODAY, form="team", authority_ids=authorities)
    with inside(stay.team) as actor:
        row = book_meeting(actor=actor, team=stay.team, person_id=stay.person_id, booking=booking)
        FollowUp.objects.filter(pk=row.pk).update(meeting_on=day)
        row.refresh_from_db()
    return row


def hold(client: Client, stay: Stay, row: FollowUp, **minutes: str) -> None:
    answer = client.post(address(stay, "follow_up", row.series), {"version": 1, **minutes})
    assert answer.status_code == 302, answer.content.decode()


def marked(stay: Stay, *days: tuple[dt.date, str]) -> None:
    with inside(stay.team) as actor:
        actor = replace(actor, team_access={stay.team.pk: TeamAccess.WHOLE_TEAM.value})
        group = make_group(actor, stay.team)
        for day, mark in days:
            session = make_session(actor, stay.team, group, day)
            mark_session(
                actor=actor, team=stay.team, series=session.series, asked=[asked(stay.person_id, mark)]
            )


def placed(stay: Stay) -> None:
    """One ended before the meeting, one went on, one began after it."""
    make_placement(stay, BEGAN + DAY, BEFORE, employer="Gamla AB")
    goes_on = make_placement(stay, BEFORE, AFTER, employer="Nuvarande AB")
    make_placement(stay, AFTER, employer="Senare AB")
    with inside(stay.team) as actor:
        for day, hours in ((BEFORE, 8), (AFTER, 20)):
            HoursStep.objects.create(
                team=stay.team,
                person_id=stay.person_id,
                stay=stay,
                series=goes_on.series,
                valid_from=day,
                hours_per_week=Decimal(hours),
                recorded_by_id=actor.user_id,
            )


def planned(stay: Stay) -> None:
    """Goals changed since, a step closed since, one agreed since, and a number said since."""
    with inside(stay.team) as actor:
        by: dict[str, Any] = {"actor": actor, "team": stay.team, "person_id": stay.person_id}
        goals = {**by, "part": PlanPart.GOALS, "source_id": None, "category": "planning"}
        first = write_text(**goals, text="Sova bättre", expected_version=0)
        assert first
        PlanText.objects.filter(pk=first.pk).update(recorded_at=timezone.now() - (TODAY - BEFORE))
        write_text(**goals, text="Börja arbeta", expected_version=1)
        for text, day in (("Gå till biblioteket", BEFORE), ("Ringa en arbetsgivare", AFTER)):
            values = StepValues(kind=StepKind.STEP, text=text, agreed_on=day)
            step = agree_step(**by, values=values)
            if day == BEFORE:
                close_step(
                    actor=actor,
                    team=stay.team,
                    series=step.series,
                    expected_version=1,
                    state=StepState.DONE,
                    on=AFTER,
                )
        for day, own in ((BEFORE, 3), (AFTER, 9)):
            read_scale(**by, values=ScaleValues(read_on=day, own=own))


def extract(client: Client, stay: Stay, row: FollowUp, board_id: int) -> str:
    """What it hands over, without the page around it."""
    return repr(client.get(address(stay, "follow_up_extract", row.series, board_id)).context["extract"].parts)


def test_nothing_after_the_day_on_the_page_and_in_the_extract(coach_client: Client, stay: Stay) -> None:
    board = make_authority("Nämnden")
    make_consent(stay.team, stay.person_id, board, categories=["planning", "work", "attendance"])
    marked(stay, (BEFORE, "present"), (HELD, "present"), (AFTER, "absent"))
    placed(stay)
    planned(stay)
    row = book(stay, HELD, board.pk)
    hold(coach_client, stay, row, better="Bra")
    page = coach_client.get(address(stay, "follow_up", row.series))
    for words in (repr(page.context["sections"]), extract(coach_client, stay, row, board.pk)):
        assert "here 2" in words and "not here" not in words
        assert f"from {BEFORE}, 8 hours a week" in words and str(AFTER) not in words
        assert "Gamla AB" in words and "Senare AB" not in words
        assert "Sova bättre" in words and "Börja arbeta" not in words
        assert "Gå till biblioteket" in words and "Ringa en arbetsgivare" not in words
        assert "The participant says 3" in words and "says 9" not in words


def test_a_meeting_that_is_booked_knows_all_that_has_come(coach_client: Client, stay: Stay) -> None:
    marked(stay, (BEFORE, "present"), (AFTER, "absent"))
    placed(stay)
    row = book(stay, TODAY)
    words = coach_client.get(address(stay, "follow_up", row.series)).content.decode()
    assert "here 1, not here 1" in words
    assert f"{AFTER} to now" in words and f"{BEFORE} to {AFTER}" in words and "8 → 20" in words


def test_an_earlier_stays_meeting_has_none_of_the_marks_of_the_return(
    coach_client: Client, stay: Stay
) -> None:
    """Whether it was held or not: one that was to be held after the exit as well."""
    hold(coach_client, stay, book(stay, HELD), better="Bra")
    never = book(stay, TODAY)
    change_stay(stay, exited_on=HELD + DAY, exit_reason="other")
    make_stay(stay.team, own_id="K-2", person=stay.person_id, enrolled_on=AFTER)
    marked(stay, (AFTER, "present"), (TODAY, "absent"))
    with inside(stay.team):
        rows = list(FollowUp.objects.current().filter(stay=stay))
    assert {one.series for one in rows} >= {never.series} and len(rows) == 2
    for row in rows:
        words = coach_client.get(address(stay, "follow_up", row.series)).content.decode()
        assert "Groups and attendance" not in words


def test_what_was_done_later_of_what_was_agreed_is_in_no_extract(coach_client: Client, stay: Stay) -> None:
    board = make_authority("Nämnden")
    make_consent(stay.team, stay.person_id, board, categories=["planning"])
    hold(coach_client, stay, book(stay, BEFORE), agreed="Ansöka om körkort")
    row = book(stay, HELD, board.pk)
    hold(coach_client, stay, row, better="Bra")
    with inside(stay.team) as actor:
        pk = AgreedStep.objects.current().get().pk
        step = mark_step(actor=actor, team=stay.team, person_id=stay.person_id, step_id=pk, is_done=True)
        AgreedStep.objects.filter(pk=step.pk).update(done_on=AFTER)
    words = extract(coach_client, stay, row, board.pk)
    assert "Ansöka om körkort, Not done yet" in words and str(AFTER) not in words
    assert f"Done {AFTER}" in coach_client.get(address(stay, "follow_up", row.series)).content.decode()
