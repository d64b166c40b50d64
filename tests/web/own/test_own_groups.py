"""The own page tells when the own groups meet next, and who opened the referral before there was a participant."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samsteg.access.enums import ProtectionLevel, RuleName
from samsteg.access.protection import set_protection
from samsteg.activities.closing import close_days
from samsteg.activities.for_participant import next_sessions_for
from samsteg.activities.members import put_in, take_out
from samsteg.activities.models import Group, GroupMembership, GroupSession
from samsteg.activities.sessions import cancel_session
from samsteg.audit.enums import ReadKind
from samsteg.audit.models import ReadEntry
from samsteg.audit.services import log_referral_read
from samsteg.core.context import own_page
from samsteg.participants.models import Referral, Stay
from tests.accounts.fake_oidc import FakeOidc
from tests.activities.makers import make_group, make_session
from tests.participants.own_access.makers import NUMBER, PLACE, OwnTeam, decide, make_participant
from tests.web.own.door import walk_in
from tests.web.users import inside

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
WOODS = "Skogsparkeringen"
EDITIONS = {"svenska": "klockan 09.00 till 10.00", "latt-svenska": "Sedan", "english": "from 09.00 to 10.00"}


def join(own: OwnTeam, name: str = "Skogsgruppen", *days: int) -> tuple[Group, list[GroupSession]]:
    """A group that the participant is in, with sessions so many days from today."""
    with inside(own.team) as actor:
        group = make_group(actor, own.team, name, place=WOODS)
        sessions = [make_session(actor, own.team, group, TODAY + day * DAY) for day in days or (1,)]
        put_in(
            actor=actor,
            team=own.team,
            group_id=group.pk,
            person_id=own.who.person_id,
            joined_on=TODAY - 9 * DAY,
        )
    return group, sessions


def told(own: OwnTeam) -> list[tuple[str, dt.date, str]]:
    with own_page(own.who):
        return [(one.group, one.on, one.place) for one in next_sessions_for(own.who)]


def test_each_own_group_is_told_once_with_day_time_and_place(fake: FakeOidc, own: OwnTeam) -> None:
    join(own, "Skogsgruppen", 1, 8)
    join(own, "Träningen", 5)
    with inside(own.team) as actor:  # a group that somebody else is in
        make_session(actor, own.team, make_group(actor, own.team, "De andras"), TODAY + DAY)
    assert told(own) == [("Skogsgruppen", TODAY + DAY, WOODS), ("Träningen", TODAY + 5 * DAY, WOODS)]
    door = Client()
    walk_in(door, fake, NUMBER)
    for edition, words in EDITIONS.items():
        page = door.get(reverse("own_page", args=[edition])).content.decode()
        assert words in page and "De andras" not in page
        nearest, meeting, later = (page.index(text) for text in ("Skogsgruppen", PLACE, "Träningen"))
        assert nearest < meeting < later
        assert reverse("own_write", args=[edition, "kan-inte-komma"]) in page  # of the follow-up


def test_cancelled_ones_are_passed_over_and_on_closed_days_what_the_team_chose_holds(own: OwnTeam) -> None:
    _group, (first, *_rest) = join(own, "Skogsgruppen", 1, 8, 15)
    join(own, "Träningen", 12)
    with inside(own.team) as actor:
        by: dict[str, Any] = {"actor": actor, "team": own.team}
        why = {"reason": "weather", "decided_by": "team", "expected_version": first.version}
        cancel_session(**by, series=first.series, **why)
        lov = {"first_on": TODAY + 7 * DAY, "last_on": TODAY + 9 * DAY, "why": "Sportlov"}
        assert close_days(**by, **lov, planned="cancel") == 1
        week = {"first_on": TODAY + 11 * DAY, "last_on": TODAY + 13 * DAY, "why": "Studiedag"}
        assert close_days(**by, **week, planned="keep") == 0
    assert [on for _name, on, _place in told(own)] == [TODAY + 12 * DAY, TODAY + 15 * DAY]


def test_who_has_left_or_was_put_in_by_mistake_is_told_nothing(own: OwnTeam) -> None:
    join(own, "Skogsgruppen", 1, 8)
    with inside(own.team) as actor:
        member = GroupMembership.objects.current().get()
        take_out(actor=actor, team=own.team, series=member.series, left_on=TODAY + 3 * DAY, reason="finished")
    assert [on for _name, on, _place in told(own)] == [TODAY + DAY]
    with inside(own.team):
        GroupMembership.objects.current().update(leave_reason="mistake")
    assert told(own) == []


def test_todays_session_is_told_until_it_ends(own: OwnTeam) -> None:
    join(own, "Skogsgruppen", 0, 7)  # nine to ten
    zone = timezone.get_default_timezone()
    for at, day in ((dt.time(9, 59), TODAY), (dt.time(10), TODAY + 7 * DAY)):
        with time_machine.travel(dt.datetime.combine(TODAY, at, zone), tick=False):
            assert [on for _name, on, _place in told(own)] == [day]


def test_a_protected_person_is_told_no_place(own: OwnTeam) -> None:
    join(own)
    with inside(own.team) as actor:
        set_protection(actor=actor, team=own.team, person_id=own.who.person_id, level=ProtectionLevel.MARKED)
    decide(own.team, RuleName.OWN_PAGE_PROTECTED)
    assert told(own) == [("Skogsgruppen", TODAY + DAY, "")]


def test_who_opened_the_referral_before_the_start_is_told_to_the_one_it_was_about(
    fake: FakeOidc, own: OwnTeam
) -> None:
    neighbour = make_participant(own.team, "199005179814")
    with inside(own.team) as actor:
        about = {
            "team": own.team,
            "channel": "team",
            "received_on": TODAY,
            "referrer": "soc",
            "status": "taken",
        }
        for person_id in (own.who.person_id, neighbour.person_id):
            stay = Stay.objects.get(person_id=person_id)
            row = Referral.objects.create(**about, content_cipher=b"-", person_id=person_id, stay=stay)
            log_referral_read(
                actor=actor,
                team_id=own.team.pk,
                referral_id=row.pk,
                kind=ReadKind.VIEW,
                place="page:referral",
            )
    with own_page(own.who):
        (entry,) = ReadEntry.objects.filter(referral_id__isnull=False)
        assert entry.referral_id == Referral.objects.get().pk  # the own one, and no other
    door = Client()
    walk_in(door, fake, NUMBER)
    page = door.get(reverse("own_who_knows", args=["english"])).content.decode()
    assert "To read the referral" in page
