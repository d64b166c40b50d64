"""What participants send, and the personal links that can only receive (docs/adr/0016). Neither has history: what is
sent is never changed, and of both only what has happened to them is written later (core.roles).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from samsteg.organisation.models import Team
from samsteg.participants.own_access.enums import Channel, MessageKind
from samsteg.people.models import Person


class PersonalLink(models.Model):
    """A way for one person to send one thing, once. The token is known to nobody but whoever holds the link.

    `handle_digest` is of the secret that a browser gets for the token; a later exchange ends the earlier one's.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=MessageKind)
    meeting_series = models.UUIDField(null=True)  # the follow-up that it is about
    token_digest = models.BinaryField()
    handle_digest = models.BinaryField(null=True)
    handle_until = models.DateTimeField(null=True)
    made_by_id = models.BigIntegerField()
    made_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "token_digest"], name="participants_link_token_once"),
            models.UniqueConstraint(fields=["team", "handle_digest"], name="participants_link_handle_once"),
            models.CheckConstraint(condition=Q(kind__in=MessageKind.values), name="participants_link_kind"),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(revoked_at__isnull=True),
                name="participants_link_one_end",
            ),
        ]
        indexes = [models.Index(fields=["team", "person"], name="link_team_person")]

    def __str__(self) -> str:
        return f"link {self.pk}"


class OwnMessage(models.Model):
    """What a participant has sent, under the person's data key. For the team's staff: it is told to no authority."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=MessageKind)
    channel = models.CharField(max_length=20, choices=Channel)
    link = models.ForeignKey(PersonalLink, on_delete=models.SET_NULL, null=True, related_name="+")
    meeting_series = models.UUIDField(null=True)
    content_cipher = models.BinaryField()
    sent_at = models.DateTimeField(db_default=Now())
    handled_at = models.DateTimeField(null=True)
    handled_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=MessageKind.values, channel__in=Channel.values),
                name="participants_message_codes",
            ),
        ]
        indexes = [
            models.Index(fields=["team", "person", "-sent_at"], name="message_team_person"),
            models.Index(
                fields=["team", "-sent_at"], condition=Q(handled_at__isnull=True), name="message_team_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"
