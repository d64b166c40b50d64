"""The day's page and the daily mail tell the same: whatever asks for an act stands on the one and sends the other."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from django.conf import LazySettings
from django.core import mail
from django.urls import reverse
from django.utils import timezone, translation

from samsteg.access.enums import Role
from samsteg.access.models import CoachAssignment, Membership, NamedStaff, Protection
from samsteg.access.services import assign_coaches
from samsteg.accounts.models import DailyMail, User
from samsteg.activities.members import put_in
from samsteg.activities.models import Term
from samsteg.activities.records import Told
from samsteg.activities.sessions import tell_session
from samsteg.audit.enums import SourceKind
from samsteg.audit.services import record_source
from samsteg.cli.daily_mails import send_daily_mails
from samsteg.core.actor import Actor
from samsteg.core.errors import PermissionRefused
from samsteg.follow_ups.models import FollowUpTimes, Talk
from samsteg.follow_ups.records import Booking
from samsteg.follow_ups.services import book
from samsteg.follow_ups.times import DatedTimes, lacks_times, set_times
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.own_access.models import OwnMessage
from samsteg.participants.plans.enums import StepKind
from samsteg.participants.plans.records import StepValues
from samsteg.participants.plans.services import agree_step
from samsteg.participants.referrals.models import CallBack, Referral
from samsteg.participants.visits.models import Visit
from samsteg.participants.way.models import PlannedEnd, Trial
from samsteg.placements.employers.records import EmployerValues
from samsteg.placements.employers.services import add_employer
from samsteg.placements.records import PlacementValues
from samsteg.placements.services import plan_placement
from samsteg.today.gathering import ASKS, TELLS, Gathered, gather
from tests.activities.makers import make_group, make_session
from tests.factories import make_consent, make_stay, make_team, representative
from tests.participants.referrals.makers import make_referral
from tests.participants.way.walking import TODAY, days_ago, worker
from tests.web.users import client_of, inside, make_user

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
Made = Callable[["Own"], None]


@dataclasses.dataclass(frozen=True)
class Own:
    """A lead with one participant, who came ten days ago: nothing asks for anything."""

    team: Team
    user: User
    stay: Stay

    @property
    def actor(self) -> Actor:
        return worker(self.team, Role.TEAM_LEAD, user_id=self.user.pk)

    @property
    def who(self) -> dict[str, int]:
        return {"team_id": self.team.pk, "person_id": self.stay.person_id}


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def mails_go_every_day(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.EMAIL_HOST = "post.exempel.invalid"
    monkeypatch.setattr("samsteg.cli.daily_mails.SATURDAY", 7)


@pytest.fixture
def team() -> Team:
    return make_team()


@pytest.fixture
def own(team: Team) -> Own:
    user = make_user("kim", team, Role.TEAM_LEAD)
    DailyMail.objects.create(user=user, address="kim@exempel.invalid", chosen_at=timezone.now())
    stay = make_stay(team, own_id="MIN-1", enrolled_on=days_ago(10))
    make_consent(team, stay.person_id)
    with inside(team):
        assign_coaches(team=team, coaches={stay.person_id: user.pk})
        actor = worker(team, Role.TEAM_LEAD, user_id=user.pk)
        set_times(actor=actor, team=team, valid_from=days_ago(30), first_weeks=9, every_months=3)
    return Own(team, user, stay)


def follow_up(own: Own) -> None:
    booking = Booking(kind="regular", meeting_on=TODAY + DAY, form="team")
    book(actor=own.actor, team=own.team, person_id=own.stay.person_id, booking=booking)


def talk_without_answer(own: Own) -> None:
    """One of today that isn't over asks for nothing; yesterday's does."""
    for day, at in ((TODAY, dt.time(23, 58)), (days_ago(1), dt.time(9))):
        Talk.objects.create(
            **own.who,
            stay=own.stay,
            on_day=day,
            starts_at=at,
            ends_at=at.replace(minute=59),
            coach_id=own.user.pk,
            recorded_by_id=own.user.pk,
        )


def planned_end(own: Own) -> None:
    days = {"planned_on": TODAY + DAY, "decided_on": TODAY}
    PlannedEnd.objects.create(team=own.team, stay=own.stay, reason="usual", **days, **stamp_of(own))


def trial_of_a_group(own: Own) -> None:
    """Noted as ending later, but the group that it ends with is over."""
    Trial.objects.create(team=own.team, stay=own.stay, ends_on=TODAY + 90 * DAY, **stamp_of(own))
    group = make_group(own.actor, own.team, "Uppstarten", ends_trial=True)
    days = {"first_on": days_ago(30), "last_on": TODAY}
    Term.objects.create(team=own.team, group=group, updated_by_id=own.user.pk, **days)
    joined = days_ago(2)
    put_in(actor=own.actor, team=own.team, group_id=group.pk, person_id=own.stay.person_id, joined_on=joined)


def stamp_of(own: Own) -> dict[str, object]:
    source = record_source(actor=own.actor, team_id=own.team.pk, kind=SourceKind.PAGE)
    return {"recorded_at": timezone.now(), "recorded_by_id": own.user.pk, "source_id": source.pk}


def unallocated(own: Own) -> None:
    make_stay(own.team, own_id="ATT-1", referred_on=days_ago(4), enrolled_on=None)


def newcomer(own: Own) -> None:
    stay = make_stay(own.team, own_id="NY-1", mission_received_on=days_ago(20))
    make_consent(own.team, stay.person_id)
    assign_coaches(team=own.team, coaches={stay.person_id: own.user.pk})


def missing_roll_call(own: Own) -> None:
    make_session(own.actor, own.team, make_group(own.actor, own.team), days_ago(1))


def ending_consent(own: Own) -> None:
    make_consent(own.team, own.stay.person_id, kind="contact", agreed_to=TODAY + DAY)


def asked_again(own: Own) -> None:
    stay = make_stay(own.team, own_id="VANTA-1", referred_on=days_ago(40), enrolled_on=None)
    make_consent(own.team, stay.person_id)
    assign_coaches(team=own.team, coaches={stay.person_id: own.user.pk})
    CoachAssignment.objects.filter(team=own.team, person_id=stay.person_id).update(valid_from=days_ago(30))
    Visit.objects.create(
        team=own.team,
        person_id=stay.person_id,
        stay=stay,
        kind="study_visit",
        form="place",
        on_day=days_ago(30),
        starts_at=dt.time(9),
        state="held",
        outcome="wrong_time",
        ask_again_on=TODAY,
        recorded_by_id=own.user.pk,
    )


def untold_visit(own: Own) -> None:
    stay = make_stay(own.team, own_id="VANTA-2", referred_on=days_ago(40), enrolled_on=None)
    make_consent(own.team, stay.person_id)
    assign_coaches(team=own.team, coaches={stay.person_id: own.user.pk})
    CoachAssignment.objects.filter(team=own.team, person_id=stay.person_id).update(valid_from=days_ago(30))
    Visit.objects.create(
        team=own.team,
        person_id=stay.person_id,
        stay=stay,
        kind="study_visit",
        form="place",
        on_day=days_ago(1),
        starts_at=dt.time(9),
        recorded_by_id=own.user.pk,
    )


def joined_of_protected(own: Own) -> None:
    """`own.user` is the coach and named for the person."""
    stay = protected(own)
    of_person = {"team": own.team, "person_id": stay.person_id}
    CoachAssignment.objects.create(**of_person, coach=own.user, valid_from=days_ago(30))
    officer = make_user("ombudet")
    NamedStaff.objects.create(**of_person, user=own.user, valid_from=TODAY, granted_by=officer)
    join_to(own, stay)


def to_be_named(own: Own) -> None:
    """The coach works in the team, and isn't named."""
    stay, colleague = protected(own), make_user("kollegan", own.team)
    of_person = {"team": own.team, "person_id": stay.person_id}
    with inside(own.team):
        CoachAssignment.objects.create(**of_person, coach=colleague, valid_from=days_ago(30))
    join_to(own, stay)


