"""`samsteg invite USER`: an account and the link that opens it once. Gives no role in any team."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from samsteg.access.account_care import invite
from samsteg.access.selectors import actor_for
from samsteg.accounts.links import VALID_HOURS, link_of, send_link
from samsteg.accounts.models import User
from samsteg.core.actor import Actor
from samsteg.core.errors import SamstegError


class Command(BaseCommand):
    """Without --as whoever runs the machine invites: the first account has nobody else to come from."""

    help = "Makes an account, or starts one anew whose owner has lost the way in, and prints a link that works once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", metavar="USER")
        parser.add_argument("--first-name", default="")
        parser.add_argument("--last-name", default="")
        parser.add_argument(
            "--mail", metavar="ADDRESS", help=_("Send the link there; the address is not kept.")
        )
        parser.add_argument(
            "--as", dest="acting", metavar="USER", help=_("System administrator who invites.")
        )

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user, secret = invite(
                actor=acting_as(options["acting"]),
                username=options["username"],
                first_name=options["first_name"],
                last_name=options["last_name"],
            )
        except SamstegError as refusal:
            raise CommandError(str(refusal)) from refusal
        link = link_of(secret)
        if options["mail"]:
            send_link(options["mail"], link)
            self.stdout.write(
                _("The link is sent. Tell the user name %(name)s in another way.") % {"name": user.username}
            )
            return
        self.stdout.write(link)
        text = _("It works once, for %(hours)d hours, together with the user name %(name)s. Give it by hand.")
        self.stdout.write(text % {"hours": VALID_HOURS, "name": user.username})


def acting_as(username: str | None) -> Actor | None:
    """Raises CommandError for a name that is nobody's."""
    if not username:
        return None
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise CommandError(_("There is no user “%(name)s”.") % {"name": username})
    return actor_for(user)
