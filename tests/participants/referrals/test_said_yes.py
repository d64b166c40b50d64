"""What was said yes to in a referral becomes consents: they open no more and hold no longer than was said."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.utils import timezone

from samsteg.access.consent_enums import ConsentEnd, ConsentForm, ConsentKind
from samsteg.access.consent_models import Consent
from samsteg.access.consenting import end_consent
from samsteg.access.enums import Role
from samsteg.access.papers import checked_paper, open_paper
from samsteg.access.who_knows import readers_of
from samsteg.core.actor import Actor
from samsteg.core.context import acting, public_form, set_context
from samsteg.organisation.models import Team
from samsteg.participants.consent_ends import consents_out_of_step, update_consent_ends
from samsteg.participants.models import Stay
from samsteg.participants.referrals.consents import consent_of_referral
from samsteg.participants.referrals.enums import FileKind
from samsteg.participants.referrals.models import Referral
from samsteg.participants.referrals.receiving import (
    add_file,
    receive_from_public,
    receive_from_referrer,
    receive_from_team,
)
from samsteg.participants.referrals.records import SaidYes, Taking
from samsteg.participants.referrals.services import take_referral
from samsteg.participants.running_out import running_out
from samsteg.participants.way.enums import Step
from samsteg.participants.way.records import StepValues
from samsteg.participants.way.services import take_step
from tests.factories import coach, lead, make_stay, make_team, representative
from tests.participants.referrals.makers import new_referral, open_the_form
from tests.participants.referrals.test_referrals import referrer_to
from tests.reports.pictures import png
from tests.web.users import make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
SAID_ON = TODAY - 30 * DAY
BOTH = SaidYes(visit=True, division=True, form="paper", on_day=SAID_ON)
TAKING = Taking(referred_on=TODAY, born="1990", sex="women")


@pytest.fixture
def team() -> Team:
    return make_team()


def sees_person(actor: Actor, team: Team, person_id: int) -> bool:
    """Whether the actor opens the participant's pages."""
    return Stay.objects.in_team(team.pk).open_to(actor).filter(person_id=person_id).exists()


def taken(team: Team, said_yes: SaidYes = BOTH, channel: str = "team") -> Referral:
    """A referral that has become a stay."""
    new = replace(new_referral(), said_yes=said_yes)
    set_context(None)
    if channel == "public":
        open_the_form(team)
        set_context(None)
        with public_form(team.pk):
            receive_from_public(team=team, new=new)
    elif channel == "referrer":
        with acting(referrer_to(team)) as actor:
            receive_from_referrer(actor=actor, team=team, new=new)
    with acting(lead(team)) as actor:
        if channel == "team":
            receive_from_team(actor=actor, team=team, new=new)
        pk = Referral.objects.latest("pk").pk
        return take_referral(actor=actor, team=team, referral_id=pk, expected_version=1, taking=TAKING)


@pytest.mark.parametrize("channel", ["team", "referrer", "public"])
def test_each_yes_is_a_consent_of_its_own_kind(team: Team, channel: str) -> None:
    row = taken(team, channel=channel)
    with acting(lead(team)) as actor:
        visit, division = Consent.objects.order_by("pk")
        assert (visit.kind, visit.categories, visit.to_team) == (ConsentKind.CONTACT, [], False)
        assert (division.kind, division.to_team, division.source_authority_id) == (
            ConsentKind.SECRECY,
            True,
            None,
        )
        assert division.categories == ["planning", "outcome"]
        assert division.recipients.count() == 0  # a referral names no authority
        for one in (visit, division):
            assert (one.form, one.signed_on, one.valid_from) == (ConsentForm.REFERRAL, SAID_ON, SAID_ON)
            assert one.recorded_by_id == actor.user_id and one.purpose
            assert consent_of_referral(team, one) == row.pk
        assert consents_out_of_step(team.pk) == []


@pytest.mark.parametrize(
    ("said", "kinds"),
    [
        (SaidYes(), []),
        (SaidYes(visit=True, form="oral"), ["contact"]),
        (SaidYes(division=True, form="self"), ["secrecy"]),
    ],
)
def test_what_was_not_said_is_no_consent(team: Team, said: SaidYes, kinds: list[str]) -> None:
    row = taken(team, said)
    with acting(lead(team)):
        made = list(Consent.objects.all())
    assert [one.kind for one in made] == kinds
    assert all(one.signed_on == row.received_on for one in made)  # where no day was said