def protected(own: Own) -> Stay:
    stay = make_stay(own.team, own_id="SKYDD-1", enrolled_on=days_ago(30))
    Protection.objects.create(
        team=own.team, person_id=stay.person_id, level="marked", valid_from=TODAY, set_by=own.user
    )
    return stay


def join_to(own: Own, stay: Stay) -> None:
    pk = make_referral(own.team)
    with inside(own.team):
        Referral.objects.filter(pk=pk).update(status="joined", person_id=stay.person_id, stay_id=stay.pk)


def check_in(own: Own) -> None:
    values = PlacementValues(
        started_on=days_ago(10), employer="Skogen", form="work_training", hours=Decimal(8)
    )
    plan_placement(actor=own.actor, team=own.team, person_id=own.stay.person_id, values=values)


def employer(own: Own) -> None:
    add_employer(actor=own.actor, team=own.team, values=EmployerValues(name="Skogen", ask_again_on=TODAY))


def message(own: Own) -> None:
    OwnMessage.objects.create(**own.who, kind="cannot_come", channel="link", content_cipher=b"-")


def referral(own: Own) -> None:
    make_referral(own.team)


def call_back(own: Own) -> None:
    CallBack.objects.create(team=own.team, content_cipher=b"-")


def joined_referral(own: Own) -> None:
    join_to(own, own.stay)


