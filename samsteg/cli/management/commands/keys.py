"""`samsteg keys new NAME | rotate | check`: the master keys, and what is still under each (docs/security/keys.md)."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from samsteg.core.errors import KeyProblem
from samsteg.core.named_keys import NAME_LENGTH, new_named_key
from samsteg.core.roles import as_owner
from samsteg.exchange.sealed_files import rotate_files, rotate_imports, sealed_by_key, unopened_seals
from samsteg.participants.referrals.sealing import (
    referrals_by_key,
    rotate_referrals,
    unopened_referrals,
)
from samsteg.people.key_checks import checked_ring
from samsteg.people.keys import INDEX, KeyRing
from samsteg.people.rotation import identities_by_key, rotate_identities, unopened_identities


class Command(BaseCommand):
    help = "Makes a master key, seals everything anew under the current one, or says which keys are still needed."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        new = acts.add_parser("new", help=_("Prints a new master key to put first in SAMSTEG_MASTER_KEYS."))
        new.add_argument("name", metavar="NAME")
        acts.add_parser("rotate", help=_("Seals everything anew under the current master key."))
        acts.add_parser("check", help=_("Says which master keys are still needed, and tries them all."))

    def handle(self, *args: Any, **options: Any) -> None:
        acts = {"new": self.new, "rotate": self.rotate, "check": self.check_keys}
        try:
            acts[options["act"]](**options)
        except KeyProblem as problem:
            raise CommandError(str(problem)) from problem

    def new(self, *, name: str, **options: Any) -> None:
        """The only thing that this prints is the key: it can be sent straight into a secret store."""
        if name == INDEX or not 0 < len(name) <= NAME_LENGTH or not name.isascii() or not name.isalnum():
            raise CommandError(_("Name the key with letters and digits, such as 2026. “index” is taken."))
        self.stdout.write(new_named_key(name))

    def rotate(self, **options: Any) -> None:
        with as_owner():
            ring = checked_ring(remember=True)
            persons = rotate_identities(ring, on_batch=self._told)
            imports, files = rotate_imports(ring), rotate_files(ring)
            referrals = rotate_referrals(ring)
        self.stdout.write(
            _("Under the key “%(key)s” now: %(persons)d persons, %(imports)d imports, %(files)d uploads.")
            % {"key": ring.current_id, "persons": persons, "imports": imports, "files": files}
        )
        self.stdout.write(_("And %(count)d parts of referrals that wait.") % {"count": referrals})
        self.stdout.write(_("Run `samsteg keys check` before an old key is taken away."))

    def _told(self, done: int) -> None:
        self.stderr.write(_("%(count)d persons so far.") % {"count": done})

    def check_keys(self, **options: Any) -> None:
        with as_owner():
            ring = checked_ring()
            used = Counter(identities_by_key()) + Counter(sealed_by_key())
            used += Counter(referrals_by_key())
            unopened = unopened_identities(ring) + unopened_seals(ring) + unopened_referrals(ring)
        for name in (*ring.masters, *sorted(set(used) - set(ring.masters))):
            self.stdout.write(self._state(name, used[name], ring))
        if unopened:
            raise CommandError(
                _(
                    "%(count)d things can't be opened with these keys. "
                    "Nothing is lost as long as the right key exists: put it back."
                )
                % {"count": unopened}
            )
        self.stdout.write(_("Everything can be opened."))

    def _state(self, name: str, count: int, ring: KeyRing) -> str:
        said = {"key": name, "count": count}
        if name not in ring.masters:
            return _("%(key)s: MISSING, and needed for %(count)d. Put it back in SAMSTEG_MASTER_KEYS.") % said
        if name == ring.current_id:
            return _("%(key)s: in use for new things, needed for %(count)d.") % said
        if count:
            return _("%(key)s: still needed for %(count)d. Run `samsteg keys rotate`.") % said
        return _("%(key)s: not needed any more. It may be taken away.") % said
