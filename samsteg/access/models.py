"""Who holds which role or office, what the controller has decided, and which coach a person has. Consents stand in
`consent_models`."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from samsteg.access import consent_models as consent_models  # its tables are found through this module
from samsteg.access import emergency_models as emergency_models
from samsteg.access import extract_models as extract_models
from samsteg.access.enums import AUTHORITY_ROLES, Office, ProtectionLevel, Role, RuleName
from samsteg.accounts.models import User
from samsteg.core.history import track
from samsteg.organisation.models import Association, Authority, Team
from samsteg.people.enums import Sex
from samsteg.people.models import Person


@track()
class Membership(models.Model):
    """A dated role in a team; half-open: holds from `valid_from` up to, not including, `valid_to`.

    Representatives and referrers act for an authority. An acting lead stands in for the lead, always up to a day.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=30, choices=Role)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, null=True, related_name="+")
    is_acting = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    is_operator = models.BooleanField(default=False)  # development only: may grant itself

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "user", "role", "authority"],
                condition=Q(valid_to__isnull=True),
                nulls_distinct=False,
                name="access_membership_once",
            ),
            models.CheckConstraint(
                condition=Q(role__in=AUTHORITY_ROLES, authority__isnull=False)
                | (~Q(role__in=AUTHORITY_ROLES) & Q(authority__isnull=True)),
                name="access_membership_authority",
            ),
            models.CheckConstraint(
                condition=Q(is_acting=False) | Q(role=Role.TEAM_LEAD, valid_to__isnull=False),
                name="access_acting_lead_ends",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="access_membership_days",
            ),
            models.CheckConstraint(
                condition=Q(is_operator=True) | (Q(granted_by__isnull=False) & ~Q(granted_by=F("user"))),
                name="access_granted_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.valid_from}"


@track()
class MembershipReview(models.Model):
    """That the controller's officer has looked at a role again, and found that it is still needed."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="reviews")
    reviewed_on = models.DateField()
    reviewed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "membership", "reviewed_on"], name="access_review_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"review of membership {self.membership_id}"


@track()
class Appointment(models.Model):
    """A dated office outside the teams; half-open days as a membership's. Never granted by its receiver.

    A controller's officer answers to an authority, steering and office of an association to that, a system
    administrator to neither. A controller's first officer is named by `samsteg appoint-officer`.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="appointments")
    office = models.CharField(max_length=30, choices=Office)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, null=True, related_name="+")
    association = models.ForeignKey(Association, on_delete=models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    decision_number = models.CharField(max_length=80, blank=True)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "office", "authority", "association"],
                condition=Q(valid_to__isnull=True),
                nulls_distinct=False,
                name="access_appointment_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    office=Office.CONTROLLER_OFFICER, authority__isnull=False, association__isnull=True
                )
                | Q(
                    office__in=(Office.ASSOCIATION_ADMIN, Office.STEERING),
                    authority__isnull=True,
                    association__isnull=False,
                )
                | Q(office=Office.SYSTEM_ADMIN, authority__isnull=True, association__isnull=True),
                name="access_appointment_where",
            ),
            models.CheckConstraint(
                condition=~Q(office=Office.CONTROLLER_OFFICER) | ~Q(decision_number=""),
                name="access_officer_by_decision",
            ),
            models.CheckConstraint(
                condition=Q(granted_by__isnull=True, office=Office.SYSTEM_ADMIN) | ~Q(granted_by=F("user")),
                name="access_appointed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="access_appointment_days",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office} {self.valid_from}"


@track()
class ControllerRule(models.Model):
    """One decision of the controller about a team, from a day on. The newest day's newest holds; none is changed."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=40, choices=RuleName)
    value = models.CharField(max_length=40)
    valid_from = models.DateField()
    decision_number = models.CharField(max_length=80)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(decision_number=""), name="access_rule_has_decision")
        ]
        indexes = [models.Index(fields=["team", "name", "-valid_from"], name="access_rule_team_name")]

    def __str__(self) -> str:
        return f"{self.name} {self.valid_from}"


@track()
class CoachAssignment(models.Model):
    """The person's responsible coach; at most one at a time, earlier ones stay as history.

    `step_at` is the moment of the step on the person's way that chose the coach, empty when it was chosen by itself.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="assignments")
    coach = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    step_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(valid_to__isnull=True), name="access_one_coach_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["team", "coach"], name="assignment_team_coach")]

    def __str__(self) -> str:
        return f"assignment {self.pk}"


@track()
class Protection(models.Model):
    """A person with protected identity: in no list, and opened by named staff alone while `valid_to` is empty.

    `erase_asked_at`: the whole record is to go, and the night's work takes it; until then nobody opens it.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="protections")
    level = models.CharField(max_length=20, choices=ProtectionLevel)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    erase_asked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(valid_to__isnull=True), name="access_one_protection_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="access_protection_days",
            ),
        ]
        indexes = [models.Index(fields=["team", "person"], name="protection_team_person")]

    def __str__(self) -> str:
        return f"protection {self.pk}"


@track()
class NamedStaff(models.Model):
    """Who of the staff may open one protected person; half-open days. Named by the controller's officer."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="named_staff")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "user"], condition=Q(valid_to__isnull=True), name="access_named_once"
            ),
            models.CheckConstraint(condition=~Q(granted_by=F("user")), name="access_named_by_another"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="access_named_days",
            ),
        ]
        indexes = [models.Index(fields=["team", "person", "user"], name="named_team_person_user")]

    def __str__(self) -> str:
        return f"named {self.pk}"


@track()
class UnregisteredCount(models.Model):
    """One protected person whom the team works with and doesn't register. Feeds its own count and nothing else."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    sex = models.CharField(max_length=10, choices=Sex)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    taken_back_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(sex__in=Sex.values), name="access_unregistered_sex"),
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True, taken_back_by__isnull=True)
                | Q(taken_back_at__isnull=False, taken_back_by__isnull=False),
                name="access_unregistered_taken_back",
            ),
        ]
        indexes = [models.Index(fields=["team", "year"], name="unregistered_team_year")]

    def __str__(self) -> str:
        return f"unregistered {self.year}"