def no_times(own: Own) -> None:
    FollowUpTimes.objects.filter(team=own.team).update(superseded_at=timezone.now())


def promise(own: Own) -> None:
    values = StepValues(
        kind=StepKind.PROMISE, text="Busskort", agreed_on=TODAY, due_on=TODAY, promised_by_id=own.user.pk
    )
    agree_step(actor=own.actor, team=own.team, person_id=own.stay.person_id, values=values)


def half_a_roll_call(own: Own) -> None:
    """Held, and nothing is said of the one who is in the group."""
    group = make_group(own.actor, own.team)
    day = days_ago(3)
    of_team = {"actor": own.actor, "team": own.team}
    series = make_session(own.actor, own.team, group, day).series
    put_in(**of_team, group_id=group.pk, person_id=own.stay.person_id, joined_on=day)
    tell_session(**of_team, series=series, expected_version=1, told=Told(about="Eld och kaffe"))


def protected_left(own: Own) -> None:
    """Somebody protected, whose coach has left; nobody in particular is named."""
    stay = make_stay(own.team, own_id="SKYDDAD-1", enrolled_on=days_ago(40))
    left = make_user("slutat", own.team)
    with inside(own.team):
        assign_coaches(team=own.team, coaches={stay.person_id: left.pk}, on=days_ago(30))
        Membership.objects.filter(team=own.team, user=left).update(valid_to=TODAY)
        Protection.objects.create(
            team=own.team,
            person_id=stay.person_id,
            level="marked",
            valid_from=days_ago(20),
            set_by=own.user,
        )


SOURCES: dict[str, tuple[Made, ...]] = {
    "follow_ups": (follow_up,),
    "talks": (talk_without_answer,),
    "own": (planned_end, trial_of_a_group, newcomer, unallocated),
    "uncalled": (missing_roll_call,),
    "half": (half_a_roll_call,),
    "ending_consents": (ending_consent,),
    "ask_again": (asked_again,),
    "untold_visits": (untold_visit,),
    "placements": (check_in,),
    "employers": (employer,),
    "messages": (message,),
    "referrals": (referral, call_back),
    "joined": (joined_referral,),
    "protected_left": (protected_left,),
    "joined_unnamed": (joined_of_protected, to_be_named),
    "lacks_times": (no_times,),
    "promises": (promise,),
}


def on_page(own: Own) -> list[str]:
    """What the page asks for."""
    day = client_of(own.user).get(reverse("today", args=[own.team.slug])).context["day"]
    return [line.title for one in (day.due, day.waits, day.promised) for line in one.lines]


def test_nothing_is_asked_of_a_quiet_day(own: Own) -> None:
    assert on_page(own) == []
    assert send_daily_mails(TODAY) == (0, 0)


