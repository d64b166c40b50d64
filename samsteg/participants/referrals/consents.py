"""What the person said yes to in a referral becomes consents of the record, when the record begins (docs/adr/0015).

The study visit is a consent to be contacted; the division lets the team, as receiver of its own record, know referral
and planning. Both hold until the start, or until the referral has ended. No authority is told of anybody by them: a
referral names none, and a consent that lifts secrecy names its receivers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.consent_enums import OPEN_STATES, ConsentForm, ConsentKind, ConsentState
from samsteg.access.consent_models import Consent
from samsteg.access.consent_sheet import state_of
from samsteg.access.consenting import Given, keep_referred
from samsteg.access.enums import DataCategory
from samsteg.access.papers import Paper
from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.participants.consent_ends import update_consent_ends
from samsteg.participants.models import Stay
from samsteg.participants.referrals.enums import FileKind, ReferralConsentForm
from samsteg.participants.referrals.models import Referral, ReferralFile
from samsteg.participants.referrals.sealing import file_place, open_waiting

OF_DIVISION: Final = (DataCategory.PLANNING, DataCategory.OUTCOME)


@dataclass(frozen=True, slots=True)
class VisitConsent:
    """What is known of the yes to a study visit."""

    said_on: dt.date
    state: ConsentState

    @property
    def holds(self) -> bool:
        return self.state in OPEN_STATES


def keep_said_yes(*, actor: Actor, team: Team, row: Referral, stay: Stay) -> None:
    """To be called while the referral's papers still wait under the master key; the caller saves `row`.

    Of somebody who comes back the division opens nothing: it would open what is kept from before as well.
    """
    person_id = stay.person_id
    if not (row.consent_visit or row.consent_division):
        return
    paper = _signed_paper(row)
    if row.consent_visit:
        given = _given(row, paper, kind=ConsentKind.CONTACT, purpose=_("Study visit"))
        row.visit_consent = keep_referred(actor=actor, team=team, person_id=person_id, given=given)
    if row.consent_division and not _has_been_here(team, stay):
        given = _given(
            row,
            paper,
            kind=ConsentKind.SECRECY,
            purpose=_("Division of new referrals"),
            to_team=True,
            categories=OF_DIVISION,
        )
        row.division_consent = keep_referred(actor=actor, team=team, person_id=person_id, given=given)
    update_consent_ends(team.pk)


def consent_of_referral(team: Team, consent: Consent) -> int | None:
    """The referral in which the consent was given. The caller has entered the person."""
    if consent.form != ConsentForm.REFERRAL:
        return None
    rows = Referral.objects.in_team(team.pk).filter(person_id=consent.person_id).given(consent.pk)
    return rows.values_list("pk", flat=True).first()


def visit_consent_among(team: Team, rows: Iterable[Referral]) -> VisitConsent | None:
    """Of the person's referrals, the newest first: what holds, or else the newest that once did.

    None where nobody has noted a yes. What stands in a referral that joined a stay has become no consent: it holds for
    nothing, since it can't be withdrawn, and one asks. The caller has entered the person.
    """
    kept = [row.visit_consent_id for row in rows if row.visit_consent_id]
    known = Consent.objects.filter(team=team, pk__in=kept).in_bulk() if kept else {}
    today = timezone.localdate()
    consents = [known[pk] for pk in kept if pk in known]
    found = [VisitConsent(one.signed_on, state_of(one, today)) for one in consents]
    return next((one for one in found if one.holds), found[0] if found else None)


def _has_been_here(team: Team, stay: Stay) -> bool:
    return Stay.objects.in_team(team.pk).filter(person_id=stay.person_id).exclude(pk=stay.pk).exists()


def _given(
    row: Referral,
    paper: Paper | None,
    *,
    kind: ConsentKind,
    purpose: str,
    to_team: bool = False,
    categories: tuple[DataCategory, ...] = (),
) -> Given:
    how = ReferralConsentForm(row.consent_form).label if row.consent_form else ""
    return Given(
        kind=kind,
        signed_on=row.consented_on or row.received_on,
        form=ConsentForm.REFERRAL,
        form_note=str(how),
        sources=(None,) if kind == ConsentKind.SECRECY else (),
        to_team=to_team,
        categories=categories,
        purpose=purpose,
        ends_at_start=True,
        paper=paper,
    )


def _signed_paper(row: Referral) -> Paper | None:
    file = ReferralFile.objects.filter(team_id=row.team_id, referral=row, kind=FileKind.CONSENT).first()
    if file is None:
        return None
    return Paper(open_waiting(file.file_cipher, file_place(file.pk)), file.media_type)
