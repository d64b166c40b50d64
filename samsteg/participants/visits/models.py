"""The standing slots of a team, and visits before somebody is enrolled."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from samsteg.core.free_days import free_day_name
from samsteg.core.history import track
from samsteg.organisation.models import Team
from samsteg.participants.querysets import TeamPersonQuerySet
from samsteg.participants.visits.enums import (
    ChangedBy,
    VisitForm,
    VisitKind,
    VisitOutcome,
    VisitState,
    Weekday,
)
from samsteg.people.models import Person


@track()
class VisitSlot(models.Model):
    """A time that stands every week, half-open days. `host_id` is the one who usually receives; empty for anybody."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    weekday = models.PositiveSmallIntegerField(choices=Weekday)  # 1 is Monday
    starts_at = models.TimeField()
    minutes = models.PositiveSmallIntegerField(default=60)
    form = models.CharField(max_length=20, choices=VisitForm, default=VisitForm.PLACE)
    place = models.CharField(max_length=120, blank=True)
    host_id = models.BigIntegerField(null=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    recorded_by_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(weekday__gte=1, weekday__lte=7), name="participants_slot_weekday"
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=10, minutes__lte=480), name="participants_slot_minutes"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="participants_slot_days",
            ),
            models.CheckConstraint(condition=Q(form__in=VisitForm.values), name="participants_slot_form"),
        ]
        indexes = [models.Index(fields=["team", "weekday"], name="slot_team_weekday")]

    def __str__(self) -> str:
        return f"slot {self.weekday} {self.starts_at}"

    def stands_on(self, day: dt.date) -> bool:
        """On its own weekday: whether it holds then, and the day is no holiday."""
        holds = self.valid_from <= day and (self.valid_to is None or day < self.valid_to)
        return holds and not free_day_name(day)


@track(leave_out=["asked_cipher", "place_cipher"])
class Visit(models.Model):
    """A study visit, a talk or a SIP with somebody who isn't enrolled. A moved one is followed by another row.

    What the person asked, and where they met when not at the team, stand under the person's data key.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="visits")
    stay = models.ForeignKey("participants.Stay", on_delete=models.PROTECT, related_name="visits")
    slot = models.ForeignKey(VisitSlot, on_delete=models.PROTECT, null=True, related_name="visits")
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="followed_by")
    kind = models.CharField(max_length=20, choices=VisitKind)
    form = models.CharField(max_length=20, choices=VisitForm)
    place_cipher = models.BinaryField(null=True)
    on_day = models.DateField()
    starts_at = models.TimeField()
    minutes = models.PositiveSmallIntegerField(default=60)
    host_id = models.BigIntegerField(null=True)
    with_referrer = models.BooleanField(default=False)
    state = models.CharField(max_length=20, choices=VisitState, default=VisitState.BOOKED)
    changed_by = models.CharField(max_length=20, choices=ChangedBy, blank=True)
    outcome = models.CharField(max_length=20, choices=VisitOutcome, blank=True)
    ask_again_on = models.DateField(null=True)  # when the person would rather be asked again
    asked_cipher = models.BinaryField(null=True)
    day_given_at = models.DateTimeField(
        null=True
    )  # when it gave the stay its day; empty where that was known
    recorded_by_id = models.BigIntegerField()
    recorded_at = models.DateTimeField(db_default=Now())
    version = models.PositiveIntegerField(default=1)

    objects = TeamPersonQuerySet["Visit"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "slot", "on_day"],
                condition=Q(slot__isnull=False, state__in=(VisitState.BOOKED, VisitState.HELD)),
                name="participants_visit_slot_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=VisitKind.values, form__in=VisitForm.values, state__in=VisitState.values
                ),
                name="participants_visit_codes",
            ),
            models.CheckConstraint(
                condition=(Q(state__in=(VisitState.MOVED, VisitState.CANCELLED)) & ~Q(changed_by=""))
                | (~Q(state__in=(VisitState.MOVED, VisitState.CANCELLED)) & Q(changed_by="")),
                name="participants_visit_changed_by",
            ),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(state=VisitState.HELD), name="participants_visit_outcome"
            ),
            models.CheckConstraint(
                condition=Q(ask_again_on__isnull=True)
                | Q(outcome__in=(VisitOutcome.THINKING, VisitOutcome.WRONG_TIME)),
                name="participants_visit_ask_again",
            ),
        ]
        indexes = [
            models.Index(
                fields=["team", "ask_again_on"],
                name="visit_team_ask_again",
                condition=Q(ask_again_on__isnull=False),
            ),
            models.Index(fields=["team", "on_day"], name="visit_team_day"),
            models.Index(fields=["team", "person", "-on_day"], name="visit_team_person"),
        ]

    def __str__(self) -> str:
        return f"visit {self.pk}"

    def book_again(self) -> None:
        """As before it was noted as held. What the person asked is kept."""
        self.state, self.outcome, self.ask_again_on = VisitState.BOOKED, "", None
        self.day_given_at, self.version = None, self.version + 1
        self.save(update_fields=["state", "outcome", "ask_again_on", "day_given_at", "version"])
