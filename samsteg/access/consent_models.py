"""What a person has let whom know, on which paper; what was told without consent; where items come from.

Rows only grow: a change is a new row, and of a consent no more than its end is written later (core.roles).
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from samsteg.access.consent_enums import ConsentEnd, ConsentForm, ConsentKind, LegalGround, Signer
from samsteg.access.enums import DataCategory
from samsteg.core.history import track
from samsteg.organisation.models import Authority, Team
from samsteg.people.models import Person


@track()
class ConsentText(models.Model):
    """The form's wording, approved by the controller's officer. Versions are added, none is changed."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField()
    texts: models.JSONField[Any, Any] = models.JSONField()  # {edition: {part: text}}, see consent_texts
    decision_number = models.CharField(max_length=80)
    approved_by_id = models.BigIntegerField()
    approved_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "version"], name="access_consent_text_once"),
            models.CheckConstraint(condition=~Q(decision_number=""), name="access_consent_text_decision"),
        ]

    def __str__(self) -> str:
        return f"version {self.version}"


class ConsentPaper(models.Model):
    """What shows that somebody consented, under the person's data key: the file, and who signed for the person.

    One paper may hold several consents. Without history, as it is never changed and must be forgotten with the key.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consent_papers")
    file_cipher = models.BinaryField(null=True)
    media_type = models.CharField(max_length=40, blank=True)
    byte_count = models.PositiveIntegerField(default=0)
    signer_name_cipher = models.BinaryField(null=True)
    recorded_by_id = models.BigIntegerField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["team", "person"], name="consent_paper_person")]

    def __str__(self) -> str:
        return f"paper {self.pk}"


@track()
class Consent(models.Model):
    """One person lets one source tell some recipients some categories, for a purpose and up to a day.

    `source_authority` is whose information it is; empty means the team's own record, the controller's. Recipients are
    the team (`to_team`) and the authorities of ConsentRecipient. Days are half-open. `agreed_to` is what was agreed,
    `valid_to` the projection of it that ends with the stay (participants.consent_ends).
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    kind = models.CharField(max_length=20, choices=ConsentKind)
    source_authority = models.ForeignKey(Authority, on_delete=models.PROTECT, null=True, related_name="+")
    to_team = models.BooleanField(default=False)
    categories = ArrayField(models.CharField(max_length=20, choices=DataCategory), default=list)
    purpose = models.CharField(max_length=300, blank=True)
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, null=True, related_name="+")
    edition = models.CharField(max_length=20, blank=True)  # of the text: which of its languages was signed
    form = models.CharField(max_length=20, choices=ConsentForm)
    form_note = models.CharField(max_length=300, blank=True)
    paper = models.ForeignKey(ConsentPaper, on_delete=models.PROTECT, null=True, related_name="+")
    signer = models.CharField(max_length=20, choices=Signer, default=Signer.SELF)
    signed_on = models.DateField()
    is_about_two = models.BooleanField(
        default=False
    )  # tells about another person too, who has signed as well
    second_signed_on = models.DateField(null=True)
    valid_from = models.DateField()
    agreed_to = models.DateField()
    valid_to = models.DateField()
    ends_at_exit = models.BooleanField(default=True)
    ends_at_start = models.BooleanField(default=False)  # given for the time before the start alone
    recorded_by_id = models.BigIntegerField(null=True)  # empty for what a workbook says
    recorded_at = models.DateTimeField(db_default=Now())
    ended_as = models.CharField(max_length=20, choices=ConsentEnd, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__gt=F("valid_from"), agreed_to__gte=F("valid_to")),
                name="access_consent_days",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__gte=F("signed_on")), name="access_consent_signed_first"
            ),
            models.CheckConstraint(
                condition=Q(is_about_two=False, second_signed_on__isnull=True)
                | Q(is_about_two=True, second_signed_on__isnull=False, second_signed_on__lte=F("valid_from")),
                name="access_consent_both_signed",
            ),
            models.CheckConstraint(
                condition=(Q(kind=ConsentKind.SECRECY) & ~Q(categories=[]))
                | Q(
                    ~Q(kind=ConsentKind.SECRECY),
                    source_authority__isnull=True,
                    to_team=False,
                    categories=[],
                ),
                name="access_consent_what",
            ),
            models.CheckConstraint(
                condition=Q(ended_as="", ended_at__isnull=True)
                | (~Q(ended_as="") & Q(ended_at__isnull=False)),
                name="access_consent_ended",
            ),
            models.CheckConstraint(
                condition=~Q(form=ConsentForm.ORAL) | ~Q(form_note=""), name="access_consent_oral_note"
            ),
        ]
        indexes = [
            models.Index(fields=["team", "person"], name="consent_of_person"),
            models.Index(fields=["team", "valid_to"], name="consent_ends"),
        ]

    def __str__(self) -> str:
        return f"consent {self.pk}"


@track()
class ConsentRecipient(models.Model):
    """An authority that a consent lets know. It may tell nobody further: that takes a consent of its own."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    consent = models.ForeignKey(Consent, on_delete=models.CASCADE, related_name="recipients")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "consent", "authority"], name="access_recipient_once")
        ]
        indexes = [models.Index(fields=["team", "authority"], name="consent_recipient")]

    def __str__(self) -> str:
        return f"{self.consent_id} to {self.authority_id}"


@track()
class ConsentRefusal(models.Model):
    """Somebody said no to sharing and takes part all the same. Half-open days."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consent_refusals")
    kind = models.CharField(max_length=20, choices=ConsentKind)
    refused_on = models.DateField()
    ended_on = models.DateField(null=True)
    recorded_by_id = models.BigIntegerField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"], condition=Q(ended_on__isnull=True), name="access_refusal_once"
            )
        ]
        indexes = [models.Index(fields=["team", "refused_on"], name="consent_refusal_day")]

    def __str__(self) -> str:
        return f"{self.kind} {self.refused_on}"


class Disclosure(models.Model):
    """Something told to somebody without consent, because law allows it: what, to whom, by whose decision.

    Never made by the system. Without history, as it is never changed and must be forgotten with the data key.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="disclosures")
    source_authority = models.ForeignKey(Authority, on_delete=models.PROTECT, null=True, related_name="+")
    categories = ArrayField(models.CharField(max_length=20, choices=DataCategory))
    what_cipher = models.BinaryField()
    receiver = models.CharField(max_length=200)
    ground = models.CharField(max_length=20, choices=LegalGround)
    paragraph = models.CharField(max_length=120)
    decided_by = models.CharField(max_length=120)
    disclosed_on = models.DateField()
    is_secret_to_person = models.BooleanField(default=False)
    recorded_by_id = models.BigIntegerField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(paragraph="") & ~Q(decided_by="") & ~Q(receiver=""),
                name="access_disclosure_grounded",
            )
        ]
        indexes = [models.Index(fields=["team", "person"], name="disclosure_of_person")]

    def __str__(self) -> str:
        return f"disclosure {self.pk}"


@track()
class SourceLink(models.Model):
    """There is an item about the person whose source is the authority: its representatives may see that they are one.

    Kept by whoever stores such an item (`source_links.note_source`), so that access needs to know no items.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="source_links")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "person", "authority"], name="access_source_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} from {self.authority_id}"
