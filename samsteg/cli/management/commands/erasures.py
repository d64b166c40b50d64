"""`samsteg erasures erase TEAM PERSON --decision NUMBER [--now]` and `replay FILE`: as the owner."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _

from samsteg.audit.alarms import raise_alarm
from samsteg.audit.enums import AlarmKind
from samsteg.cli.log_words import PROGRAM
from samsteg.core.errors import SamstegError
from samsteg.core.roles import as_owner
from samsteg.exchange.erasures import erase_persons, replay
from samsteg.exchange.protecting import forget_in_files
from samsteg.organisation.models import Team
from samsteg.people.models import Person


class Command(BaseCommand):
    help = "Erases one person's whole record by the controller's decision, or erases again after a restored backup."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        one = acts.add_parser("erase", help=_("Says what would go; with --now it goes, for good."))
        one.add_argument("team", metavar="TEAM")
        one.add_argument("person", type=int, metavar="PERSON", help=_("The number in the page's address."))
        one.add_argument("--decision", required=True, metavar="NUMBER")
        one.add_argument("--now", action="store_true")
        again = acts.add_parser("replay", help=_("After a restored backup, before anybody works."))
        again.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with as_owner() as connection:
                if options["act"] == "erase":
                    self.erase(connection, **options)
                else:
                    self.replay(connection, options["file"])
        except SamstegError as refusal:
            raise CommandError(str(refusal)) from refusal

    def erase(
        self,
        connection: BaseDatabaseWrapper,
        *,
        team: str,
        person: int,
        decision: str,
        now: bool,
        **options: Any,
    ) -> None:
        place = Team.objects.filter(slug=team).first()
        if place is None or not Person.objects.filter(team=place, pk=person).exists():
            raise CommandError(_("The team has no such participant. Look at both."))
        if not now:
            text = _(
                "The whole record of participant %(id)d in %(team)s would go, and figures that counted it change. "
                "Add --now."
            )
            self.stdout.write(text % {"id": person, "team": place.name})
            return
        with transaction.atomic():
            forget_in_files(place, person)
            raise_alarm(
                actor=PROGRAM,
                team_id=place.pk,
                kind=AlarmKind.RECORD_ERASED,
                person_id=person,
                reason=decision,
            )
        gone = erase_persons(connection, [(place.pk, person)])
        self.stdout.write(_("The record is erased: %(count)d rows.") % {"count": sum(gone.values())})

    def replay(self, connection: BaseDatabaseWrapper, file: Path) -> None:
        done = replay(connection, file)
        said = {"persons": done.person_count, "consents": done.consent_count}
        self.stdout.write(
            _("Erased again: %(persons)d persons. Taken back again: %(consents)d consents.") % said
        )
        if done.unreadable:
            lines = ", ".join(str(number) for number in done.unreadable)
            raise CommandError(
                _("Lines of the journal that can't be understood: %(lines)s.") % {"lines": lines}
            )
