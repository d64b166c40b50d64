"""Who is seen by emergency access alone isn't taken along on a telephone: three hours and one reason aren't twelve."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from samsteg.access.controller_rules import ON, decide_rule
from samsteg.access.emergency import (
    close_emergency,
    grant_emergency_right,
    open_emergencies,
    open_in_emergency,
)
from samsteg.access.enums import Role, RuleName
from samsteg.access.selectors import actor_for
from samsteg.access.services import assign_coaches
from samsteg.activities.models import Group
from samsteg.activities.offline.models import OfflineToken
from samsteg.activities.rolls import roll_of
from samsteg.core.context import acting, set_context
from tests.activities.offline.makers import group_today
from tests.factories import make_team, officer
from tests.web.users import client_of, inside, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def test_emergency_access_puts_nobody_in_the_package_and_its_end_doesnt_break_the_roll_call() -> None:
    team = make_team()
    kim, other = make_user("kim", team, Role.COACH), make_user("bo", team, Role.COACH)
    series, (alva, dana) = group_today(team, [kim], ["Alva", "Dana"])
    with inside(team):
        assign_coaches(team=team, coaches={alva: kim.pk, dana: other.pk})
    with acting(officer(team, user_id=make_user("ansvarig").pk)) as decider:
        of_team = {"actor": decider, "team": team, "valid_from": TODAY}
        decide_rule(**of_team, name=RuleName.OFFLINE_ROLL_CALL, value=ON, decision_number="Prov 19")
        grant_emergency_right(**of_team, user=kim)
    set_context(None)
    actor = actor_for(kim)
    set_context(actor)
    why = "Hon har inte hörts av och kan vara i fara"
    open_in_emergency(actor=actor, team=team, person_id=dana, reason=why)
    group_id = Group.objects.get().pk
    seen = [row.person_id for row in roll_of(actor, team, group_id, series, TODAY)]
    assert sorted(seen) == sorted([alva, dana])  # she is open to Kim, on the page
    set_context(None)
    client = client_of(kim)
    answer = client.post(reverse("offline_package"))
    package = answer.json()
    assert [one["name"] for session in package["sessions"] for one in session["people"]] == ["Alva"]
    assert "Dana" not in answer.content.decode()
    with inside(team):
        assert set(OfflineToken.objects.values_list("person_id", flat=True)) == {alva}
    set_context(None)
    set_context(actor)
    (opening,) = open_emergencies(actor, team.pk)
    close_emergency(actor=actor, team=team, opening_id=opening.pk)
    set_context(None)
    assert client.get(reverse("offline_state"), {"paket": package["handle"]}).json()["open"] is True
