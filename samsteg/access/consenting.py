"""Recording what a person has let whom know, and taking it back. Changes are new rows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.consent_days import longest_time
from samsteg.access.consent_enums import CHOSEN_FORMS, ConsentEnd, ConsentForm, ConsentKind, Signer
from samsteg.access.consent_models import Consent, ConsentPaper, ConsentRecipient, ConsentRefusal
from samsteg.access.consent_texts import text_signed
from samsteg.access.controller_rules import ON, rules_at
from samsteg.access.enums import DataCategory, Ground, RuleName
from samsteg.access.opened import Source, one_controller
from samsteg.access.papers import Paper
from samsteg.access.policies import require
from samsteg.access.querysets import OF_STAFF, visible_persons
from samsteg.core.actor import Actor
from samsteg.core.bulk import new_ids
from samsteg.core.errors import NotVisible, Refused
from samsteg.organisation.models import Team
from samsteg.people.models import Person
from samsteg.people.vault import vault_to_fill

DAY = dt.timedelta(days=1)
MOMENT = dt.timedelta(minutes=2)


class ConsentRefused(Refused):
    """`field` names the part of what was given that must be mended."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the person signed. One row is made for each source; days are inclusive, `last_day` empty for the longest.

    `sources`, `to_team`, `receivers` and `categories` belong to a consent that lifts secrecy.
    """

    kind: ConsentKind
    signed_on: dt.date
    form: ConsentForm
    sources: tuple[Source, ...] = ()
    to_team: bool = False
    receivers: tuple[int, ...] = ()
    categories: tuple[DataCategory, ...] = ()
    purpose: str = ""
    form_note: str = ""
    edition: str = ""
    signer: Signer = Signer.SELF
    signer_name: str = ""
    is_about_two: bool = False
    second_signed_on: dt.date | None = None
    last_day: dt.date | None = None
    ends_at_exit: bool = True
    ends_at_start: bool = False
    paper: Paper | None = None

    @property
    def begins_on(self) -> dt.date:
        return max(self.signed_on, self.second_signed_on or self.signed_on)


def record_consent(*, actor: Actor, team: Team, person_id: int, given: Given) -> list[Consent]:
    """Stores what the person signed, with its evidence. The caller projects the ends (participants.consent_ends).

    Raises ConsentRefused for what doesn't hold together, PermissionRefused, and NotVisible for somebody else's person.
    """
    require_person(actor, team, person_id, "consents.write")
    _check_kind(team, given)
    _check_days(team, given)
    _check_signing(given)
    if made := _sent_before(actor, team, person_id, given):
        return made
    made = _keep(actor, team, person_id, given)
    ConsentRefusal.objects.filter(
        team=team, person_id=person_id, kind=given.kind, ended_on__isnull=True
    ).update(ended_on=timezone.localdate())
    return made


def keep_referred(*, actor: Actor, team: Team, person_id: int, given: Given) -> Consent:
    """What the person said yes to before there was a record, from one source: stored as it was said.

    For who turns a referral into a stay and need not see the participant after that. A refusal from before stands: what
    is given here is no more than the referral asked for. The caller projects the ends.
    """
    return _keep(actor, team, person_id, given)[0]


def end_consent(
    *, actor: Actor, team: Team, person_id: int, consent_id: int, ended_as: ConsentEnd = ConsentEnd.WITHDRAWN
) -> Consent:
    """Withdrawn by the person, or recorded by mistake: holds no more from the next request on.

    Raises Refused for one that has already ended, PermissionRefused, NotVisible.
    """
    require_person(actor, team, person_id, "consents.write")
    rows = Consent.objects.select_for_update().filter(team=team, person_id=person_id, pk=consent_id)
    held = rows.first()
    if held is None:
        raise NotVisible
    if held.ended_as:
        raise Refused(_("The consent has already been ended. Load the page again."))
    held.ended_as, held.ended_at, held.ended_by_id = ended_as, timezone.now(), actor.user_id
    held.save(update_fields=["ended_as", "ended_at", "ended_by_id"])
    return held


def record_refusal(
    *, actor: Actor, team: Team, person_id: int, kind: ConsentKind, refused_on: dt.date
) -> ConsentRefusal:
    """The person says no to sharing, and takes part all the same. Said twice it is one."""
    require_person(actor, team, person_id, "consents.write")
    if refused_on > timezone.localdate():
        raise ConsentRefused("refused_on", _("The day has not come. Write when the person said no."))
    return ConsentRefusal.objects.get_or_create(
        team=team,
        person_id=person_id,
        kind=kind,
        ended_on=None,
        defaults={"refused_on": refused_on, "recorded_by_id": actor.user_id},
    )[0]


def require_person(actor: Actor, team: Team, person_id: int, act: str) -> None:
    """Raises PermissionRefused, and NotVisible for a person whom the actor doesn't see as one of the staff."""
    require(actor, act, team)
    grounds = OF_STAFF - {Ground.EMERGENCY}  # an emergency lets one read
    seen = visible_persons(actor, person_field="pk", named=True, grounds=grounds)
    if not Person.objects.filter(seen, team=team, pk=person_id).exists():
        raise NotVisible


