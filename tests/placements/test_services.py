"""A placement's life as facts: planned, its ladder, check-ins, ended, ended early, opened again, taken back."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from samsteg.access.enums import ProtectionLevel
from samsteg.access.models import NamedStaff
from samsteg.access.opened import opened_categories
from samsteg.access.protection import set_protection
from samsteg.access.services import assign_coaches
from samsteg.access.team_consents import record_team_consents
from samsteg.accounts.models import User
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.core.errors import NotVisible, PermissionRefused
from samsteg.organisation.models import Team
from samsteg.participants.drafts.sealed import Draft
from samsteg.participants.models import Stay
from samsteg.placements.check_ins import StaleCheckIn, correct_check_in, draft_of, hold_check_in, keep_draft
from samsteg.placements.enums import PlacementState
from samsteg.placements.ladders import add_hours, remove_hours
from samsteg.placements.models import CheckIn, Placement, PlacementText
from samsteg.placements.records import CheckInValues, Ending, PlacementValues, ReadPlacement, Rung
from samsteg.placements.rules import hours_on, ladder, next_check_in
from samsteg.placements.selectors import placement_of, placements_due, placements_of
from samsteg.placements.services import (
    change_placement,
    end_placement,
    plan_placement,
    reopen_placement,
    take_back_placement,
)
from samsteg.placements.storing import StalePlacement
from samsteg.placements.workflow import PlacementRefused
from tests.factories import coach, lead, make_authority, make_stay, make_team, representative

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
START = TODAY - 100 * DAY


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@dataclass(frozen=True)
class Place:
    team: Team
    stay: Stay
    actor: Actor

    @property
    def who(self) -> dict[str, Any]:
        return {"actor": self.actor, "team": self.team, "person_id": self.stay.person_id}

    def plan(self, started_on: dt.date = START, **values: Any) -> Placement:
        given = {"employer": "Skogens trä", "form": "work_training", "hours": Decimal(8), **values}
        with acting(self.actor):
            return plan_placement(**self.who, values=PlacementValues(started_on=started_on, **given))

    def step(self, row: Placement, day: dt.date, hours: str) -> Placement:
        with acting(self.actor):
            rung = Rung(day, Decimal(hours))
            return add_hours(**self.who, series=row.series, expected_version=row.version, rung=rung)

    def end(self, row: Placement, day: dt.date = TODAY, *, early: bool = False, **said: str) -> Placement:
        told = {
            "outcome": "knows_more",
            **({"decided_by": "person", "reason": "tasks"} if early else {}),
            **said,
        }
        with acting(self.actor):
            return end_placement(
                **self.who,
                series=row.series,
                expected_version=row.version,
                ending=Ending(ended_on=day, **told),
                early=early,
            )

    def talk(self, row: Placement, day: dt.date = TODAY, **values: Any) -> CheckIn:
        texts = values.pop("texts", {"employer_view": "Kommer i tid.", "person_view": "Trivs."})
        with acting(self.actor):
            said = CheckInValues(held_on=day, form="phone", texts=texts, **values)
            return hold_check_in(**self.who, series=row.series, values=said)

    def read(self, row: Placement, actor: Actor | None = None) -> ReadPlacement:
        reader = actor or self.actor
        with acting(reader):
            opened = opened_categories(reader, self.team, self.stay.person_id)
            return placement_of(
                reader, self.team, self.stay.person_id, row.series, opened, hide_employer=False
            )


@pytest.fixture
def place(db: None) -> Place:
    team = make_team()
    stay = make_stay(team, enrolled_on=START - 10 * DAY)
    user = User.objects.create(username="handledaren")
    with acting(lead(team)):
        assign_coaches(team=team, coaches={stay.person_id: user.pk})
        record_team_consents(team=team, consents={stay.person_id: START})
    return Place(team, stay, replace(coach(team), user_id=user.pk))


def test_a_life_by_the_days(place: Place) -> None:
    """Eight hours, then twelve, then twenty: what holds, and what comes of it."""
    row = place.plan(
        found_by="person", insured_by="social_insurance", texts={"tasks": "Lager", "support": ""}
    )
    row = place.step(row, START + 30 * DAY, "12")
    row = place.step(row, TODAY + 7 * DAY, "20")
    found = place.read(row)
    assert [(one.valid_from, one.hours) for one in found.rungs] == [
        (START, 8),
        (START + 30 * DAY, 12),
        (TODAY + 7 * DAY, 20),
    ]
    assert (found.hours, row.hours_per_week, found.state) == (12, 12, PlacementState.ONGOING)
    assert found.values.texts == {"tasks": "Lager"}
    assert found.next_check_in_on == START + 14 * DAY
    ended = place.end(row)
    found = place.read(ended)
    assert [one.hours for one in found.rungs] == [8, 12]  # what never came is no step
    assert (found.state, found.ending) == (
        PlacementState.ENDED,
        Ending(ended_on=TODAY, outcome="knows_more"),
    )
    with acting(place.actor):
        versions = Placement.objects.filter(series=row.series).order_by("version")
        assert [(one.version, one.superseded_at is None) for one in versions] == [
            (1, False),
            (2, False),
            (3, False),
            (4, True),
        ]


def test_an_early_end_says_whose_decision_and_can_be_undone(place: Place) -> None:
    row = place.plan(ended_on=TODAY + 30 * DAY)
    for missing, field in (({"decided_by": ""}, "decided_by"), ({"reason": ""}, "break_reason")):
        with pytest.raises(PlacementRefused) as refused:
            place.end(row, early=True, **missing)
        assert refused.value.field == field
    ended = place.end(row, early=True)
    found = place.read(ended)
    assert found.state is PlacementState.BROKEN_OFF
    assert found.ending == Ending(ended_on=TODAY, outcome="knows_more", decided_by="person", reason="tasks")
    with acting(place.actor):
        again = reopen_placement(**place.who, series=row.series, expected_version=ended.version)
    assert (again.ended_on, again.ended_how, again.decided_by) == (TODAY + 30 * DAY, "", "")


def test_check_ins_stand_beside_each_other_and_are_corrected(place: Place) -> None:
    row = place.plan()
    talk = place.talk(row, TODAY - DAY, next_on=TODAY + 20 * DAY)
    found = place.read(row)
    (one,) = found.check_ins
    assert one.values.texts == {"employer_view": "Kommer i tid.", "person_view": "Trivs."}
    assert found.next_check_in_on == TODAY + 20 * DAY
    said = CheckInValues(held_on=TODAY, form="visit", texts={"employer_view": "Vill ha fler dagar."})
    with acting(place.actor):
        correct_check_in(**place.who, check_in=talk.check_in, expected_version=1, values=said)
        with pytest.raises(StaleCheckIn):
            correct_check_in(**place.who, check_in=talk.check_in, expected_version=1, values=said)
        sealed = [bytes(text.text_cipher) for text in PlacementText.objects.all()]
    assert len(sealed) == 3  # both first views, one corrected
    assert not any(b"fler dagar" in text or b"Trivs" in text for text in sealed)
    (one,) = place.read(row).check_ins
    assert (one.values.texts, one.values.held_on, one.version) == (
        {"employer_view": "Vill ha fler dagar."},
        TODAY,
        2,
    )


def test_days_that_cannot_be_are_told_in_words(place: Place) -> None:
    row = place.plan()
    bad = [
        ({"started_on": START - 20 * DAY}, "started_on", "before the stay"),
        ({"started_on": START, "ended_on": START - DAY}, "ended_on", "before the first day"),
        ({"started_on": TODAY + 500 * DAY}, "started_on", "more than a year ahead"),
        ({"started_on": START}, "started_on", "stands here already"),
        ({"started_on": TODAY, "hours": Decimal(41)}, "hours", "between 0.5 and 40"),
        ({"started_on": TODAY, "employer": "   "}, "employer", "name of the employer"),
    ]
    for values, field, words in bad:
        with pytest.raises(PlacementRefused) as refused:
            place.plan(**values)
        assert refused.value.field == field
        assert words in str(refused.value)
    for day, words in (
        (START - DAY, "before the first day"),
        (START, "already a step"),
    ):
        with pytest.raises(PlacementRefused) as refused:
            place.step(row, day, "10")
        assert words in str(refused.value)
    with pytest.raises(PlacementRefused, match="not come"):
        place.end(row, TODAY + DAY)
    with pytest.raises(PlacementRefused, match="not come"):
        place.talk(row, TODAY + DAY)
    with pytest.raises(PlacementRefused, match="Write something"):
        place.talk(row, texts={})
    with acting(place.actor):
        assert Placement.objects.filter(superseded_at__isnull=True).count() == 1


def test_nothing_stands_after_the_exit(place: Place) -> None:
    out = make_stay(place.team, enrolled_on=START, exited_on=TODAY - 10 * DAY)
    with acting(lead(place.team)):
        assign_coaches(team=place.team, coaches={out.person_id: place.actor.user_id})
    gone = Place(place.team, out, place.actor)
    with pytest.raises(PlacementRefused, match="after the exit") as refused:
        gone.plan(TODAY - 20 * DAY, ended_on=TODAY)
    assert refused.value.field == "ended_on"


def test_new_days_make_room_for_the_ladder(place: Place) -> None:
    row = place.step(place.plan(), START + 10 * DAY, "12")
    values = PlacementValues(employer="Skogens trä", form="work_training", started_on=START + 10 * DAY)
    with acting(place.actor):
        change = {**place.who, "series": row.series, "expected_version": row.version}
        with pytest.raises(PlacementRefused, match="ladder has a step"):
            change_placement(**change, values=values)
        moved = change_placement(
            **change,
            values=PlacementValues(employer="Skogens trä", form="work_training", started_on=START + 5 * DAY),
        )
    assert [one.valid_from for one in place.read(moved).rungs] == [START + 5 * DAY, START + 10 * DAY]


def test_a_stale_form_and_the_same_form_twice(place: Place) -> None:
    once = uuid.uuid4()
    values = PlacementValues(employer="Skogens trä", form="work_training", started_on=START)
    with acting(place.actor):
        first = plan_placement(**place.who, values=values, once=once)
        second = plan_placement(**place.who, values=values, once=once)
        assert first.series == second.series
        assert Placement.objects.count() == 1
    place.step(first, START, "10")
    with pytest.raises(StalePlacement) as refused:
        place.end(first)
    assert refused.value.writer_id == place.actor.user_id


def test_taken_back_is_counted_nowhere(place: Place) -> None:
    row = place.plan()
    with acting(place.actor):
        take_back_placement(**place.who, series=row.series, expected_version=row.version)
        assert not Placement.objects.filter(superseded_at__isnull=True).exists()
    with pytest.raises(NotVisible):
        place.read(row)


def test_who_may(place: Place) -> None:
    row = place.plan()
    other = Place(place.team, place.stay, lead(make_team()))
    with pytest.raises((NotVisible, PermissionRefused)):
        other.plan(TODAY)
    outside = representative(place.team, make_authority())
    with pytest.raises(PermissionRefused):
        Place(place.team, place.stay, outside).plan(TODAY)
    with pytest.raises(NotVisible):
        place.read(row, outside)


def test_a_protected_persons_workplace_is_never_stored(place: Place) -> None:
    with acting(lead(place.team)) as head:
        set_protection(
            actor=head, team=place.team, person_id=place.stay.person_id, level=ProtectionLevel.MARKED
        )
        NamedStaff.objects.create(
            team=place.team,
            person_id=place.stay.person_id,
            user_id=place.actor.user_id,
            valid_from=START,
            granted_by=User.objects.create(username="ombudet"),
        )
    row = place.plan()
    assert row.employer == "\u2013 1"
    with acting(place.actor):
        opened = opened_categories(place.actor, place.team, place.stay.person_id)
        (read,) = placements_of(place.actor, place.team, place.stay.person_id, opened, hide_employer=True)
        assert placements_due(place.actor, place.team, TODAY) == []
    assert read.values.employer == "\u2013"


def test_what_the_day_asks_for(place: Place) -> None:
    row = place.plan()
    with acting(place.actor):
        (due,) = placements_due(place.actor, place.team, TODAY)
    assert (due.on, due.is_untold, due.series) == (START + 14 * DAY, False, row.series)
    place.talk(row, next_on=TODAY + 30 * DAY)
    with acting(place.actor):
        assert placements_due(place.actor, place.team, TODAY) == []
        assert placements_due(replace(coach(place.team), user_id=0), place.team, TODAY) == []


def test_a_draft_is_the_writers_own_and_goes_when_saved(place: Place) -> None:
    row = place.plan()
    with acting(place.actor):
        keep_draft(**place.who, series=row.series, typed={"employer_view": "Halv mening", "held_on": "2025"})
        assert draft_of(place.actor, place.team, place.stay.person_id, row.series).texts["held_on"] == "2025"
        other = replace(coach(place.team), user_id=0)
        assert draft_of(other, place.team, place.stay.person_id, row.series) == Draft()
    place.talk(row)
    with acting(place.actor):
        assert draft_of(place.actor, place.team, place.stay.person_id, row.series) == Draft()


def test_a_workbooks_hours_become_the_first_step(place: Place) -> None:
    row = place.plan(hours=None)
    with acting(place.actor):
        Placement.objects.filter(pk=row.pk).update(hours_per_week=Decimal(15))
    row = place.step(row, START + 20 * DAY, "20")
    assert [(one.valid_from, one.hours, one.is_stored) for one in place.read(row).rungs] == [
        (START, 15, True),
        (START + 20 * DAY, 20, True),
    ]
    with acting(place.actor):
        back = remove_hours(
            **place.who, series=row.series, expected_version=row.version, day=START + 20 * DAY
        )
    assert back.hours_per_week == 15


rungs = st.lists(
    st.tuples(st.integers(0, 300), st.integers(1, 40)), unique_by=lambda pair: pair[0], max_size=6
)


@given(rungs=rungs, day=st.integers(-10, 320))
def test_hours_on_a_day_are_those_of_the_last_step_begun(rungs: list[tuple[int, int]], day: int) -> None:
    steps = ladder(START, None, [Rung(START + at * DAY, Decimal(hours)) for at, hours in rungs])
    begun = [pair for pair in rungs if pair[0] <= day]
    wanted = max(begun)[1] if begun else min(rungs)[1] if rungs else None
    assert hours_on(steps, START + day * DAY) == wanted


def test_no_check_in_is_due_of_a_visit_or_after_the_end() -> None:
    ongoing, ended = PlacementState.ONGOING, PlacementState.ENDED
    assert next_check_in("study_visit", ongoing, START, None, []) is None
    assert next_check_in("work_training", ended, START, TODAY, []) is None
    assert next_check_in("work_training", ongoing, START, None, [(TODAY, None)]) is None
    assert next_check_in("work_training", ongoing, START, START + 5 * DAY, []) == START + 5 * DAY
