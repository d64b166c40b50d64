"""May the actor do this? Predicates with `rules`; services call `require` before they write."""

from __future__ import annotations

import rules
from django.conf import settings
from django.utils.translation import gettext as _

from samsteg.access.enums import Role
from samsteg.core.actor import Actor
from samsteg.core.errors import PermissionRefused
from samsteg.organisation.models import Team


@rules.predicate
def is_member(actor: Actor, team: Team) -> bool:
    return actor.has_role(team.pk, Role.COACH, Role.TEAM_LEAD)


@rules.predicate
def is_representative(actor: Actor, team: Team) -> bool:
    """Acts in the team for an authority, and reads no more than `opened` says."""
    return actor.has_role(team.pk, Role.REPRESENTATIVE)


@rules.predicate
def is_officer(actor: Actor, team: Team) -> bool:
    """Officer of the team's controller."""
    return team.pk in actor.governed_ids


@rules.predicate
def is_operator_in_practice(actor: Actor, team: Team) -> bool:
    """Development and tests only: there is no such user in production."""
    return bool(settings.SAMSTEG_OPERATOR) and actor.username == settings.SAMSTEG_OPERATOR


@rules.predicate
def is_team_lead(actor: Actor, team: Team) -> bool:
    return actor.has_role(team.pk, Role.TEAM_LEAD)


@rules.predicate
def is_referrer(actor: Actor, team: Team) -> bool:
    """Refers to the team for an authority, and opens none of its tables."""
    return Role.REFERRER in actor.outer_roles.get(team.pk, frozenset())


POLICIES = rules.RuleSet(
    {
        "team.view": is_member | is_representative,
        "figures.view": is_member,
        "report.view": is_member,
        "report.write": is_member,
        "workbook.import": is_team_lead,
        "workbook.export": is_team_lead,
        "figures.rows": is_member,
        "figures.publish": is_team_lead,
        "participants.view": is_member | is_representative,
        "participants.represented": is_representative,
        "participants.export": is_member,
        "participants.reveal": is_member,
        "participants.write": is_member,
        "contact.view": is_member | is_representative,
        "today.view": is_member,
        "way.change": is_member,
        "way.stop": is_team_lead,
        "meetings.view": is_member | is_representative,
        "meetings.lead": is_member,
        "notes.write": is_member | is_representative,
        "plan.write": is_member,
        "placements.write": is_member,
        "employers.view": is_member,
        "employers.write": is_member,
        "outreach.view": is_member | is_representative,
        "outreach.write": is_member,
        "follow_ups.view": is_member | is_representative,
        "follow_ups.list": is_member,
        "follow_ups.write": is_member,
        "follow_ups.times": is_team_lead,
        "activities.view": is_member,
        "activities.write": is_member,
        "activities.mark": is_member,
        "who_knows.view": is_member,
        "who_knows.withhold": is_team_lead,
        "own_access.write": is_member,
        "consents.view": is_member,
        "consents.write": is_member,
        "team.settings": is_team_lead,
        "staff.view": is_member | is_officer,
        "staff.grant": is_officer | is_operator_in_practice,
        "controller.decide": is_officer,
        "log.review": is_officer,
        "referrals.view": is_member,
        "referrals.write": is_member,
        "referrals.refer": is_referrer,
        "referrals.questions": is_team_lead,
        "calendar.view": is_member,
        "calendar.write": is_member,
        "calendar.lead": is_team_lead,
        "visits.view": is_member,
        "visits.write": is_member,
        "visits.slots": is_team_lead,
        "emergency.grant": is_officer,
        "emergency.open": is_member,  # and the right, which is dated: emergency.require_emergency_right
        "protection.set": is_team_lead,
        "protection.open": is_member,
        "protection.name": is_officer,
        "protection.count": is_team_lead,
    }
)


def may(actor: Actor, act: str, team: Team) -> bool:
    return bool(POLICIES.test_rule(act, actor, team))


def require(actor: Actor, act: str, team: Team) -> None:
    """Raises PermissionRefused unless the actor may do the act in the team."""
    if not may(actor, act, team):
        raise PermissionRefused(_("Your role in the team does not include this. Ask the team lead."))
