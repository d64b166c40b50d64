"""Groups and their terms, sessions, those who are in them and who was there.

GroupSession, GroupMembership and Attendance are facts dated twice: figures follow them. A group may be held with other
teams: then its rows stand in the team that holds it, and each team keeps its own participants' rows under its own
fence. That is why rows about persons name the holding team (`host`) beside the group; the foreign key carries both.

Days and times are what the clock on the wall says in Sweden, so that a change to summer time moves nothing.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models import F, Q

from samsteg.accounts.models import User
from samsteg.activities.calendar.models import TeamEvent as TeamEvent
from samsteg.activities.enums import (
    ChangeReason,
    DecidedBy,
    GroupKind,
    Joining,
    LeaveReason,
    Mark,
    PlaceKind,
    SessionState,
    Threshold,
)
from samsteg.activities.offline.models import OfflinePackage as OfflinePackage
from samsteg.activities.querysets import PersonFactQuerySet, SessionQuerySet
from samsteg.core.facts import Fact
from samsteg.core.history import track
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.people.models import Person

CURRENT = Q(superseded_at__isnull=True)


@track()
class Group(models.Model):
    """What a team does together with several participants. `place` never tells of a person.

    `withdrawn_at`: the import that made it was undone; it is in no list, and comes back with the same name.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=GroupKind)
    purpose = models.CharField(max_length=500, blank=True)
    threshold = models.CharField(max_length=20, choices=Threshold, default=Threshold.LOW)
    joining = models.CharField(max_length=20, choices=Joining, default=Joining.MEMBERS)
    capacity = models.PositiveSmallIntegerField(null=True)
    ends_trial = models.BooleanField(default=False)  # the trial period ends with the group's term
    follows_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    place_kind = models.CharField(max_length=20, choices=PlaceKind, default=PlaceKind.ROOM)
    place = models.CharField(max_length=300, blank=True)  # room, meeting point or digital address
    ended_on = models.DateField(null=True)  # the first day that it is no more
    withdrawn_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    updated_by_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "id"], name="activities_group_team_key"),
            models.UniqueConstraint(
                fields=["team", "name"],
                condition=Q(ended_on__isnull=True, withdrawn_at__isnull=True),
                name="activities_group_name_once",
            ),
            models.CheckConstraint(condition=Q(kind__in=GroupKind.values), name="activities_group_kind"),
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(capacity__gte=1), name="activities_group_capacity"
            ),
        ]

    def __str__(self) -> str:
        return self.name


@track()
class GroupShare(models.Model):
    """Whom a group is held with: another team, or a partner without access (`partner_name`). Half-open days."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="shares")
    partner = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="+")
    partner_name = models.CharField(max_length=120, blank=True)
    started_on = models.DateField()
    ended_on = models.DateField(null=True)
    updated_by_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(partner__isnull=True) & ~Q(partner_name="")
                | Q(partner__isnull=False, partner_name=""),
                name="activities_share_one_partner",
            ),
            models.CheckConstraint(condition=~Q(partner=F("team")), name="activities_share_with_others"),
            models.UniqueConstraint(
                fields=["team", "group", "partner"],
                condition=Q(ended_on__isnull=True, partner__isnull=False),
                name="activities_share_once",
            ),
        ]

    def __str__(self) -> str:
        return f"share of {self.group_id}"


@track()
class Leader(models.Model):
    """Who leads a group, half-open days: one of the staff, or somebody else by name, who has no access."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="leaders")
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=120, blank=True)
    organisation = models.CharField(max_length=120, blank=True)
    started_on = models.DateField()
    ended_on = models.DateField(null=True)
    updated_by_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=True) & ~Q(name="") | Q(user__isnull=False, name=""),
                name="activities_leader_one_name",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                name="activities_leader_days",
            ),
            models.UniqueConstraint(
                fields=["team", "group", "user"],
                condition=Q(ended_on__isnull=True, user__isnull=False),
                name="activities_leader_once",
            ),
        ]

    def __str__(self) -> str:
        return f"leader of {self.group_id}"


@track()
class ClosedDays(models.Model):
    """Days when the team takes no participants in, both inclusive: no session is planned then."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    first_on = models.DateField()
    last_on = models.DateField()
    why = models.CharField(max_length=120)
    updated_by_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="activities_closed_order"),
        ]

    def __str__(self) -> str:
        return f"closed {self.first_on}"


@track()
class Term(models.Model):
    """A time that a group meets, planned in one go, both days inclusive.

    `rhythm`: [[weekday 1-7, "09:30", "12:00"], ...]; `breaks`: [["2026-10-26", "2026-10-30", "why"], ...].
    `withdrawn_at`: it was planned by mistake and undone; it is in no list and ends nobody's trial.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="terms")
    first_on = models.DateField()
    last_on = models.DateField()
    rhythm: models.JSONField[Any, Any] = models.JSONField(default=list)
    breaks: models.JSONField[Any, Any] = models.JSONField(default=list)
    overlap_reason = models.CharField(max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    updated_by_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="activities_term_order"),
        ]

    def __str__(self) -> str:
        return f"term {self.first_on}"


