"""A stay becomes another person's only while nothing is kept of it for the first one."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from samsteg.core.context import acting
from samsteg.organisation.models import Team
from samsteg.participants.models import Note, Stay
from samsteg.participants.relinking import StayBound, bound_models, bound_stays
from samsteg.participants.services import move_stays
from samsteg.participants.visits.records import Booking
from samsteg.participants.visits.services import book_visit
from tests.factories import lead, make_person, make_stay, make_team

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def team() -> Team:
    return make_team()


def test_it_moves_while_nothing_is_kept(team: Team) -> None:
    stay, other = make_stay(team, referred_on=TODAY), make_person(team)
    with acting(lead(team)):
        assert bound_stays(team, [stay.pk]) == {}
        move_stays(team=team, persons={stay.pk: other})
        assert Stay.objects.get(pk=stay.pk).person_id == other


def test_what_is_kept_of_it_is_named_and_nothing_moves(team: Team) -> None:
    stay, free, other = make_stay(team, referred_on=TODAY), make_stay(team), make_person(team)
    booking = Booking(kind="talk", form="place", on_day=TODAY, starts_at=dt.time(9))
    with acting(lead(team)) as actor:
        book_visit(actor=actor, team=team, person_id=stay.person_id, booking=booking)
        assert set(bound_stays(team, [stay.pk, free.pk])) == {stay.pk}
        with pytest.raises(StayBound) as refused:
            move_stays(team=team, persons={free.pk: other, stay.pk: other})
        assert bound_stays(team, [stay.pk])[stay.pk][0] in str(refused.value)
        moved = Stay.objects.filter(pk__in=[stay.pk, free.pk], person_id=other)
        assert not moved.exists()
        move_stays(team=team, persons={stay.pk: stay.person_id})  # to the one it has is no move


def test_every_table_that_keeps_something_of_a_stay_for_its_person_is_looked_at() -> None:
    labels = {model._meta.label for model, _column in bound_models()}
    assert {
        "participants.Note",
        "participants.PlanStep",
        "participants.Visit",
        "participants.Referral",
        "participants.OwnWords",
        "follow_ups.FollowUp",
        "follow_ups.Talk",
    } <= labels
    assert "participants.StayEvent" not in labels  # follows the stay, and says nothing of the person
    assert Note._meta.label in labels
