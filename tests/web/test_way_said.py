"""What was said at intake and exit stands on the way afterwards, and every field of them says why it is asked."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import translation

from samsteg.access.enums import Role
from samsteg.participants.way.enums import State, Step
from samsteg.web.way.fields import StepForm
from samsteg.web.way.parts import LONG, fields_of
from tests.factories import make_consent, make_team
from tests.participants.way.walking import TODAY, bring_to, days_ago, step, worker
from tests.web.users import client_of, make_user


@pytest.mark.parametrize("which", LONG)
def test_every_field_says_why(which: Step) -> None:
    form = StepForm(which, fields_of(which))
    assert [name for name, field in form.fields.items() if not field.help_text] == []


@pytest.mark.django_db
def test_what_was_said_stands_on_the_way() -> None:
    team = make_team()
    user = make_user("ledare", team, Role.TEAM_LEAD)
    head = worker(team, Role.TEAM_LEAD, user_id=user.pk)
    stay = bring_to(head, team, State.QUEUE)
    make_consent(team, stay.person_id)
    client, address = client_of(user), reverse("way", args=[team.slug, stay.person_id])

    def shown() -> list[tuple[str, str]]:
        with translation.override("en"):
            return list(client.get(address).context["said"])

    assert shown() == []
    start = {"coach_id": user.pk, "planned_on": TODAY, "start_form": "group", "education": "compulsory"}
    step(
        head,
        team,
        stay,
        Step.ENROL,
        days_ago(30),
        follow_ups_agreed_on=days_ago(31),
        occupation="neither",
        **start,
    )
    assert shown() == [
        ("How the start is", "In a start-up group"),
        ("The referrer's signature", str(days_ago(31))),
        ("What the days hold, at the start", "Neither work nor studies"),
        ("Education", "Compulsory school"),
    ]
    step(head, team, stay, Step.EXIT, TODAY, reason="studies", occupation="student")
    assert shown()[-1] == ("What the days hold, at the exit", "Studying")
