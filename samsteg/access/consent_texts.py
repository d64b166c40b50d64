"""The wording of the consent form: three editions, approved by the controller's officer, every version kept."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from samsteg.access.consent_enums import Edition
from samsteg.access.consent_models import ConsentText
from samsteg.access.policies import require
from samsteg.core.actor import Actor
from samsteg.core.errors import Refused
from samsteg.organisation.models import Team

PARTS = ("title", "before", "after")
LONGEST = MappingProxyType({"title": 80, "before": 1200, "after": 1500})  # the form is to fit one page
MONTHS = "{months}"  # stands in a text for the longest time
Texts = Mapping[str, Mapping[str, str]]  # {edition: {part: text}}


@cache
def proposal() -> Texts:
    """What Samsteg proposes, until an officer has approved a text."""
    read = json.loads(Path(__file__).with_name("consent_text.json").read_text(encoding="utf-8"))
    return MappingProxyType({edition: MappingProxyType(parts) for edition, parts in read.items()})


def current_text(team_id: int) -> ConsentText | None:
    """The newest approved version."""
    return versions_of(team_id).first()


def versions_of(team_id: int) -> QuerySet[ConsentText]:
    """Newest first."""
    return ConsentText.objects.filter(team_id=team_id).order_by("-version")


def text_signed(team_id: int, signed_on: dt.date) -> ConsentText | None:
    """The version that was used on the day; None before the first."""
    return versions_of(team_id).filter(approved_at__date__lte=signed_on).first()


def texts_of(version: ConsentText | None) -> Texts:
    return version.texts if version is not None else proposal()


def approve_text(*, actor: Actor, team: Team, texts: Texts, decision_number: str) -> ConsentText:
    """A new version from now on; forms signed before it stay with theirs. Raises PermissionRefused, Refused."""
    require(actor, "controller.decide", team)
    if not decision_number.strip():
        raise Refused(_("Write the number of the decision, so that it can be found again."))
    cleaned = {
        edition: {part: texts.get(edition, {}).get(part, "").strip() for part in PARTS}
        for edition in Edition.values
    }
    if any(not text for parts in cleaned.values() for text in parts.values()):
        raise Refused(_("Every part needs a text in all three editions."))
    newest = current_text(team.pk)
    if newest is not None and newest.texts == cleaned:
        raise Refused(_("The text is the same as version %(number)d.") % {"number": newest.version})
    return ConsentText.objects.create(
        team=team,
        version=1 if newest is None else newest.version + 1,
        texts=cleaned,
        decision_number=decision_number.strip(),
        approved_by_id=actor.user_id,
    )


def filled_in(text: str, months: int) -> str:
    return text.replace(MONTHS, str(months))
