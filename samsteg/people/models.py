"""Persons as one team knows them. The same human in two teams is two persons: neither team learns of the other."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from samsteg.core.facts import Fact
from samsteg.core.history import track
from samsteg.organisation.models import Team
from samsteg.people.enums import Sex


@track()
class Person(models.Model):
    """No data of its own: facts in PersonDetail, secrets in Identity."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    own_id = models.CharField(max_length=80, blank=True)  # the team's own id of the person ("Person")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "own_id"], condition=~Q(own_id=""), name="people_person_own_id"
            )
        ]

    def __str__(self) -> str:
        return f"person {self.pk}"


class PersonDetail(Fact):
    """Sex and birth. `birth_year` alone means that only the year is known: ages are then approximate."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="details")
    sex = models.CharField(max_length=10, choices=Sex)
    born_on = models.DateField(null=True)
    birth_year = models.PositiveSmallIntegerField(null=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(
                fields=["person"], condition=Q(superseded_at__isnull=True), name="people_detail_current_once"
            ),
            models.CheckConstraint(
                condition=Q(born_on__isnull=True) | Q(birth_year=models.F("born_on__year")),
                name="people_detail_birth_agrees",
            ),
            models.CheckConstraint(condition=Q(sex__in=Sex.values), name="people_detail_sex_known"),
        ]
        indexes = [models.Index(fields=["team", "person"], name="people_detail_team_person")]

    def __str__(self) -> str:
        return f"detail of person {self.person_id}"


class Identity(models.Model):
    """What points out a person, under a data key of its own (docs/adr/0006). Destroying the key forgets it all."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="identity")
    key_id = models.CharField(max_length=40)
    wrapped_key = models.BinaryField()
    personnummer_cipher = models.BinaryField(null=True)
    personnummer_index = models.BinaryField(null=True)
    name_cipher = models.BinaryField(null=True)
    contact_cipher = models.BinaryField(null=True)
    updated_by_id = models.BigIntegerField(null=True)  # who last changed name or contact data on a page
    updated_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "personnummer_index"], name="people_identity_number_once"
            ),
        ]

    def __str__(self) -> str:
        return f"identity of person {self.person_id}"


class EarlierContact(models.Model):
    """What a change of contact data took away: the fields it changed as they were, under the person's data key.

    Only added to, and forgotten with the key, with a protection, or when the participant doesn't want it kept.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    told_cipher = models.BinaryField()
    replaced_at = models.DateTimeField(db_default=Now())
    replaced_by_id = models.BigIntegerField(null=True)  # None: not on a page

    class Meta:
        indexes = [models.Index(fields=["team", "person"], name="earlier_contact_team_person")]

    def __str__(self) -> str:
        return f"earlier contact of person {self.person_id}"


class KeyCheck(models.Model):
    """What a key of the installation gives for a fixed text, so that a wrong one is noticed. Tells nothing of the key.

    `name` is the master key's name, or that of the index key.
    """

    name = models.CharField(max_length=40, unique=True)
    digest = models.BinaryField()

    def __str__(self) -> str:
        return f"check of the key {self.name}"
