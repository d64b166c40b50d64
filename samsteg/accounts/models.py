from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.utils.module_loading import import_string

from samsteg.core.history import track


@track(leave_out=("password", "last_login"))
class User(AbstractUser):
    """A member of staff. Invited, never self-registered; what the user may see follows from memberships alone.

    Names, address and whether the account is open have a history; passwords never.
    """

    class Meta(AbstractUser.Meta):
        swappable = "AUTH_USER_MODEL"

    @property
    def shown_name(self) -> str:
        return self.get_full_name() or self.username


class Session(AbstractBaseSession):
    """A browser that is or was signed in. `session_key` holds the digest of the cookie (accounts.sessions)."""

    user_id = models.BigIntegerField(null=True)
    started_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    device = models.CharField(max_length=80, blank=True)  # browser and system in words

    class Meta(AbstractBaseSession.Meta):
        abstract = False
        indexes = [models.Index(fields=["user_id"], name="session_user")]

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        store: type[SessionBase] = import_string(f"{settings.SESSION_ENGINE}.SessionStore")
        return store


class Counter(models.Model):
    """Attempts made and codes used, shared by all workers (accounts.counters)."""

    name = models.CharField(max_length=250, primary_key=True)
    value = models.JSONField()
    expires_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="counter_expires")]

    def __str__(self) -> str:
        return self.name


@track()
class Invitation(models.Model):
    """A link that opens an account once. The link itself is never stored, only its digest."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 in hex
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)  # None: from the command line without a user
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # a newer one replaced it, or it was taken back
    wrong_count = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"invitation {self.pk}"


@track()
class ElectronicId(models.Model):
    """An e-ID of a user: issuer and subject, never mail. The subject may be a personnummer: only a keyed digest."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="electronic_ids")
    issuer = models.CharField(max_length=300)
    subject_digest = models.CharField(max_length=64)
    connected_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["issuer", "subject_digest"],
                condition=Q(ended_at__isnull=True),
                name="one_user_per_electronic_id",
            )
        ]

    def __str__(self) -> str:
        return f"e-ID {self.pk}"


class DailyMail(models.Model):
    """Where a user wants to hear that something is due, and the day that was last sent. Gone when the user stops it."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="daily_mail")
    address = models.EmailField()
    chosen_at = models.DateTimeField()
    sent_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"daily mail of {self.user_id}"
