"""`samsteg appoint-admin USER`: names a system administrator; the first one needs nobody's leave."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.enums import Office
from samsteg.access.granting import appoint, name_first_administrator
from samsteg.access.selectors import actor_for
from samsteg.cli.base import active_user
from samsteg.core.context import set_context
from samsteg.core.errors import SamstegError


class Command(BaseCommand):
    help = "Names a system administrator: the first one without --as, the next ones by one who is."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", metavar="USER")
        parser.add_argument("--as", dest="appointer", metavar="USER", help=_("User name to act as."))

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with transaction.atomic():
                self._name(options["name"], options["appointer"])
        except SamstegError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(_("%(name)s is system administrator from today.") % {"name": options["name"]})

    def _name(self, name: str, appointer: str | None) -> None:
        receiver, today = active_user(name), timezone.localdate()
        if appointer is None:
            name_first_administrator(user=receiver, valid_from=today)
            return
        actor = actor_for(active_user(appointer))
        set_context(actor)
        appoint(actor=actor, user=receiver, office=Office.SYSTEM_ADMIN, valid_from=today)