class GroupSession(Fact):
    """One version of an occasion of a group; `series` is the occasion. What happens to it is a new version.

    `about` and `day_note` never tell of a person. `guest_count`: visitors and students, never named; `partner_count`:
    participants of partners without access, told on paper.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="sessions")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, null=True, related_name="sessions")
    series = models.UUIDField(default=uuid.uuid4)
    version = models.PositiveIntegerField(default=1)
    on_day = models.DateField()
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    state = models.CharField(max_length=20, choices=SessionState, default=SessionState.PLANNED)
    moved_from_on = models.DateField(null=True)
    reason = models.CharField(max_length=20, choices=ChangeReason, blank=True)
    decided_by = models.CharField(max_length=20, choices=DecidedBy, blank=True)
    place_kind = models.CharField(max_length=20, choices=PlaceKind, blank=True)  # empty: the group's place
    place = models.CharField(max_length=300, blank=True)
    about = models.CharField(max_length=500, blank=True)
    day_note = models.CharField(max_length=500, blank=True)
    guest_count = models.PositiveSmallIntegerField(default=0)
    partner_count = models.PositiveSmallIntegerField(default=0)

    objects = SessionQuerySet["GroupSession"].as_manager()

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(fields=["series"], condition=CURRENT, name="activities_session_once"),
            models.UniqueConstraint(fields=["series", "version"], name="activities_session_version"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="activities_session_times"),
            models.CheckConstraint(
                condition=Q(state__in=SessionState.values), name="activities_session_state"
            ),
            models.CheckConstraint(
                condition=~Q(state=SessionState.CANCELLED)
                | Q(reason__in=ChangeReason.values, decided_by__in=DecidedBy.values),
                name="activities_session_cancelled_how",
            ),
            models.CheckConstraint(
                condition=~Q(state=SessionState.MOVED) | Q(moved_from_on__isnull=False),
                name="activities_session_moved_from",
            ),
        ]
        indexes = [
            models.Index(
                fields=["team", "on_day"],
                include=["group", "state", "series", "recorded_at", "superseded_at"],
                name="session_team_day",
            ),
            models.Index(fields=["group", "on_day"], name="session_group_day"),
        ]

    def __str__(self) -> str:
        return f"session {self.on_day}"


class GroupMembership(Fact):
    """That a person is in a group, half-open days. `left_for` is the group that the person went on to."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")  # the person's
    host = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")  # the group's
    group = models.ForeignKey(Group, on_delete=models.PROTECT, db_constraint=False, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="group_memberships")
    series = models.UUIDField(default=uuid.uuid4)
    version = models.PositiveIntegerField(default=1)
    joined_on = models.DateField()
    left_on = models.DateField(null=True)
    leave_reason = models.CharField(max_length=20, choices=LeaveReason, blank=True)
    left_for = models.ForeignKey(
        Group, on_delete=models.PROTECT, null=True, db_constraint=False, related_name="+"
    )

    objects = PersonFactQuerySet["GroupMembership"].as_manager()

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(fields=["series"], condition=CURRENT, name="activities_member_current"),
            models.UniqueConstraint(
                fields=["team", "group", "person"],
                condition=CURRENT & Q(left_on__isnull=True),
                name="activities_member_once",
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True, leave_reason="")
                | Q(left_on__gte=F("joined_on"), leave_reason__in=LeaveReason.values),
                name="activities_member_left_why",
            ),
        ]
        indexes = [
            models.Index(fields=["team", "person"], name="member_team_person"),
            models.Index(fields=["team", "group"], name="member_team_group"),
        ]

    def __str__(self) -> str:
        return f"member {self.person_id}"


class Attendance(Fact):
    """What a roll call says of one person at one session. A correction is a new row; the one before stays, closed.

    `sent_id` is made where the mark was made, so that what is sent twice is stored once; `marked_at` is that device's
    own word, `recorded_at` the server's. `is_drop_in`: the group expected nobody when the mark was first made; what the
    group becomes later changes nothing here, so that a figure of an earlier day stays what it was.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")  # the person's
    host = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")  # the group's
    group = models.ForeignKey(Group, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    session_series = models.UUIDField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="attendance")
    stay = models.ForeignKey(Stay, on_delete=models.PROTECT, related_name="attendance")
    occurred_on = models.DateField()
    mark = models.CharField(max_length=20, choices=Mark)
    is_drop_in = models.BooleanField(default=False, db_default=False)
    sent_id = models.UUIDField(default=uuid.uuid4)
    marked_at = models.DateTimeField(null=True)

    objects = PersonFactQuerySet["Attendance"].as_manager()

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(
                fields=["team", "session_series", "person"],
                condition=CURRENT,
                name="activities_mark_current_once",
            ),
            models.UniqueConstraint(fields=["team", "sent_id"], name="activities_mark_sent_once"),
            models.CheckConstraint(condition=Q(mark__in=Mark.values), name="activities_mark_known"),
        ]
        indexes = [
            models.Index(
                fields=["team", "stay"],
                include=["mark", "occurred_on", "recorded_at", "superseded_at"],
                name="attendance_team_stay",
            ),
            models.Index(fields=["team", "person", "-occurred_on"], name="attendance_team_person"),
            models.Index(fields=["team", "session_series"], name="attendance_team_session"),
            # With others' groups: few, and asked for alone in the figures.
            models.Index(
                fields=["team", "occurred_on"], condition=~Q(host=F("team")), name="attendance_elsewhere"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mark} {self.occurred_on}"


from samsteg.activities.shared_names.models import NameConsent as NameConsent  # noqa: E402
