"""The team's register of employers: an employer is known by its names, so that a workbook's text finds it.

Nothing here names a participant. Merging twins moves nothing: a twin says which one it is the same as, and reads are
done over both, so that it can be undone.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from samsteg.core.history import track
from samsteg.organisation.models import Team
from samsteg.placements.employers.enums import ContactKind, EmployerStatus, RequestPeriod, Sector


@track()
class Employer(models.Model):
    """`at_once_most`: how many participants at a time it takes, None where it has not said. `requests_most`: how often
    it wants to be asked in `requests_days` days, None likewise. `sort_name` as people look for it. `merged_into`: the
    one that it turned out to be the same as.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    name = models.CharField(max_length=200)
    sort_name = models.CharField(max_length=400)
    organisation_number = models.CharField(max_length=11, blank=True)
    sector = models.CharField(max_length=20, choices=Sector, blank=True)
    municipality_code = models.CharField(max_length=4, blank=True)
    address = models.CharField(max_length=300, blank=True)
    tasks = models.CharField(max_length=1000, blank=True)
    at_once_most = models.PositiveSmallIntegerField(null=True)
    requests_most = models.PositiveSmallIntegerField(null=True)
    requests_days = models.PositiveSmallIntegerField(choices=RequestPeriod, default=RequestPeriod.QUARTER)
    status = models.CharField(max_length=20, choices=EmployerStatus, default=EmployerStatus.ACTIVE)
    ask_again_on = models.DateField(null=True)
    ask_again_why = models.CharField(max_length=300, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")), name="employer_not_own_twin"
            ),
            models.CheckConstraint(
                condition=Q(ask_again_on__isnull=False) | Q(ask_again_why=""), name="employer_why_has_day"
            ),
            models.CheckConstraint(
                condition=Q(requests_days__in=RequestPeriod.values), name="employer_request_period"
            ),
            models.CheckConstraint(
                condition=Q(status__in=EmployerStatus.values), name="employer_status_known"
            ),
        ]
        indexes = [
            models.Index(fields=["team", "sort_name"], name="employer_team_name"),
            models.Index(
                fields=["team", "ask_again_on"],
                condition=Q(ask_again_on__isnull=False),
                name="employer_team_ask",
            ),
        ]

    def __str__(self) -> str:
        return self.name


@track()
class EmployerName(models.Model):
    """A name that an employer is known by, now or before. `folded`: lower case, single spaces."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    employer = models.ForeignKey(Employer, on_delete=models.CASCADE, related_name="names")
    folded = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "folded"], name="employer_name_once")]

    def __str__(self) -> str:
        return self.folded


@track(leave_out=["name", "role", "phone", "mail"])
class EmployerContact(models.Model):
    """Somebody to call there, in their work. `confirmed_on`: when somebody last saw that it is right."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    employer = models.ForeignKey(Employer, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=150)
    role = models.CharField(max_length=150, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    mail = models.CharField(max_length=254, blank=True)
    confirmed_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["team", "employer"], name="contact_team_employer")]

    def __str__(self) -> str:
        return f"contact {self.pk}"


@track(leave_out=["text"])
class EmployerNote(models.Model):
    """That one was in touch with an employer, and what was said; `is_request`: and asked for a place. Names no
    participant: what is typed is looked through.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    employer = models.ForeignKey(Employer, on_delete=models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=20, choices=ContactKind)
    happened_on = models.DateField()
    text = models.CharField(max_length=2000)
    is_request = models.BooleanField(default=False)
    written_by_id = models.BigIntegerField()
    written_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["team", "employer", "-happened_on"], name="employer_note_team_employer")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.happened_on}"


@track(leave_out=["content"])
class EmployerDocument(models.Model):
    """An agreement with an employer as a file. An agreement about a participant doesn't belong here. `signed_on`: the
    day when it was signed, where it is something to sign and somebody has told.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    employer = models.ForeignKey(Employer, on_delete=models.CASCADE, related_name="documents")
    title = models.CharField(max_length=150)
    signed_on = models.DateField(null=True)
    media_type = models.CharField(max_length=40)
    content = models.BinaryField()
    added_by_id = models.BigIntegerField()
    added_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["team", "employer"], name="document_team_employer")]

    def __str__(self) -> str:
        return f"document {self.pk}"
