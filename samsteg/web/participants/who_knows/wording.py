"""The same things in the words one says to the participant: du, short, and no word of the office."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from samsteg.access.consent_enums import ConsentForm
from samsteg.access.enums import DataCategory
from samsteg.audit.enums import ReadKind

# What an authority may know, to the person it is about.
YOURS: Mapping[str, object] = MappingProxyType(
    {
        DataCategory.CONTACT: _("How to reach you"),
        DataCategory.PLANNING: _("Your plan and your goals"),
        DataCategory.ATTENDANCE: _("When you are here"),
        DataCategory.WORK: _("Your work and work training"),
        DataCategory.STUDIES: _("Your studies"),
        DataCategory.INCOME: _("What you live on"),
        DataCategory.HEALTH: _("How you feel and what you manage"),
        DataCategory.SOCIAL: _("How you live and what your life is like"),
        DataCategory.OUTCOME: _("How you came here and what it led to"),
    }
)
CONSENTS: Mapping[str, object] = MappingProxyType(
    {
        ConsentForm.PAPER: _("your consent on paper"),
        ConsentForm.DIGITAL: _("your digital consent"),
        ConsentForm.ORAL: _("what you said yes to"),
        ConsentForm.NOTED: _("the consent that the team has noted"),
        ConsentForm.REFERRAL: _("what you said yes to in the referral"),
    }
)
# What somebody did, by how the log calls it; a kind that has no words here is told by its label.
DID: Mapping[str, object] = MappingProxyType(
    {
        ReadKind.VIEW: _("Opened your page"),
        ReadKind.REVEAL: _("Looked at your identity number"),
        ReadKind.CONTACT: _("Looked at how to reach you"),
        ReadKind.EXPORT: _("Took out your data in a file"),
        ReadKind.FILE: _("Fetched a file about you"),
        ReadKind.PRINT: _("Put your data on paper"),
        ReadKind.EMERGENCY: _("Opened your page in an emergency"),
        ReadKind.EARLIER: _("Opened the referral about you"),
        ReadKind.MEETING: _("Was in the room when the team talked about you"),
        ReadKind.REVIEW: _("Checked that nobody opens without reason"),
    }
)
# Why, by the page or command that was used; said only where the reader gave no reason.
FOR: Mapping[str, object] = MappingProxyType(
    {
        "page:participant": _("To work with you in the team"),
        "page:notes": _("To read or write notes"),
        "page:consents": _("To see to your consents"),
        "page:referral": _("To read the referral about you"),
        "page:referral-take": _("To take care of the referral about you"),
        "page:referral-file": _("To read a paper that came with the referral"),
        "page:who-knows": _("To show you this page"),
        "page:who-knows-pdf": _("To give you this on paper"),
        "page:contact": _("To reach you"),
        "page:contact-let-go": _("To take away what your contact data said before"),
        "page:shared-names": _("To hold a group together with another team"),
        "page:corrections": _("To correct what is noted about you"),
        "page:meeting-person": _("To plan your way at the team's meeting"),
        "page:meeting": _("To plan the team's meeting"),
        "page:hand-over": _("To hand you over to another coach"),
        "page:follow-ups": _("To plan meetings with you"),
        "page:follow-up": _("To prepare or hold a meeting with you"),
        "page:follow-up-extract": _("To write out what an authority may know of a meeting"),
        "page:follow-up-invitation": _("To invite to a meeting with you"),
        "own:page": _("On your own page"),
        "own:plan": _("On your own page"),
        "own:who-knows": _("On your own page"),
        "page:own-access": _("To see what you have sent, or to make a link for you"),
    }
)


def yours(category: str) -> str:
    return str(YOURS.get(category, category))


def did(kind: str) -> str:
    known = DID.get(kind)
    if known is not None:
        return str(known)
    return str(ReadKind(kind).label) if kind in ReadKind.values else kind


def why(place: str, reason: str) -> str:
    """The reason that was given, else what the page is for."""
    return reason or str(FOR.get(place, _("To do the team's work")))
