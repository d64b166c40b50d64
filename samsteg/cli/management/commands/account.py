"""`samsteg account USER --close|--open|--end-sessions`: closes an account at once, or opens it again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from samsteg.access.account_care import close_account, end_sessions, open_account
from samsteg.accounts.models import User
from samsteg.cli.management.commands.invite import acting_as
from samsteg.core.errors import SamstegError


class Command(BaseCommand):
    help = "Closes an account and ends its sessions at once, opens it again, or only ends its sessions."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", metavar="USER")
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--close", dest="what", action="store_const", const="close")
        what.add_argument("--open", dest="what", action="store_const", const="open")
        what.add_argument("--end-sessions", dest="what", action="store_const", const="end")
        parser.add_argument(
            "--as", dest="acting", metavar="USER", help=_("System administrator who decides.")
        )

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError(_("There is no user “%(name)s”.") % {"name": options["username"]})
        try:
            self.stdout.write(self._do(options["what"], user, options["acting"]))
        except SamstegError as refusal:
            raise CommandError(str(refusal)) from refusal

    def _do(self, what: str, user: User, acting: str | None) -> str:
        actor = acting_as(acting)
        if what == "open":
            open_account(actor=actor, user=user)
            return _("The account is open.")
        closes = what == "close"
        count = close_account(actor=actor, user=user) if closes else end_sessions(actor=actor, user=user)
        done = _("The account is closed.") if closes else ""
        return f"{done} {_('Sessions ended: %(count)d.') % {'count': count}}".strip()
