"""`samsteg appoint-officer USER --controller NAME --decision NUMBER`: by a system administrator."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.enums import Office
from samsteg.access.granting import appoint
from samsteg.access.selectors import actor_for
from samsteg.accounts.models import User
from samsteg.cli.base import ActingCommand, active_user
from samsteg.core.context import set_context
from samsteg.organisation.models import Authority


class Command(ActingCommand):
    help = "Appoints a controller's officer by decision: the one who gives roles and reviews the read log."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", metavar="USER")
        parser.add_argument(
            "--controller", required=True, metavar="NAME", help=_("The authority's full name.")
        )
        parser.add_argument("--decision", required=True, metavar="NUMBER")

    def run(self, *, user: User, **options: Any) -> None:
        receiver = active_user(options["name"])
        controller = Authority.objects.filter(name=options["controller"]).first()
        if controller is None:
            raise CommandError(_("There is no authority “%(name)s”.") % {"name": options["controller"]})
        actor = actor_for(user)
        set_context(actor)
        appoint(
            actor=actor,
            user=receiver,
            office=Office.CONTROLLER_OFFICER,
            authority=controller,
            valid_from=timezone.localdate(),
            decision_number=options["decision"],
        )
        said = {"name": receiver.username, "controller": controller.name}
        self.stdout.write(_("%(name)s is officer of %(controller)s from today.") % said)
