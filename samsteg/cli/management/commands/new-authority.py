"""`samsteg new-authority NAME --kind KIND`: a board or agency that can be controller, refer, or be represented."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from samsteg.access.founding import found_authority
from samsteg.access.selectors import actor_for
from samsteg.accounts.models import User
from samsteg.cli.base import ActingCommand
from samsteg.organisation.enums import AuthorityKind


class Command(ActingCommand):
    help = "Makes an authority: each board (nämnd) of a municipality is one of its own."

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", metavar="NAME")
        parser.add_argument("--kind", required=True, choices=AuthorityKind.values)
        parser.add_argument("--municipality", default="", metavar="CODE")

    def run(self, *, user: User, **options: Any) -> None:
        made = found_authority(
            actor=actor_for(user),
            name=options["name"],
            kind=AuthorityKind(options["kind"]),
            municipality_code=options["municipality"],
        )
        self.stdout.write(_("%(name)s can be chosen now.") % {"name": made.name})
