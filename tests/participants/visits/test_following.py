"""What follows when the person says no, thinks it over or comes at the wrong time.

It is asked in the form, and never happens by itself.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import product

import pytest
from django.utils import timezone

from samsteg.access.models import CoachAssignment
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay, StayEvent
from samsteg.participants.visits.asking import to_ask_again
from samsteg.participants.visits.enums import VisitOutcome, VisitState
from samsteg.participants.visits.models import Visit
from samsteg.participants.visits.records import Booking, Told
from samsteg.participants.visits.rules import VisitRefused
from samsteg.participants.visits.services import (
    StaleVisit,
    book_visit,
    cancel_visit,
    hold_visit,
    move_visit,
    undo_visit,
)
from samsteg.participants.visits.workflow import BY_EVENT, FOLLOWS, VisitEvent, follows
from samsteg.participants.way.correcting import correct_stay, version_of
from samsteg.participants.way.enums import State
from samsteg.participants.way.states import with_state
from samsteg.participants.way.undoing import last_step, undo_step
from tests.factories import coach, lead, make_stay, make_team
from tests.web.users import make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
BOOKING = Booking(kind="study_visit", form="place", on_day=TODAY - 3 * DAY, starts_at=dt.time(13, 30))
LATER = TODAY + 30 * DAY


@pytest.fixture
def team() -> Team:
    return make_team()


@pytest.fixture
def stay(team: Team) -> Stay:
    return make_stay(team, referred_on=TODAY - 20 * DAY)


def booked(actor: Actor, team: Team, stay: Stay, booking: Booking = BOOKING) -> Visit:
    return book_visit(actor=actor, team=team, person_id=stay.person_id, booking=booking)


def hold(actor: Actor, team: Team, visit: Visit, told: Told) -> Visit:
    visit.refresh_from_db()
    return hold_visit(actor=actor, team=team, visit_id=visit.pk, expected_version=visit.version, told=told)


def state_of(team: Team, stay: Stay) -> str:
    return str(with_state(Stay.objects.in_team(team.pk).filter(pk=stay.pk), team, TODAY).get().state)


def test_a_no_ends_the_referral_only_when_it_is_said_and_can_be_taken_back(team: Team, stay: Stay) -> None:
    with acting(lead(team)) as actor:
        visit = booked(actor, team, stay)
        hold(actor, team, visit, Told(outcome="no"))
        assert (
            state_of(team, stay) == State.QUEUE
        )  # nothing ends silently; no missions here: from the referral
        hold(actor, team, visit, Told(outcome="no", ends_referral=True))
        stay.refresh_from_db()
        assert (state_of(team, stay), stay.not_enrolled_reason, stay.not_enrolled_on) == (
            State.NOT_ENROLLED,
            "declined",
            visit.on_day,
        )
        with pytest.raises(VisitRefused) as twice:
            hold(actor, team, visit, Told(outcome="no", ends_referral=True))
        assert twice.value.field == "ends_referral"
        last = last_step(stay)
        assert last is not None
        undo_step(actor=actor, team=team, stay_id=stay.pk, moment=last.moment)
        assert state_of(team, stay) == State.QUEUE  # the visit stands
        assert Visit.objects.get(pk=visit.pk).outcome == "no"


def taken_back(actor: Actor, team: Team, stay: Stay) -> None:
    last = last_step(stay)
    assert last is not None
    undo_step(actor=actor, team=team, stay_id=stay.pk, moment=last.moment)


def undo(actor: Actor, team: Team, visit: Visit) -> Visit:
    visit.refresh_from_db()
    return undo_visit(actor=actor, team=team, visit_id=visit.pk, expected_version=visit.version)


def test_a_visit_that_was_not_held_is_booked_again_and_its_day_counts_no_more(team: Team, stay: Stay) -> None:
    with acting(lead(team)) as actor:
        visit = booked(actor, team, stay)
        hold(actor, team, visit, Told(outcome="thinking", asked="När börjar man?", ask_again_on=LATER))
        stay.refresh_from_db()
        assert stay.study_visit_on == visit.on_day
        again = undo(actor, team, visit)
        assert (again.state, again.outcome, again.ask_again_on) == (VisitState.BOOKED, "", None)
        assert bytes(again.asked_cipher or b"")  # what was asked is kept
        stay.refresh_from_db()
        assert stay.study_visit_on is None
        assert (
            StayEvent.objects.filter(stay=stay, kind="study_visit").count() == 1
        )  # as something once thought
        hold(actor, team, visit, Told(outcome="wants"))
        stay.refresh_from_db()
        assert stay.study_visit_on == visit.on_day


def test_with_two_held_the_day_is_that_of_the_other(team: Team, stay: Stay) -> None:
    with acting(lead(team)) as actor:
        first = booked(actor, team, stay, replace(BOOKING, on_day=TODAY - 5 * DAY))
        second = booked(actor, team, stay)
        for visit in (first, second):
            hold(actor, team, visit, Told(outcome="wants"))
        undo(actor, team, first)
        stay.refresh_from_db()
        assert stay.study_visit_on == second.on_day


@pytest.mark.parametrize("later", [0, 1])
def test_the_day_that_a_workbook_gave_comes_back(team: Team, later: int) -> None:
    day = BOOKING.on_day + later * DAY
    told = make_stay(team, referred_on=TODAY - 20 * DAY, study_visit_on=day)
    with acting(lead(team)) as actor:
        visit = booked(actor, team, told)
        hold(actor, team, visit, Told(outcome="wants"))
        undo(actor, team, visit)
        told.refresh_from_db()
        assert told.study_visit_on == day


def test_a_visit_that_ended_the_referral_is_taken_back_from_the_end(team: Team, stay: Stay) -> None:
    with acting(lead(team)) as actor:
        visit = booked(actor, team, stay)
        hold(actor, team, visit, Told(outcome="no", ends_referral=True))
        with pytest.raises(VisitRefused):
            undo(actor, team, visit)
        taken_back(actor, team, stay)
        undo(actor, team, visit)
        stay.refresh_from_db()
        assert stay.study_visit_on is None


def test_what_is_taken_back_on_the_way_is_booked_again_here(team: Team, stay: Stay) -> None:
    """Else the next word written about the visit would give the day once more."""
    with acting(lead(team)) as actor:
        visit = booked(actor, team, stay)
        hold(actor, team, visit, Told(outcome="wants"))
        taken_back(actor, team, stay)
        visit.refresh_from_db()
        stay.refresh_from_db()
        assert (visit.state, visit.outcome, stay.study_visit_on) == (VisitState.BOOKED, "", None)


def corrected(actor: Actor, team: Team, stay: Stay, day: dt.date) -> None:
    correct_stay(
        actor=actor,
        team=team,
        stay_id=stay.pk,
        changes={"study_visit_on": day},
        expected_version=version_of(stay),
    )


@pytest.mark.parametrize("back", [True, False])
def test_a_correction_of_the_day_taken_back_leaves_the_visit_held(team: Team, stay: Stay, back: bool) -> None:
    with acting(lead(team)) as actor:
        visit = booked(actor, team, stay)
        hold(actor, team, visit, Told(outcome="wants"))
        corrected(actor, team, stay, visit.on_day - 2 * DAY)
        if back:
            corrected(actor, team, stay, visit.on_day)
        taken_back(actor, team, stay)
        visit.refresh_from_db()
        stay.refresh_from_db()
        assert (visit.state, visit.outcome) == (VisitState.HELD, "wants")
        assert stay.study_visit_on == visit.on_day - (2 * DAY if back else 0 * DAY)


def test_of_two_held_the_one_that_gave_the_day_taken_back_is_booked_again(team: Team, stay: Stay) -> None:
    """And no other: a correction to the other's day doesn't make that one the giver."""
    with acting(lead(team)) as actor:
        first = booked(actor, team, stay, replace(BOOKING, on_day=TODAY - 5 * DAY))
        second = booked(actor, team, stay)
        for visit in (second, first):
            hold(actor, team, visit, Told(outcome="wants"))
        corrected(actor, team, stay, second.on_day)
        taken_back(actor, team, stay)
        states = {one.pk: one.state for one in Visit.objects.filter(stay=stay)}
        assert states == {first.pk: VisitState.HELD, second.pk: VisitState.HELD}


def test_the_earlier_day_noted_last_is_taken_back_with_its_visit(team: Team, stay: Stay) -> None:
    with acting(lead(team)) as actor:
        first = booked(actor, team, stay, replace(BOOKING, on_day=TODAY - 5 * DAY))
        second = booked(actor, team, stay)
        for visit in (second, first):
            hold(actor, team, visit, Told(outcome="wants"))
        taken_back(actor, team, stay)
        states = {one.pk: one.state for one in Visit.objects.filter(stay=stay)}
        assert states == {first.pk: VisitState.BOOKED, second.pk: VisitState.HELD}
        stay.refresh_from_db()
        assert stay.study_visit_on == second.on_day


@pytest.mark.parametrize("outcome", ["", *VisitOutcome.values])
def test_each_outcome_takes_what_its_row_says(team: Team, stay: Stay, outcome: str) -> None:
    """Outcome × day given × end ticked: refused exactly where the table says so, and a refusal keeps nothing."""
    what = follows(outcome)
    with acting(lead(team)) as actor:
        visit = booked(actor, team, stay)
        for has_day, ends in product((False, True), repeat=2):
            told = Told(outcome=outcome, ask_again_on=LATER if has_day else None, ends_referral=ends)
            fits = (
                outcome and (what.asks_again if has_day else not what.needs_day) and (what.ends or not ends)
            )
            if ends and fits:
                continue  # above
            if fits:
                hold(actor, team, visit, told)
                assert Visit.objects.get(pk=visit.pk).ask_again_on == told.ask_again_on
            else:
                before = Visit.objects.values().get(pk=visit.pk)
                with pytest.raises(VisitRefused):
                    hold(actor, team, visit, told)
                assert Visit.objects.values().get(pk=visit.pk) == before
    assert set(FOLLOWS) == set(VisitOutcome)


@pytest.mark.parametrize(("event", "state"), list(product(VisitEvent, VisitState)))
def test_state_and_event(team: Team, stay: Stay, event: VisitEvent, state: VisitState) -> None:
    """Every event from every state, by the table alone."""
    with acting(lead(team)) as actor:
        visit = booked(actor, team, stay)
        Visit.objects.filter(pk=visit.pk).update(
            state=state, changed_by="team" if state in (VisitState.MOVED, VisitState.CANCELLED) else ""
        )
        given = {"actor": actor, "team": team, "visit_id": visit.pk, "expected_version": 1}
        happen = {
            VisitEvent.HOLD: lambda: hold_visit(**given, told=Told(outcome="wants")),
            VisitEvent.MOVE: lambda: move_visit(**given, by="team", booking=replace(BOOKING, on_day=TODAY)),
            VisitEvent.CANCEL: lambda: cancel_visit(**given, by="team"),
            VisitEvent.UNDO: lambda: undo_visit(**given),
        }[event]
        if state in BY_EVENT[event].come_from:
            happen()
            assert Visit.objects.get(pk=visit.pk).state == BY_EVENT[event].to
        else:
            with pytest.raises(StaleVisit):
                happen()


@pytest.mark.parametrize(
    ("day", "outcome"),
    [(TODAY - 3 * DAY, "wrong_time"), (TODAY + 400 * DAY, "thinking"), (TODAY - 30 * DAY, "wrong_time")],
)
def test_a_day_that_can_not_be(team: Team, stay: Stay, day: dt.date, outcome: str) -> None:
    with acting(lead(team)) as actor:
        visit = booked(actor, team, stay)
        with pytest.raises(VisitRefused) as refused:
            hold(actor, team, visit, Told(outcome=outcome, ask_again_on=day))
        assert refused.value.field == "ask_again_on"


def asked(actor: Actor, team: Team, on: dt.date) -> list[int]:
    with acting(actor) as inner:
        return [one.person_id for one in to_ask_again(actor=inner, team=team, on=on)]


def test_asked_again_on_the_day_by_who_is_responsible_until_it_is_done(team: Team, stay: Stay) -> None:
    kim, other = make_user("kim", team), make_user("annan", team)
    with acting(lead(team)) as actor:
        visit = booked(actor, team, stay)
        hold(actor, team, visit, Told(outcome="wrong_time", ask_again_on=LATER))
    assert asked(lead(team), team, LATER - DAY) == []
    assert asked(lead(team), team, LATER) == [stay.person_id]  # nobody is responsible: the lead's
    with acting(lead(team)):
        CoachAssignment.objects.create(team=team, person_id=stay.person_id, coach=kim, valid_from=TODAY)
    assert asked(lead(team), team, LATER) == []
    assert asked(replace(coach(team), user_id=other.pk), team, LATER) == []
    mine = replace(coach(team), user_id=kim.pk)
    assert asked(mine, team, LATER) == [stay.person_id]
    with acting(mine) as actor:
        again = booked(actor, team, stay, replace(BOOKING, on_day=LATER))
    assert asked(mine, team, LATER) == []  # booked: that was the question
    with acting(mine) as actor:
        cancel_visit(actor=actor, team=team, visit_id=again.pk, expected_version=1, by="participant")
    assert asked(mine, team, LATER) == [stay.person_id]
    with acting(lead(team)):
        Stay.objects.filter(pk=stay.pk).update(enrolled_on=TODAY)
    assert asked(mine, team, LATER) == []
