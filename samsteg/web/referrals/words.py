"""A referral in words, as its page shows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from samsteg.access.protection import protection_of
from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.organisation.municipalities import name_of
from samsteg.participants.enums import Referrer
from samsteg.participants.referrals.enums import Channel, FileKind, ReferralConsentForm
from samsteg.participants.referrals.models import ReferralFile
from samsteg.participants.referrals.selectors import ReadReferral
from samsteg.people.enums import Sex

Rows = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ReferralRows:
    """Empty values are left out."""

    person: Rows
    referrer: Rows
    said_yes: Rows


@dataclass(frozen=True, slots=True)
class FileView:
    pk: int
    label: str
    size: str


def rows_of(read: ReadReferral, actor: Actor, team: Team) -> ReferralRows:
    """Of a protected person neither number nor where the person lives, even where it is still stored."""
    row, content = read.row, read.content
    hides = row.person_id is not None and protection_of(team.pk, row.person_id) is not None
    person = [
        (_("First and last name"), content.name),
        (_("Born"), content.born),
        (_("Sex"), str(Sex(content.sex).label) if content.sex else ""),
        (_("Municipality"), name_of(content.municipality_code) if content.municipality_code else ""),
        (_("Telephone"), content.phone),
        (_("Best reached"), content.reach),
    ]
    referrer = [
        (_("Refers"), str(Referrer(row.referrer).label)),
        (_("First and last name"), content.referrer_name),
        (_("Workplace"), content.referrer_unit),
        (_("Telephone"), content.referrer_phone),
        (_("Authority"), row.authority.name if row.authority else ""),
        (_("Came in"), str(Channel(row.channel).label)),
    ]
    return ReferralRows(_kept([] if hides else person), _kept(referrer), _said_yes(read))


def _said_yes(read: ReadReferral) -> Rows:
    row = read.row
    told = [
        (_("To a study visit"), _("Yes") if row.consent_visit else _("Not said")),
        (_("To the division of new referrals"), _("Yes") if row.consent_division else _("Not said")),
        (_("How"), str(ReferralConsentForm(row.consent_form).label) if row.consent_form else ""),
        (_("Day"), row.consented_on.isoformat() if row.consented_on else ""),
    ]
    return _kept(told)


def _kept(rows: Rows) -> Rows:
    return [(label, value) for label, value in rows if value]


def file_views(files: Iterable[ReferralFile]) -> list[FileView]:
    return [
        FileView(one.pk, str(FileKind(one.kind).label), f"{max(one.byte_count // 1000, 1)} kB")
        for one in files
    ]
