"""Gives a person protected identity, and forgets what the controller's rule doesn't let the team keep of them.

What goes is listed before it goes (`what_goes`) and is gone in every version: facts are corrected by superseding, but
what a threatened person's record may not hold must not stand in its past either.
"""

from __future__ import annotations

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samsteg.access.enums import ProtectionLevel, ProtectionRule
from samsteg.access.models import Protection
from samsteg.access.policies import require
from samsteg.access.protection import (
    ask_erasure,
    count_unregistered,
    protection_of,
    rule_of,
    set_protection,
    tell_protection,
)
from samsteg.core.actor import Actor
from samsteg.core.errors import Refused
from samsteg.exchange.besides import unseal
from samsteg.exchange.erasures import erase_persons
from samsteg.exchange.models import AppliedImport, StagedFile
from samsteg.exchange.staging import discard_staged
from samsteg.follow_ups.retention import count_meeting_places, forget_meeting_places, forget_minutes
from samsteg.organisation.models import Team
from samsteg.participants.one_person import PersonRecord, person_record
from samsteg.participants.own_access.retention import forget_own_access
from samsteg.participants.referrals.retention import count_referrals, forget_referrals, forget_whereabouts
from samsteg.participants.retention import (
    count_around,
    forget_around,
    forget_decisions,
    forget_drafts,
    forget_free_text,
    forget_municipality,
    forget_notes,
    forget_plan,
    held_of_stays,
    stay_ids_of,
)
from samsteg.participants.visits.retention import count_visit_places, forget_asked, forget_visit_places
from samsteg.people.retention import forget_birth_date, forget_contact, held_of_person
from samsteg.people.services import forget_identity
from samsteg.placements.agreements import count_agreements, forget_agreements
from samsteg.placements.retention import count_employers, forget_employers, forget_placement_texts


def what_goes(team: Team, person_id: int, rule: ProtectionRule) -> list[str]:
    """What is stored of the person that the rule doesn't let stay, in words. Empty when there is nothing."""
    if rule is ProtectionRule.NOT_HERE:
        return [
            _("The whole record: stays, dates, consents, notes, everything. Only sex and year are counted.")
        ]
    stays = stay_ids_of(team, person_id)
    person, told = held_of_person(team, person_id), held_of_stays(team, stays)
    employers = count_employers(team, stays)
    lines = [
        (person.has_contact, _("Contact data")),
        (told.has_municipality, _("The municipality")),
        (
            bool(employers),
            ngettext("The employer of work training", "%(count)d employers of work training", employers)
            % {"count": employers},
        ),
        (bool(count_agreements(team, person_id)), _("Signed agreements with workplaces, the files too")),
        (
            bool(count_around(team, person_id)),
            _("Those round the participant: who they are and where they work"),
        ),
        (bool(count_meeting_places(team, person_id)), _("Places of follow-ups, and whom they were with")),
        (bool(count_visit_places(team, person_id)), _("Places of visits before the start")),
        (
            bool(count_referrals(team, person_id)),
            _("What the referral says about where the person is reached"),
        ),
    ]
    if rule is ProtectionRule.WITHOUT_IDENTITY:
        lines += [
            (person.has_name, _("The name")),
            (person.has_number, _("The identity number")),
            (person.has_birth_date, _("The date of birth; the year stays")),
            (told.has_free_text, _("Free text about the exit")),
            (True, _("Notes, the plan, signed papers and all else that is written about the person")),
        ]
    return [text for holds, text in lines if holds]


@transaction.atomic
def protect(*, actor: Actor, team: Team, person_id: int, level: ProtectionLevel, forget: bool) -> None:
    """The level holds from the next request on. `forget` takes away what `what_goes` lists, for good.

    Raises PermissionRefused, NotVisible for a person whom the actor can't open.
    """
    require(actor, "protection.set", team)
    record = person_record(actor=actor, team=team, person_id=person_id)
    set_protection(actor=actor, team=team, person_id=person_id, level=level)
    if forget:
        _forget(actor, team, record, rule_of(team.pk))


@transaction.atomic
def forget_forbidden(*, actor: Actor, team: Team, person_id: int) -> None:
    """For a person who is protected already. Raises as `protect`; Refused when the person isn't protected."""
    require(actor, "protection.set", team)
    record = person_record(actor=actor, team=team, person_id=person_id)
    if protection_of(team.pk, person_id) is None:
        raise Refused(_("The participant has no protected identity here. Load the page again."))
    _forget(actor, team, record, rule_of(team.pk))


def _forget(actor: Actor, team: Team, record: PersonRecord, rule: ProtectionRule) -> None:
    person_id, stays = record.person_id, stay_ids_of(team, record.person_id)
    forget_contact(team, person_id)
    forget_municipality(team, stays)
    forget_employers(team, stays)
    forget_around(team, person_id)
    forget_meeting_places(team, person_id)
    forget_visit_places(team, person_id)
    forget_agreements(team, person_id)
    forget_whereabouts(team, person_id)
    forget_in_files(team, person_id)
    forget_drafts(team, person_id, only_where=rule is ProtectionRule.NAMED_STAFF)
    if rule is not ProtectionRule.NAMED_STAFF:
        forget_notes(team, person_id)
        forget_plan(team, person_id)
        forget_decisions(team, person_id)
        forget_minutes(team, person_id)
        forget_own_access(actor, team, person_id)
        forget_placement_texts(team, person_id)
        forget_referrals(team, person_id)
        forget_asked(team, person_id)
        forget_identity(team=team, person_id=person_id)
        forget_birth_date(team, person_id)
        forget_free_text(team, stays)
    if rule is ProtectionRule.NOT_HERE:
        sex = next((one.sex for one in record.details if one.superseded_at is None), "other")
        count_unregistered(actor=actor, team=team, year=timezone.localdate().year, sex=sex)
        ask_erasure(actor=actor, team=team, person_id=person_id)
    else:
        tell_protection(actor, team, person_id, "forgotten")


def forget_in_files(team: Team, person_id: int) -> None:
    """Imports that name the person can't be undone any more; uploads that wait may hold the person and go."""
    for row in AppliedImport.objects.filter(team=team, sealed__isnull=False):
        found = unseal(bytes(row.sealed or b""), row.source_id)
        sides = (found.before, found.after)
        if any(person_id in side.persons or person_id in side.stays.values() for side in sides):
            row.sealed = None
            row.save(update_fields=["sealed"])
    for staged in StagedFile.objects.filter(team=team, applied_at__isnull=True):
        discard_staged(staged)


def erase_asked(connection: BaseDatabaseWrapper) -> int:
    """The night's work, as the owner: takes away the records that are to go, with their history. Returns how many.

    The read log and the alarms stay: they tell that somebody was read and that the record went, by number alone.
    """
    asked = list(
        Protection.objects.filter(erase_asked_at__isnull=False, valid_to__isnull=True).values_list(
            "team_id", "person_id"
        )
    )
    erase_persons(connection, asked)
    return len(asked)
