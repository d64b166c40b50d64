"""Notes about a person. What is written stands under the person's data key; around it stands what decides who reads it.

That is whose information it is (`source_authority`), and of what kind (`category`).
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from samsteg.access.enums import DataCategory
from samsteg.core.facts import Fact
from samsteg.organisation.models import Authority, Team
from samsteg.participants.enums import NoteForm
from samsteg.participants.querysets import NoteQuerySet
from samsteg.people.models import Person


class Note(Fact):
    """One version of a note; `series` is the note. A correction is a new version that supersedes the one before.

    `source_authority` is whose information it is: empty means the team's own record, the controller's. A retracted note
    has a last version that says why (written in the wrong record, say); what it said before is shown to nobody.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="notes")
    stay = models.ForeignKey("participants.Stay", on_delete=models.PROTECT, null=True, related_name="notes")
    series = models.UUIDField(default=uuid.uuid4)
    version = models.PositiveIntegerField(default=1)
    occurred_on = models.DateField()  # the day it is about; `recorded_at` says when it was written
    form = models.CharField(max_length=20, choices=NoteForm)
    category = models.CharField(max_length=20, choices=DataCategory)
    source_authority = models.ForeignKey(Authority, on_delete=models.PROTECT, null=True, related_name="+")
    is_about_two = models.BooleanField(default=False)  # tells about another person too
    second_coach_id = models.BigIntegerField(null=True)  # the colleague who was there too
    is_retracted = models.BooleanField(default=False)
    text_cipher = models.BinaryField()

    objects = NoteQuerySet["Note"].as_manager()

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(
                fields=["series"],
                condition=Q(superseded_at__isnull=True),
                name="participants_note_current_once",
            ),
            models.UniqueConstraint(fields=["series", "version"], name="participants_note_version_once"),
            models.CheckConstraint(
                condition=Q(category__in=DataCategory.values), name="participants_note_category"
            ),
            models.CheckConstraint(condition=Q(form__in=NoteForm.values), name="participants_note_form"),
            models.CheckConstraint(
                condition=Q(is_retracted=False) | Q(version__gt=1), name="participants_note_retracted_later"
            ),
        ]
        indexes = [
            models.Index(fields=["team", "person", "-occurred_on"], name="note_team_person_day"),
        ]

    def __str__(self) -> str:
        return f"note {self.pk}"
