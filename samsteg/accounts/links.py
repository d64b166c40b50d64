"""The link of an invitation, and the mail that carries it."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext as _

from samsteg.accounts.invitations import VALID_FOR

LOOPBACK = "http://127.0.0.1:8000"
VALID_HOURS = int(VALID_FOR.total_seconds() // 3600)


def link_of(secret: str, *, here: str = LOOPBACK) -> str:
    """`here`: where the pages are, in practice that has no address of its own."""
    return (settings.SAMSTEG_ADDRESS or here) + reverse("invitation", args=[secret])


def send_link(address: str, link: str) -> None:
    """Says neither what the service is nor who the receiver is: mails are read by many. The address is not kept."""
    body = _(
        "Somebody at your work has made a log-in for you.\n\n%(link)s\n\n"
        "The link works once, for %(hours)d hours. You need a user name too, which you get in another way. "
        "If you don't know what this is about, do nothing."
    )
    EmailMessage(_("A link for you"), body % {"link": link, "hours": VALID_HOURS}, to=[address]).send()