def test_without_it_the_coaches_see_less_and_a_withdrawal_holds_at_once(team: Team) -> None:
    quiet, open_ = taken(team, SaidYes(visit=True, form="oral")), taken(team)
    assert quiet.person_id and open_.person_id and open_.division_consent_id
    with acting(coach(team)) as actor:
        assert not sees_person(actor, team, quiet.person_id)
        assert sees_person(actor, team, open_.person_id)
    with acting(representative(team)) as actor:
        assert not Stay.objects.in_team(team.pk).visible_to(actor).exists()
    with acting(lead(team)) as actor:
        (reader,) = readers_of(team, open_.person_id)
        assert reader.may_know() == {"planning", "outcome"}
        end_consent(actor=actor, team=team, person_id=open_.person_id, consent_id=open_.division_consent_id)
    with acting(coach(team)) as actor:
        assert not sees_person(actor, team, open_.person_id)
        assert Consent.objects.get(pk=open_.division_consent_id).ended_as == ConsentEnd.WITHDRAWN


def test_it_holds_until_the_start_and_the_signed_paper_follows(team: Team) -> None:
    kim = make_user("kim", team, Role.COACH)
    set_context(None)
    with acting(lead(team)) as actor:
        pk = receive_from_team(actor=actor, team=team, new=replace(new_referral(), said_yes=BOTH))
        paper = checked_paper(png())
        add_file(actor=actor, team=team, referral_id=pk, paper=paper, kind=FileKind.CONSENT)
        row = take_referral(actor=actor, team=team, referral_id=pk, expected_version=1, taking=TAKING)
        division = Consent.objects.select_related("paper").get(pk=row.division_consent_id)
        assert division.paper is not None and open_paper(division.paper) == paper
        assert division.valid_to == division.agreed_to > TODAY + 30 * DAY
        values = StepValues(on=TODAY, coach_id=kim.pk, planned_on=TODAY + 300 * DAY)
        for step in (Step.RECEIVE_MISSION, Step.ENROL):
            take_step(actor=actor, team=team, stay_id=row.stay_id or 0, step=step, values=values)
        division.refresh_from_db()
        assert division.valid_to == TODAY + DAY  # the day itself is with
        assert consents_out_of_step(team.pk) == []
    with acting(replace(lead(team), user_id=kim.pk)) as actor:
        assert running_out(actor=actor, team=team, on=TODAY + DAY) == []  # it has done what it was for


def test_it_ends_with_a_referral_that_led_to_no_start(team: Team) -> None:
    row = taken(team)
    with acting(lead(team)) as actor:
        values = StepValues(on=TODAY, reason="declined")
        take_step(actor=actor, team=team, stay_id=row.stay_id or 0, step=Step.END_REFERRAL, values=values)
        assert {one.valid_to for one in Consent.objects.all()} == {TODAY + DAY}


def test_of_somebody_who_comes_back_the_division_opens_nothing(team: Team) -> None:
    """It would open what is kept from the earlier stay as well."""
    before = make_stay(team, enrolled_on=TODAY - 400 * DAY, exited_on=TODAY - 100 * DAY)
    with acting(lead(team)) as actor:
        pk = receive_from_team(actor=actor, team=team, new=replace(new_referral(), said_yes=BOTH))
        again = replace(TAKING, person_id=before.person_id)
        row = take_referral(actor=actor, team=team, referral_id=pk, expected_version=1, taking=again)
        assert row.visit_consent_id and not row.division_consent_id and row.consent_division
    with acting(coach(team)) as actor:
        assert not sees_person(actor, team, before.person_id)


@pytest.mark.parametrize(
    ("other", "ends_on"),
    [
        ({"enrolled_on": TODAY - 400 * DAY, "exited_on": TODAY - 100 * DAY}, None),  # an earlier stay is over
        ({"not_enrolled_on": TODAY - 100 * DAY, "not_enrolled_reason": "other"}, None),
        ({"enrolled_on": TODAY - 10 * DAY}, TODAY - 10 * DAY),
        ({"enrolled_on": TODAY - 40 * DAY}, SAID_ON),  # begun before it was said: holds that day
        ({"enrolled_on": TODAY + 10 * DAY}, TODAY + 10 * DAY),  # decided ahead
    ],
)
def test_which_stay_it_ends_with(team: Team, other: dict[str, object], ends_on: dt.date | None) -> None:
    row = taken(team)
    make_stay(team, person=row.person_id, referred_on=TODAY - 500 * DAY, **other)
    with acting(lead(team)):
        update_consent_ends(team.pk)
        consent = Consent.objects.get(pk=row.division_consent_id)
        assert consent.valid_to == (ends_on + DAY if ends_on else consent.agreed_to)
