"""Referrals for tests."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.utils import timezone

from samsteg.access.controller_rules import decide_rule
from samsteg.access.enums import RuleName
from samsteg.core.context import acting, set_context
from samsteg.organisation.models import Team
from samsteg.participants.referrals.receiving import receive_from_team
from samsteg.participants.referrals.records import Content, NewReferral, SaidYes
from tests.factories import lead, officer
from tests.web.users import make_user


def new_referral(first_name: str = "Prov", **content: Any) -> NewReferral:
    told = {"last_name": "Provsson", "referrer_name": "Handläggare Prov", **content}
    return NewReferral(
        referrer="soc",
        received_on=timezone.localdate(),
        content=Content(first_name=first_name, **told),
        said_yes=SaidYes(visit=True, form="oral", on_day=timezone.localdate()),
    )


def make_referral(team: Team, first_name: str = "Prov", **content: Any) -> int:
    if connection.in_atomic_block:
        set_context(None)
    with acting(lead(team)) as actor:
        return receive_from_team(actor=actor, team=team, new=new_referral(first_name, **content))


def open_the_form(team: Team) -> None:
    """By the controller's decision."""
    name = f"ansvarig-{team.slug}"
    decider = make_user(name)
    if connection.in_atomic_block:  # a request before it leaves its context behind in a test's transaction
        set_context(None)
    with acting(officer(team, user_id=decider.pk)) as actor:
        decide_rule(
            actor=actor,
            team=team,
            name=RuleName.PUBLIC_REFERRAL,
            value="on",
            valid_from=timezone.localdate(),
            decision_number="Prov 7",
        )
