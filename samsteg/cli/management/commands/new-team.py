"""`samsteg new-team NAME --controller AUTHORITY`: an empty team, in practice mode until the controller's decision."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from samsteg.access.founding import association_called, found_team
from samsteg.access.selectors import actor_for
from samsteg.accounts.models import User
from samsteg.cli.base import ActingCommand
from samsteg.organisation.models import Authority
from samsteg.organisation.services import TeamFacts


class Command(ActingCommand):
    help = "Makes a team. Its controller's officer then gives the roles and writes the decision."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", metavar="NAME")
        parser.add_argument(
            "--controller", required=True, metavar="NAME", help=_("The authority's full name.")
        )
        parser.add_argument("--association", default="", metavar="NAME")
        parser.add_argument("--municipality", default="", metavar="CODE")

    def run(self, *, user: User, **options: Any) -> None:
        controller = Authority.objects.filter(name=options["controller"]).first()
        if controller is None:
            raise CommandError(_("There is no authority “%(name)s”.") % {"name": options["controller"]})
        facts = TeamFacts(
            name=options["name"].strip(),
            municipality_code=options["municipality"],
            association=association_called(options["association"]),
        )
        team = found_team(actor=actor_for(user), facts=facts, controller=controller)
        said = {"team": team.name, "slug": team.slug, "controller": controller.name}
        self.stdout.write(
            _("%(team)s (%(slug)s) is made. The officer of %(controller)s gives the roles on the pages.")
            % said
        )