def _check_kind(team: Team, given: Given) -> None:
    if given.kind == ConsentKind.REGISTRATION:
        if rules_at(team.pk, given.signed_on)[RuleName.REGISTRATION_CONSENT] != ON:
            raise ConsentRefused(
                "kind", _("The controller has not decided that the team asks for this consent.")
            )
        return
    if given.kind != ConsentKind.SECRECY:
        return
    if not given.sources:
        raise ConsentRefused("sources", _("Choose whose information it is about."))
    if not (given.to_team or given.receivers):
        raise ConsentRefused("receivers", _("Choose who is let know."))
    if not given.categories:
        raise ConsentRefused(
            "categories", _("Choose what the consent is about. There is no consent to everything.")
        )
    if not given.purpose.strip():
        raise ConsentRefused("purpose", _("Write what it is for, in a few words."))


def _check_days(team: Team, given: Given) -> None:
    if given.begins_on > timezone.localdate():
        name = "second_signed_on" if given.signed_on <= timezone.localdate() else "signed_on"
        raise ConsentRefused(name, _("The day has not come. Write the day of the signature."))
    limit = longest_time(team.pk).end(given.signed_on)
    if limit <= timezone.localdate():
        raise ConsentRefused(
            "signed_on", _("That is so long ago that the consent is over. Ask for a new one.")
        )
    if given.last_day is None:
        return
    if given.last_day < given.begins_on:
        raise ConsentRefused("last_day", _("The last day lies before the first. Choose a later day."))
    if given.last_day >= limit:
        raise ConsentRefused(
            "last_day",
            _("A consent signed then holds up to %(day)s at the longest. Choose that day or an earlier one.")
            % {"day": limit - DAY},
        )


def _check_signing(given: Given) -> None:
    if given.form not in CHOSEN_FORMS:
        raise ConsentRefused("form", _("Choose how the consent was given."))
    if given.form == ConsentForm.ORAL and not given.form_note.strip():
        raise ConsentRefused("form_note", _("Write who heard it, and where."))
    if given.signer != Signer.SELF and not given.signer_name.strip():
        raise ConsentRefused("signer_name", _("Write the name of the one who signed for the participant."))
    if given.is_about_two and given.second_signed_on is None:
        raise ConsentRefused(
            "second_signed_on", _("What is about two takes both signatures: write the other's day.")
        )


def _pairs(team: Team, given: Given) -> list[tuple[Source, tuple[int, ...]]]:
    """Each source with its receivers: nobody is told by itself. The one controller is the team's own record."""
    if given.kind != ConsentKind.SECRECY:
        return [(None, ())]
    controller = one_controller(team)
    sources = dict.fromkeys(None if one == controller else one for one in given.sources)
    pairs = [(source, tuple(one for one in given.receivers if one != source)) for source in sources]
    if any(not (to or given.to_team) for _source, to in pairs):
        raise ConsentRefused("receivers", _("An authority can't be its own receiver. Choose another."))
    return pairs


