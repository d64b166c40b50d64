"""What a telephone was given for a roll call without coverage: only the server knows whom a token stands for."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from samsteg.organisation.models import Team
from samsteg.people.models import Person


class OfflinePackage(models.Model):
    """One team's part of what one device was given. `handle` names the whole of it. By the server's clock."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    handle = models.UUIDField()
    user_id = models.BigIntegerField()
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "handle"], name="activities_package_once"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("issued_at")), name="activities_package_times"
            ),
        ]
        indexes = [models.Index(fields=["team", "user_id"], name="package_team_user")]

    def __str__(self) -> str:
        return f"package {self.handle}"


class OfflineToken(models.Model):
    """A person at a session, as the device knows it. `mark_id`: the mark that stood when the package was made."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    package = models.ForeignKey(OfflinePackage, on_delete=models.CASCADE, related_name="tokens")
    token = models.UUIDField(default=uuid.uuid4)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    session_series = models.UUIDField()
    mark_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "token"], name="activities_token_once"),
        ]

    def __str__(self) -> str:
        return f"token {self.token}"
