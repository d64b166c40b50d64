"""Plans: words, steps and scale, with all their versions; nobody's change is lost, and nobody reads what isn't open."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samsteg.access.consent_models import SourceLink
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.core.errors import NotVisible, PermissionRefused
from samsteg.organisation.models import Authority, Team
from samsteg.participants.drafts.sealed import Draft
from samsteg.participants.models import PlanStep, PlanText, ScaleReading, SealedDraft, Stay
from samsteg.participants.plans.drafts import draft_of, keep_draft, step_place, text_place
from samsteg.participants.plans.enums import PlanPart, StepKind, StepState
from samsteg.participants.plans.records import Plan, ScaleValues, StepValues
from samsteg.participants.plans.rules import PlanRefused, StalePlan
from samsteg.participants.plans.selectors import (
    plan_of,
    plan_summary,
    promises_of,
    versions_of_step,
    versions_of_text,
)
from samsteg.participants.plans.services import (
    agree_step,
    change_step,
    close_step,
    correct_scale,
    read_scale,
    take_back_scale,
    write_text,
)
from samsteg.participants.sources import SourceRefused
from samsteg.people.services import forget_identity
from tests.factories import coach, lead, make_authority, make_consent, make_stay, make_team, representative

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@dataclass(frozen=True)
class Place:
    team: Team
    stay: Stay
    board: Authority

    @property
    def person(self) -> int:
        return self.stay.person_id

    def write(self, who: Actor, text: str, version: int = 0, **more: Any) -> PlanText | None:
        usual: dict[str, Any] = {"part": "hopes", "source_id": None, "category": "planning"}
        with acting(who):
            return write_text(
                actor=who,
                team=self.team,
                person_id=self.person,
                text=text,
                expected_version=version,
                **(usual | more),
            )

    def agree(self, who: Actor, text: str = "Åka buss 12", **more: Any) -> PlanStep:
        usual: dict[str, Any] = {"kind": StepKind.STEP, "agreed_on": TODAY}
        with acting(who):
            return agree_step(
                actor=who,
                team=self.team,
                person_id=self.person,
                values=StepValues(text=text, **(usual | more)),
            )

    def close(self, step: PlanStep, state: StepState, words: str = "", version: int = 1) -> PlanStep:
        who = coach(self.team)
        with acting(who):
            return close_step(
                actor=who,
                team=self.team,
                series=step.series,
                expected_version=version,
                state=state,
                words=words,
            )

    def stands_at(self, own: int, days_ago: int = 0, **more: Any) -> ScaleReading:
        who = coach(self.team)
        values = ScaleValues(read_on=TODAY - dt.timedelta(days=days_ago), own=own, **more)
        with acting(who):
            return read_scale(actor=who, team=self.team, person_id=self.person, values=values)

    def plan(self, who: Actor) -> Plan:
        with acting(who):
            return plan_of(who, self.team, self.person)


@pytest.fixture
def place() -> Place:
    team = make_team()
    stay = make_stay(team, enrolled_on=TODAY - dt.timedelta(days=300))
    make_consent(team, stay.person_id)
    return Place(team, stay, make_authority("Vuxennämnden i Prov"))


def test_what_is_written_is_read_back_and_earlier_versions_stay(place: Place) -> None:
    who = coach(place.team)
    place.write(who, "Att våga åka buss. ")
    place.write(who, "Att ha ett jobb.", version=1)
    (text,) = place.plan(who).of_part(PlanPart.HOPES)
    assert (text.text, text.origin.version, text.origin.writer_id) == ("Att ha ett jobb.", 2, who.user_id)
    with acting(who):
        said = versions_of_text(who, place.team, place.person, "hopes", None)
    assert [one.text for one in said] == ["Att ha ett jobb.", "Att våga åka buss."]


def test_the_words_are_not_in_the_database(place: Place) -> None:
    place.write(coach(place.team), "Hemligheten")
    place.close(place.agree(coach(place.team), "Hemligheten"), StepState.DONE, "Hemligheten")
    place.stands_at(4, words="Hemligheten")
    with acting(lead(place.team)):
        rows = [
            *PlanText.objects.values(),
            *PlanStep.objects.values(),
            *ScaleReading.objects.values(),
        ]
    held = "".join(str(value) for row in rows for value in row.values())
    raw = b"".join(
        bytes(value) for row in rows for value in row.values() if isinstance(value, memoryview | bytes)
    )
    assert "Hemligheten" not in held
    assert b"Hemligheten" not in raw
    assert len(rows) == 4


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    edits=st.lists(st.tuples(st.booleans(), st.integers(0, 4), st.text(min_size=1, max_size=20)), max_size=8)
)
def test_nobodys_words_are_written_over_unseen(place: Place, edits: list[tuple[bool, int, str]]) -> None:
    """Whoever saves has seen what stood there: otherwise nothing changes, and the writer is told."""
    part = PlanPart.GOALS.value
    with acting(lead(place.team)):
        PlanText.objects.filter(part=part).update(superseded_at=timezone.now())
        PlanText.objects.filter(part=part).update(part=PlanPart.WORKS.value)
    held: list[str] = []
    for is_lead, seen, text in edits:
        who = lead(place.team) if is_lead else coach(place.team)
        try:
            place.write(who, text, version=seen, part=part)
        except StalePlan:
            assert seen != len(held)
        else:
            assert seen == len(held)
            kept = place.plan(who).of_part(part)
            if (held[-1] if held else "") != (kept[0].text if kept else ""):
                held.append(kept[0].text if kept else "")
    with acting(lead(place.team)):
        said = versions_of_text(lead(place.team), place.team, place.person, part, None)
    assert [one.text for one in reversed(said)] == held


def test_the_same_again_changes_nothing(place: Place) -> None:
    who = coach(place.team)
    place.write(who, "Samma")
    place.write(who, "Samma\r\n", version=1)
    with acting(who):
        assert len(versions_of_text(who, place.team, place.person, "hopes", None)) == 1


@pytest.mark.parametrize("state", [StepState.DONE, StepState.LET_GO])
def test_a_step_is_closed_with_the_persons_words_and_taken_up_again(place: Place, state: StepState) -> None:
    who = coach(place.team)
    step = place.agree(who)
    place.close(step, state, "Det gick för att någon mötte mig.")
    (closed,) = place.plan(who).closed_steps
    assert (closed.state, closed.closed_on, closed.words) == (
        state,
        TODAY,
        "Det gick för att någon mötte mig.",
    )
    place.close(step, StepState.OPEN, version=2)
    (again,) = place.plan(who).open_steps(StepKind.STEP)
    assert (again.closed_on, again.words, again.values.text) == (None, "", "Åka buss 12")
    with acting(who):
        told = versions_of_step(who, place.team, place.person, step.series)
    assert [one.state for one in told] == [StepState.OPEN, state, StepState.OPEN]


def test_a_changed_step_keeps_what_was_agreed_before(place: Place) -> None:
    who = coach(place.team)
    step = place.agree(who, due_on=TODAY + dt.timedelta(days=7))
    values = StepValues(kind=StepKind.STEP, text="Åka buss 14", agreed_on=TODAY)
    with acting(who):
        change_step(actor=who, team=place.team, series=step.series, expected_version=1, values=values)
        told = versions_of_step(who, place.team, place.person, step.series)
        with pytest.raises(StalePlan):
            change_step(
                actor=who,
                team=place.team,
                series=step.series,
                expected_version=1,
                values=replace(values, text="Gå"),
            )
    assert [one.values.text for one in told] == ["Åka buss 14", "Åka buss 12"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text": " \x00"}, "text"),
        ({"text": "x" * 2001}, "text"),
        ({"agreed_on": TODAY + dt.timedelta(days=1)}, "agreed_on"),
        ({"due_on": TODAY - dt.timedelta(days=1)}, "due_on"),
        ({"due_on": TODAY + dt.timedelta(days=5000)}, "due_on"),
        ({"category": "hopp"}, "category"),
    ],
)
def test_a_step_that_cannot_be(place: Place, change: dict[str, Any], field: str) -> None:
    with pytest.raises(PlanRefused) as refused:
        place.agree(coach(place.team), **({"text": "Åka"} | change))
    assert refused.value.field == field


def test_the_scale_is_the_persons_own_with_its_history(place: Place) -> None:
    first = place.stands_at(2, 200)
    place.stands_at(5, 100, coach=7)
    place.stands_at(4, words="Det är mer motigt nu.")
    who = coach(place.team)
    assert [(one.values.own, one.values.coach) for one in place.plan(who).scale] == [
        (2, None),
        (5, 7),
        (4, None),
    ]
    with acting(who):
        values = ScaleValues(read_on=first.read_on, own=3)
        correct_scale(actor=who, team=place.team, series=first.series, expected_version=1, values=values)
    assert place.plan(who).scale[0].values.own == 3
    with acting(who):
        take_back_scale(actor=who, team=place.team, series=first.series, expected_version=2)
        assert ScaleReading.objects.filter(series=first.series).count() == 2
    assert [one.values.own for one in place.plan(who).scale] == [5, 4]


@given(own=st.integers(-20, 30), other=st.none() | st.integers(-20, 30))
@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_a_number_is_from_0_to_10(place: Place, own: int, other: int | None) -> None:
    fits = 0 <= own <= 10 and (other is None or 0 <= other <= 10)
    try:
        place.stands_at(own, coach=other)
    except PlanRefused:
        assert not fits
    else:
        assert fits


def test_what_another_authority_has_told_takes_its_consent(place: Place) -> None:
    who = coach(place.team)
    with pytest.raises(SourceRefused):
        place.write(who, "Gå i skolan", source_id=place.board.pk, category="studies")
    make_consent(place.team, place.person, source=place.board, to_team=True, categories=["studies"])
    place.write(who, "Eget")
    place.write(who, "Gå i skolan", source_id=place.board.pk, category="studies")
    assert [(one.text, one.origin.source) for one in place.plan(who).of_part(PlanPart.HOPES)] == [
        ("Eget", ""),
        ("Gå i skolan", "Vuxennämnden i Prov"),
    ]
    with acting(lead(place.team)):
        assert SourceLink.objects.filter(person_id=place.person, authority=place.board).exists()


def test_a_representative_reads_what_consents_open_and_writes_nothing(place: Place) -> None:
    who, them = coach(place.team), representative(place.team, place.board)
    make_consent(place.team, place.person, place.board, categories=["planning"])
    place.write(who, "Ett jobb")
    place.write(who, "Värken", part="obstacles", category="health")
    place.agree(who)
    place.stands_at(3)
    plan = place.plan(them)
    assert [one.text for one in plan.texts] == ["Ett jobb"]
    assert (len(plan.steps), len(plan.scale)) == (1, 1)
    with pytest.raises(PermissionRefused):
        place.write(them, "Mitt", version=1)
    with pytest.raises(PermissionRefused):
        place.agree(them)
    assert place.plan(representative(place.team, make_authority())) == Plan()


def test_who_does_not_see_the_person_writes_and_reads_nothing(place: Place) -> None:
    hidden = Place(place.team, make_stay(place.team), place.board)  # no consent, no coach: the lead's alone
    who = coach(place.team)
    step = hidden.agree(lead(place.team))
    for refused in (lambda: hidden.write(who, "x"), lambda: hidden.agree(who)):
        with pytest.raises(NotVisible):
            refused()
    with pytest.raises(NotVisible):
        hidden.close(step, StepState.DONE)
    assert hidden.plan(who) == Plan()
    with acting(who), pytest.raises(NotVisible):
        versions_of_step(who, place.team, place.person, step.series)


def test_a_draft_is_its_writers_and_goes_when_saved(place: Place) -> None:
    who, head = coach(place.team), lead(place.team)
    own, of_step = text_place("hopes", None), step_place("step", None)
    for where in (own, of_step):
        with acting(who):
            keep_draft(
                actor=who, team=place.team, person_id=place.person, place=where, typed={"text": "Halvt"}
            )
            assert draft_of(who, place.team, place.person, where).texts["text"] == "Halvt"
        with acting(head):
            assert draft_of(head, place.team, place.person, where) == Draft()
    place.write(who, "Helt")
    place.agree(who)
    with acting(who):
        assert SealedDraft.objects.count() == 0
        with pytest.raises(NotVisible):
            keep_draft(actor=who, team=place.team, person_id=place.person, place="x" * 9, typed={"text": "a"})


def test_a_destroyed_key_forgets_the_words(place: Place) -> None:
    who = coach(place.team)
    place.write(who, "Bort")
    step = place.agree(who, "Bort")
    with acting(who):
        forget_identity(team=place.team, person_id=place.person)
    plan = place.plan(who)
    assert plan.texts == ()
    assert [(one.series, one.values.text) for one in plan.steps] == [(step.series, "")]


def test_the_summary_is_of_the_newest_stay_and_asks_no_more_for_many(place: Place) -> None:
    who = coach(place.team)
    place.stands_at(1, 400)  # before the stay
    place.stands_at(2, 200)
    place.stands_at(6)
    place.agree(who, "Sen", due_on=TODAY + dt.timedelta(days=9))
    place.agree(who, "Snart", due_on=TODAY + dt.timedelta(days=2))
    place.agree(who, "Busskort", kind=StepKind.PROMISE)
    with acting(who):
        found = plan_summary(who, place.team, [place.person])[place.person]
    assert (found.scale_first, found.scale_now, found.scale_on) == (2, 6, TODAY)
    assert (found.next_step, found.next_step_on) == ("Snart", TODAY + dt.timedelta(days=2))
    assert [one.text for one in found.promises] == ["Busskort"]
    others = [Place(place.team, make_stay(place.team), place.board) for _number in range(4)]
    for one in others:
        make_consent(place.team, one.person)
        one.agree(who, "Gå")
    with acting(who), CaptureQueriesContext(connection) as asked:
        many = plan_summary(who, place.team, [place.person, *(one.person for one in others)])
    assert len(many) == 5
    assert len(asked) == 3


def test_promises_are_those_of_who_gave_them(place: Place) -> None:
    who, head = coach(place.team), lead(place.team)
    kept = place.agree(who, "Ringa", kind=StepKind.PROMISE)
    place.agree(head, "Skriva", kind=StepKind.PROMISE, due_on=TODAY)
    place.agree(head, "Åt kollegan", kind=StepKind.PROMISE, promised_by_id=who.user_id)
    with acting(who):
        assert [one.text for one in promises_of(who, place.team)] == ["Ringa", "Åt kollegan"]
    place.close(kept, StepState.DONE)
    with acting(who):
        assert [one.text for one in promises_of(who, place.team)] == ["Åt kollegan"]


def test_an_unknown_part_or_step_is_not_found(place: Place) -> None:
    who = coach(place.team)
    with pytest.raises(NotVisible):
        place.write(who, "x", part="hopp")
    with acting(who), pytest.raises(NotVisible):
        close_step(actor=who, team=place.team, series=uuid.uuid4(), expected_version=1, state=StepState.DONE)