def _keep(actor: Actor, team: Team, person_id: int, given: Given) -> list[Consent]:
    pairs = _pairs(team, given)
    paper = _keep_paper(actor, team, person_id, given)
    return [_store(actor, team, person_id, given, paper, source, to) for source, to in pairs]


def _sent_before(actor: Actor, team: Team, person_id: int, given: Given) -> list[Consent]:
    """What the same form has made a moment ago: a double click is one consent. Two at once come one after the other."""
    Person.objects.select_for_update().filter(team=team, pk=person_id).first()
    rows = Consent.objects.filter(
        team=team,
        person_id=person_id,
        kind=given.kind,
        signed_on=given.signed_on,
        form=given.form,
        text=text_signed(team.pk, given.signed_on) if given.edition else None,
        edition=given.edition,
        purpose=given.purpose.strip(),
        valid_from=given.begins_on,
        agreed_to=_end_of(team, given),
        recorded_by_id=actor.user_id,
        recorded_at__gt=timezone.now() - MOMENT,
        ended_as="",
    ).prefetch_related("recipients")
    lifts = given.kind == ConsentKind.SECRECY
    wanted = (given.to_team and lifts, {one.value for one in given.categories} if lifts else set())
    told = {
        (row.source_authority_id, frozenset(one.authority_id for one in row.recipients.all())): row
        for row in rows
        if (row.to_team, set(row.categories)) == wanted
    }
    made = [told.get((source, frozenset(to))) for source, to in _pairs(team, given)]
    found = [one for one in made if one is not None]
    return found if len(found) == len(made) else []


def _end_of(team: Team, given: Given) -> dt.date:
    """The first day that it no longer holds, as it was agreed."""
    return given.last_day + DAY if given.last_day else longest_time(team.pk).end(given.signed_on)


def _keep_paper(actor: Actor, team: Team, person_id: int, given: Given) -> ConsentPaper | None:
    name = given.signer_name.strip() if given.signer != Signer.SELF else ""
    if given.paper is None and not name:
        return None
    vault, kept = vault_to_fill(team.pk, person_id), given.paper
    (pk,) = new_ids(ConsentPaper, 1)  # known beforehand: the cipher is bound to it
    return ConsentPaper.objects.create(
        pk=pk,
        team=team,
        person_id=person_id,
        file_cipher=vault.seal_bytes(kept.content, f"consent:{pk}") if kept else None,
        media_type=kept.media_type if kept else "",
        byte_count=len(kept.content) if kept else 0,
        signer_name_cipher=vault.seal(name, f"signer:{pk}") if name else None,
        recorded_by_id=actor.user_id,
    )


def _store(
    actor: Actor,
    team: Team,
    person_id: int,
    given: Given,
    paper: ConsentPaper | None,
    source: Source,
    receivers: tuple[int, ...],
) -> Consent:
    end = _end_of(team, given)
    lifts = given.kind == ConsentKind.SECRECY
    made = Consent.objects.create(
        team=team,
        person_id=person_id,
        kind=given.kind,
        source_authority_id=source,
        to_team=given.to_team and lifts,
        categories=[one.value for one in given.categories] if lifts else [],
        purpose=given.purpose.strip(),
        text=text_signed(team.pk, given.signed_on) if given.edition else None,
        edition=given.edition,
        form=given.form,
        form_note=given.form_note.strip(),
        paper=paper,
        signer=given.signer,
        signed_on=given.signed_on,
        is_about_two=given.is_about_two,
        second_signed_on=given.second_signed_on if given.is_about_two else None,
        valid_from=given.begins_on,
        agreed_to=end,
        valid_to=end,
        ends_at_exit=given.ends_at_exit,
        ends_at_start=given.ends_at_start,
        recorded_by_id=actor.user_id,
    )
    ConsentRecipient.objects.bulk_create(
        [ConsentRecipient(team=team, consent=made, authority_id=one) for one in receivers]
    )
    return made
