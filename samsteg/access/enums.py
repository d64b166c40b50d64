from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What one is in a team, dated (product.md, People). No role includes another."""

    COACH = "coach", _("Coach")
    TEAM_LEAD = "team_lead", _("Team lead")
    REPRESENTATIVE = "representative", _("Representative")
    REFERRER = "referrer", _("Referrer")
    STEERING = "steering", _("Steering group")


class Office(models.TextChoices):
    """What one is outside the teams, dated. None of them opens a participant's record."""

    CONTROLLER_OFFICER = "controller_officer", _("Controller officer")
    ASSOCIATION_ADMIN = "association_admin", _("Association's office")
    STEERING = "steering", _("Steering group")
    SYSTEM_ADMIN = "system_admin", _("System administrator")


# Roles whose holders work with participants: they open the team's tables, and policies narrow them from there.
INNER_ROLES = frozenset({Role.COACH, Role.TEAM_LEAD, Role.REPRESENTATIVE})
STAFF_ROLES = frozenset({Role.COACH, Role.TEAM_LEAD})
# Roles held on behalf of an authority, which must be named.
AUTHORITY_ROLES = frozenset({Role.REPRESENTATIVE, Role.REFERRER})


class TeamAccess(models.TextChoices):
    """Which of the team's participants its coaches and leads see: the controller's decision."""

    WITH_TEAM_CONSENT = (
        "with_team_consent",
        _("Those who let the team see the record, and those one is responsible for"),
    )
    ASSIGNED_ONLY = "assigned_only", _("Only those one is responsible for")
    WHOLE_TEAM = "whole_team", _("All participants of the team")


class RuleName(models.TextChoices):
    """What the law leaves to the controller. Values and defaults stand in `controller_rules`."""

    TEAM_ACCESS = "team_access", _("Who in the team sees whom")
    PROTECTED_IDENTITY = "protected_identity", _("Participants with protected identity")
    CONSENT_MONTHS = "consent_months", _("Longest time of a consent, in months")
    REGISTRATION_CONSENT = "registration_consent", _("Consent to registration for follow-up")
    STAFF_NAMES_IN_EXTRACT = "staff_names_in_extract", _("Names of staff in “Who knows what”")
    REFUSALS_COUNTED = "refusals_counted", _("Count those who say no to sharing, by sex and year")
    PUBLIC_REFERRAL = "public_referral", _("Referral by a public form on the web")
    OFFLINE_ROLL_CALL = "offline_roll_call", _("Roll call on a telephone without coverage")
    OWN_PAGE = "own_page", _("The participant's own page, by e-ID")
    OWN_PAGE_PROTECTED = "own_page_protected", _("The own page for participants with protected identity")
    PERSONAL_LINK = "personal_link", _("A personal link for the participant to answer by")


class Ground(models.TextChoices):
    """Why somebody sees a person ("Varför ser jag detta?"); each is a condition in `querysets.GROUNDS`."""

    OWN_COACH = "own_coach", _("You are the responsible coach.")
    TEAM_CONSENT = "team_consent", _("The person has let the team see the record.")
    TO_BE_ALLOCATED = (
        "to_be_allocated",
        _("Nobody who works in the team is responsible, and you lead the team."),
    )
    WHOLE_TEAM = "whole_team", _("The controller has decided that the team sees all its participants.")
    NAMED = "named", _("The controller officer has named you for this protected person.")
    AUTHORITY_CONSENT = "authority_consent", _("The person has let your authority know some of the record.")
    OWN_SOURCE = "own_source", _("Something in the record comes from your authority.")
    EMERGENCY = "emergency", _("You have opened the record in an emergency.")


class ProtectionLevel(models.TextChoices):
    """Why a person's data are protected (Skatteverket). Who has none has no row."""

    MARKED = "marked", _("Confidentiality marking")
    REGISTRATION = "registration", _("Protected population registration")
    ASSUMED = "assumed", _("Assumed identity")


class ProtectionRule(models.TextChoices):
    """Values of the rule PROTECTED_IDENTITY, the careful one first."""

    NOT_HERE = "not_here", _("They aren't registered here, only counted by sex and year")
    WITHOUT_IDENTITY = "without_identity", _("Only the team's own id and the year of birth")
    NAMED_STAFF = "named_staff", _("As others, but only named staff see them")


class DataCategory(models.TextChoices):
    """What an item tells about a person: what a consent opens, one by one. Every item has one."""

    CONTACT = "contact", _("Contact details")
    PLANNING = "planning", _("Planning and goals")
    ATTENDANCE = "attendance", _("Attendance")
    WORK = "work", _("Work and work training")
    STUDIES = "studies", _("Studies")
    INCOME = "income", _("Income and benefits")
    HEALTH = "health", _("Health")
    SOCIAL = "social", _("Social situation")
    OUTCOME = "outcome", _("Referral and outcome")
