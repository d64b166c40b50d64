"""The night's mails: at most one a day to each who has chosen it and has something due."""

from __future__ import annotations

import datetime as dt
from smtplib import SMTPException

from django.conf import settings
from django.db import transaction

from samsteg.access.policies import may
from samsteg.access.selectors import actor_for
from samsteg.accounts import daily_mails
from samsteg.accounts.models import User
from samsteg.core.context import set_context
from samsteg.organisation.models import Team
from samsteg.today.gathering import gather

SATURDAY = 5


def send_daily_mails(today: dt.date) -> tuple[int, int]:
    """How many were sent and how many could not be. None at weekends, and none where the installation sends no mail.

    The day is noted, and stored, before the mail goes: whoever runs this twice sends nothing twice.
    """
    if not settings.EMAIL_HOST or today.weekday() >= SATURDAY:
        return 0, 0
    sent = failed = 0
    for mail in daily_mails.not_sent_on(today):
        if not _is_due(mail.user, today) or not daily_mails.claim(mail, today):
            continue
        try:
            daily_mails.send(mail)
        except (OSError, SMTPException):
            daily_mails.release(mail)
            failed += 1
        else:
            sent += 1
    return sent, failed


def _is_due(user: User, today: dt.date) -> bool:
    """As the user's own page of the day has it, with the roles of today. Nobody is shown, so no read is logged."""
    with transaction.atomic():
        actor = actor_for(user)
        set_context(actor)
        teams = list(Team.objects.filter(pk__in=actor.team_ids))
        own = [team for team in teams if may(actor, "today.view", team)]
        found = any(gather(actor, team, today).asks_for_something for team in own)
        set_context(None)
    return found
