"""Referrals before they have become a stay, with what was asked, attachments, drafts, and those who want to be called.

Until a referral is taken care of there is no participant: what it says stands under the master key, at its own place.
From then on it stands under the person's data key, and is forgotten with it (docs/adr/0013).
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from samsteg.access.consent_models import Consent
from samsteg.core.history import track
from samsteg.organisation.models import Authority, Team
from samsteg.participants.enums import Referrer
from samsteg.participants.referrals.enums import (
    OF_STAY,
    Channel,
    EndReason,
    FileKind,
    ReferralConsentForm,
    ReferralStatus,
)
from samsteg.participants.referrals.querysets import ReferralQuerySet
from samsteg.people.models import Person


@track()
class QuestionSet(models.Model):
    """The team's own questions from a day on. Versions are added; a referral keeps the questions that it answered."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    valid_from = models.DateField()
    questions: models.JSONField[Any, Any] = models.JSONField()  # see questions.Question
    recorded_by_id = models.BigIntegerField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "version"], name="participants_question_set_once"),
        ]

    def __str__(self) -> str:
        return f"questions {self.version}"


@track(leave_out=["content_cipher", "label_cipher"])
class Referral(models.Model):
    """One referral. `content_cipher` holds all that points out a person, and the answers (records.Content).

    `user_id` is the signed-in referrer; `label_cipher` what that referrer's own list calls it, always under the master
    key, since a referrer never opens a person's vault.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=20, choices=Channel)
    status = models.CharField(max_length=20, choices=ReferralStatus, default=ReferralStatus.RECEIVED)
    received_on = models.DateField()
    recorded_at = models.DateTimeField(db_default=Now())
    recorded_by_id = models.BigIntegerField(null=True)
    user_id = models.BigIntegerField(null=True)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, null=True, related_name="+")
    referrer = models.CharField(max_length=20, choices=Referrer)
    questions_version = models.PositiveIntegerField(default=0)  # 0: the questions that come with Samsteg
    content_cipher = models.BinaryField()
    label_cipher = models.BinaryField(null=True)
    consent_visit = models.BooleanField(default=False)  # to the study visit
    consent_division = models.BooleanField(default=False)  # to the division of new referrals
    consent_form = models.CharField(max_length=20, choices=ReferralConsentForm, blank=True)
    consented_on = models.DateField(null=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="referrals")
    stay = models.ForeignKey(
        "participants.Stay", on_delete=models.PROTECT, null=True, related_name="referrals"
    )
    # What the person said yes to, as consents of the record: made when the referral becomes a stay.
    visit_consent = models.ForeignKey(Consent, on_delete=models.SET_NULL, null=True, related_name="+")
    division_consent = models.ForeignKey(Consent, on_delete=models.SET_NULL, null=True, related_name="+")
    end_reason = models.CharField(max_length=20, choices=EndReason, blank=True)
    handled_by_id = models.BigIntegerField(null=True)
    handled_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = ReferralQuerySet["Referral"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=OF_STAY, person__isnull=False, stay__isnull=False)
                | (~Q(status__in=OF_STAY) & Q(person__isnull=True, stay__isnull=True)),
                name="participants_referral_taken",
            ),
            models.CheckConstraint(
                condition=(Q(status=ReferralStatus.ENDED) & ~Q(end_reason=""))
                | (~Q(status=ReferralStatus.ENDED) & Q(end_reason="")),
                name="participants_referral_end_reason",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values, referrer__in=Referrer.values),
                name="participants_referral_codes",
            ),
            models.CheckConstraint(
                condition=Q(channel=Channel.REFERRER, user_id__isnull=False)
                | (~Q(channel=Channel.REFERRER) & Q(user_id__isnull=True)),
                name="participants_referral_user",
            ),
        ]
        indexes = [
            models.Index(fields=["team", "status", "-received_on"], name="referral_team_status"),
            models.Index(fields=["team", "person"], name="referral_team_person"),
            models.Index(fields=["user_id", "-received_on"], name="referral_user"),
        ]

    def __str__(self) -> str:
        return f"referral {self.pk}"


class ReferralFile(models.Model):
    """An attachment, or the signed consent: sealed as the referral is. Its name is not kept, since it may tell."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="files")
    kind = models.CharField(max_length=20, choices=FileKind)
    media_type = models.CharField(max_length=40)
    byte_count = models.PositiveIntegerField()
    file_cipher = models.BinaryField()
    recorded_by_id = models.BigIntegerField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=FileKind.values), name="participants_file_kind"),
        ]
        indexes = [models.Index(fields=["team", "referral"], name="referral_file_team")]

    def __str__(self) -> str:
        return f"file {self.pk}"


class ReferralDraft(models.Model):
    """A referral that is being written: the writer's own, or of the public form, which is opened by handle and code.

    Gone when it is sent, and in any case after 14 days (`retention.forget_old`).
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    writer_id = models.BigIntegerField(null=True)
    handle = models.CharField(max_length=20, blank=True)
    code_hash = models.CharField(max_length=200, blank=True)
    typed_cipher = models.BinaryField()
    begun_at = models.DateTimeField(db_default=Now())
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "writer_id"],
                condition=Q(writer_id__isnull=False),
                name="participants_referral_draft_own",
            ),
            models.UniqueConstraint(
                fields=["team", "handle"], condition=~Q(handle=""), name="participants_referral_draft_handle"
            ),
            models.CheckConstraint(
                condition=Q(writer_id__isnull=False, handle="", code_hash="")
                | (Q(writer_id__isnull=True) & ~Q(handle="")),
                name="participants_referral_draft_whose",
            ),
        ]

    def __str__(self) -> str:
        return f"draft {self.pk}"


@track(leave_out=["content_cipher"])
class CallBack(models.Model):
    """A relative who wants to be called: the own name and number, nothing else. Both are forgotten with the call."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    content_cipher = models.BinaryField(null=True)
    recorded_at = models.DateTimeField(db_default=Now())
    called_at = models.DateTimeField(null=True)
    called_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(called_at__isnull=True) | Q(content_cipher__isnull=True),
                name="participants_call_back_forgotten",
            )
        ]
        indexes = [models.Index(fields=["team", "called_at"], name="call_back_team")]

    def __str__(self) -> str:
        return f"call back {self.pk}"