@pytest.mark.parametrize(
    ("field", "made"), [(field, one) for field, all_of_it in SOURCES.items() for one in all_of_it]
)
def test_what_stands_on_the_page_sends_the_mail(own: Own, field: str, made: Made) -> None:
    with inside(own.team):
        made(own)
    with inside(own.team) as actor:
        day = gather(dataclasses.replace(actor, user_id=own.user.pk), own.team)
        assert [name for name, asks in ASKS.items() if asks(day)] == [field]
    assert len(on_page(own)) == 1
    assert send_daily_mails(TODAY) == (1, 0)
    (sent,) = mail.outbox
    said = f"{sent.subject} {sent.body}"
    assert not [word for word in ("MIN-1", "Prov", "Skog", own.team.name, "eferral") if word in said]


def test_a_new_field_says_whether_it_asks_for_something() -> None:
    """And what asks is proved above."""
    fields = {one.name for one in dataclasses.fields(Gathered)}
    assert set(ASKS) | TELLS == fields and not set(ASKS) & TELLS
    assert set(SOURCES) == set(ASKS)


def test_a_promise_of_another_day_is_told_and_sends_nothing(own: Own) -> None:
    values = StepValues(
        kind=StepKind.PROMISE,
        text="Busskort",
        agreed_on=TODAY,
        due_on=TODAY + DAY,
        promised_by_id=own.user.pk,
    )
    with inside(own.team):
        agree_step(actor=own.actor, team=own.team, person_id=own.stay.person_id, values=values)
    assert on_page(own) == ["Busskort"]
    assert send_daily_mails(TODAY) == (0, 0)


def test_what_is_a_leads_sends_a_coach_nothing(own: Own) -> None:
    with inside(own.team):
        unallocated(own)
    DailyMail.objects.update(user=make_user("lo", own.team))
    assert send_daily_mails(TODAY) == (0, 0)


def test_how_often_is_asked_of_the_lead_where_somebody_is_enrolled(own: Own) -> None:
    with inside(own.team):
        no_times(own)
    address = reverse("follow_up_times", args=[own.team.slug])
    day = reverse("today", args=[own.team.slug])
    assert address in client_of(own.user).get(day).content.decode()
    assert address not in client_of(make_user("lo", own.team)).get(day).content.decode()
    with inside(own.team):
        assert lacks_times(own.team, DatedTimes())
        assert not lacks_times(make_team(), DatedTimes())
        Stay.objects.filter(pk=own.stay.pk).update(exited_on=days_ago(1), exit_reason="work")
        assert not lacks_times(own.team, DatedTimes())


def test_who_acts_for_an_authority_has_no_day(team: Team) -> None:
    with pytest.raises(PermissionRefused):
        gather(representative(team), team)


def test_a_referral_of_somebody_protected_is_told_without_saying_of_whom(own: Own) -> None:
    """To who is named, where it is answered; nobody else is told while somebody is named, not the lead either."""
    with inside(own.team):
        joined_of_protected(own)
    with inside(own.team):
        referral_id = Referral.objects.get(status="joined").pk
    address = reverse("referral", args=[own.team.slug, referral_id])
    day = reverse("today", args=[own.team.slug])
    client = client_of(own.user)
    page = client.get(day).content.decode()
    assert address in page and "Provsson" not in page and "SKYDD" not in page
    assert client.get(address).status_code == 200
    other = client_of(make_user("annan", own.team, Role.TEAM_LEAD))
    assert "protected identity" not in other.get(day).content.decode()
    with inside(own.team):
        NamedStaff.objects.update(valid_to=TODAY, ended_by=User.objects.get(username="ombudet"))
    page = other.get(day).content.decode()
    assert "1 new referral of a participant with protected identity" in page and address not in page
    coach = client_of(make_user("coachen", own.team))
    assert "protected identity" not in coach.get(day).content.decode()


def test_a_visit_whose_day_has_passed_is_asked_about_until_somebody_says_how_it_was(own: Own) -> None:
    with inside(own.team):
        untold_visit(own)
    assert len(on_page(own)) == 1
    page = client_of(own.user).get(reverse("today", args=[own.team.slug])).content.decode()
    assert f"Study visit {days_ago(1)}: how was it?" in page
    with inside(own.team):
        Visit.objects.update(state="cancelled", changed_by="team")
    assert on_page(own) == []
