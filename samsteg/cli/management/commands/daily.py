"""`samsteg daily`: what the system's timer runs every night."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.accounts.models import User
from samsteg.accounts.services import forget_expired
from samsteg.activities.calendar.presence import forget_presence
from samsteg.activities.following import follow_stays
from samsteg.activities.offline.services import forget_packages
from samsteg.audit.partitions import make_months
from samsteg.cli.base import ActingCommand
from samsteg.cli.daily_mails import send_daily_mails
from samsteg.cli.log_words import seal_and_verify
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.core.roles import as_owner, post_migrate_grants
from samsteg.exchange.erasures import note_ended_consents
from samsteg.exchange.protecting import erase_asked
from samsteg.exchange.staging import purge_staged
from samsteg.exchange.undo import forget_old_imports
from samsteg.organisation.models import Team
from samsteg.participants.checks import stays_out_of_step
from samsteg.participants.consent_ends import consents_out_of_step
from samsteg.participants.drafts.services import forget_old_drafts
from samsteg.participants.odd_reads import look_through_log
from samsteg.participants.referrals.retention import forget_old
from samsteg.placements.checks import hours_out_of_step
from samsteg.placements.hours_today import refresh_hours
from samsteg.placements.retention import forget_old_contacts
from samsteg.staffing.services import forget_absences

MONTHS_AHEAD = 3


class Command(ActingCommand):
    help = (
        "Prepares, seals and verifies the read log, removes forgotten uploads and checks every team's stays."
    )
    out_of_step: list[str]
    is_nobodys = True

    def execute(self, *args: Any, **options: Any) -> str | None:
        """The log's tables are the owner's, who can't take over inside the transaction of `run`.

        What is wrong is told after it, so that the rest of the night's work stays done.
        """
        with as_owner() as connection:
            made = make_months(connection, today=timezone.localdate(), ahead=MONTHS_AHEAD)
            post_migrate_grants(connection)
            erase_asked(connection)
            note_ended_consents(connection)
            about_log, wrong_in_log = seal_and_verify()
        done: str | None = super().execute(*args, **options)
        today = timezone.localdate()
        sent, failed = send_daily_mails(today)  # after all that is stored: a mail can't be taken back
        self.stdout.write(_("Read log: %(count)d months made ready.") % {"count": len(made)})
        self.stdout.write("\n".join(about_log))
        self.stdout.write(_("Mails that something is due: %(count)d.") % {"count": sent})
        unsent = [_("%(count)d mails could not be sent. Look at the mail settings.") % {"count": failed}]
        if wrong := [*wrong_in_log, *self.out_of_step, *(unsent if failed else [])]:
            raise CommandError("\n".join(wrong))
        return done

    def run(self, *, user: User | None, **options: Any) -> None:
        """Takes all teams explicitly: nightly work is nobody's membership, and shows nobody a person."""
        teams = list(Team.objects.order_by("slug"))
        everywhere = Actor(
            user_id=user.pk if user else 0,
            username=user.username if user else "",
            roles={team.pk: frozenset() for team in teams},
        )
        with acting(everywhere):
            purged = purge_staged()
            forget_old_imports()
            forget_expired()
            forgotten = sum(forget_old(team) + forget_old_contacts(team) for team in teams)
            for team in teams:
                forget_presence(team)
                forget_packages(team)
                refresh_hours(team, timezone.localdate())
                follow_stays(team, None)
                forget_absences(team)
                forget_old_drafts(team)
                look_through_log(team_id=team.pk, today=timezone.localdate())
            self.out_of_step = list(_out_of_step(teams, timezone.localdate()))
        self.stdout.write(_("Forgotten uploads removed: %(count)d.") % {"count": purged})
        self.stdout.write(_("Teams checked: %(count)d.") % {"count": len(teams)})
        self.stdout.write(_("Drafts, calls and contacts forgotten: %(count)d.") % {"count": forgotten})


def _out_of_step(teams: Iterable[Team], today: dt.date) -> Iterator[str]:
    """What each check finds that must not be, team by team."""
    stays = _(
        "%(team)s: %(count)d stays say something else than their facts. Tell those who develop Samsteg."
    )
    ends = _(
        "%(team)s: %(count)d consents end on another day than they should. Tell those who develop Samsteg."
    )
    hours = _(
        "%(team)s: %(count)d placements have other hours than their ladder. Tell those who develop Samsteg."
    )
    for team in teams:
        for text, found in (
            (stays, stays_out_of_step(team.pk)),
            (ends, consents_out_of_step(team.pk)),
            (hours, hours_out_of_step(team.pk, today)),
        ):
            if found:
                yield text % {"team": team.slug, "count": len(found)}
