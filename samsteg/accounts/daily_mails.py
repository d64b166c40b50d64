"""The mail that a user may choose to get on a day when something is due: one a day, whatever it is."""

from __future__ import annotations

import datetime as dt

from django.core.mail import EmailMessage
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.accounts.models import DailyMail
from samsteg.core.actor import Actor


def daily_mail_of(user_id: int) -> DailyMail | None:
    return DailyMail.objects.filter(user_id=user_id).first()


def choose_daily_mail(*, actor: Actor, address: str) -> None:
    """One's own, to the address from now on; another address takes the place of the one before."""
    DailyMail.objects.update_or_create(
        user_id=actor.user_id, defaults={"address": address, "chosen_at": timezone.now()}
    )


def stop_daily_mail(*, actor: Actor) -> None:
    """The address is forgotten. Stopped twice is no fault."""
    DailyMail.objects.filter(user_id=actor.user_id).delete()


def not_sent_on(day: dt.date) -> list[DailyMail]:
    """Of accounts that are open."""
    rows = DailyMail.objects.filter(_before(day), user__is_active=True)
    return list(rows.select_related("user").order_by("user_id"))


def claim(mail: DailyMail, day: dt.date) -> bool:
    """Notes that it is sent on the day; False when it was already, by another run of the night's work."""
    return bool(DailyMail.objects.filter(_before(day), pk=mail.pk).update(sent_on=day))


def release(mail: DailyMail) -> None:
    """It could not be sent after all: the next run tries again."""
    DailyMail.objects.filter(pk=mail.pk).update(sent_on=mail.sent_on)


def send(mail: DailyMail) -> None:
    """Names neither a person, nor the service, nor what it is about: mails are read by many."""
    body = _(
        "Something waits for you today. Log in where you usually do.\n\nYou stop these mails on your account."
    )
    EmailMessage(_("Something waits for you"), body, to=[mail.address]).send()


def _before(day: dt.date) -> Q:
    return Q(sent_on__isnull=True) | Q(sent_on__lt=day)
