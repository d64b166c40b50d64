"""Writes that change what figures mean: the team's dated settings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields

from django.db import transaction
from django.utils.translation import gettext as _

from samsteg.access.policies import require
from samsteg.audit.enums import SourceKind
from samsteg.audit.services import record_source
from samsteg.core.actor import Actor
from samsteg.core.errors import Refused
from samsteg.core.facts import Stamp, learning_moment, replace_facts
from samsteg.organisation.models import Team, TeamSettings
from samsteg.organisation.selectors import checked_bands, settings_at
from samsteg.organisation.settings import Settings
from samsteg.participants.enums import ExitReason, Referrer

NAMES = tuple(field.name for field in fields(Settings))


@transaction.atomic
def change_settings(
    *, actor: Actor, team: Team, valid_from: dt.date, changes: Mapping[str, object], kind: SourceKind
) -> Settings:
    """The settings that hold from the day, with the named ones changed; what held before stays for earlier days.

    Raises Refused for a setting, a code or age bands that can't be, PermissionRefused.
    """
    require(actor, "team.settings", team)
    for name, value in changes.items():
        _check(name, value)
    stamp = Stamp(
        learning_moment(team.pk), actor.user_id, record_source(actor=actor, team_id=team.pk, kind=kind).pk
    )
    held = {name: _plain(value) for name, value in asdict(settings_at(team, valid_from)).items()}
    wanted = {**held, **changes}
    replace_facts(
        TeamSettings.objects.all(),
        team_id=team.pk,
        key=("valid_from",),
        values=NAMES,
        desired={(valid_from,): tuple(wanted[name] for name in NAMES)},
        stamp=stamp,
    )
    return settings_at(team, valid_from)


def _plain(value: object) -> object:
    """As JSON stores it: tuples become lists."""
    return [_plain(part) for part in value] if isinstance(value, list | tuple) else value


def _check(name: str, value: object) -> None:
    if name not in NAMES:
        raise Refused(
            _("There is no setting “%(name)s”. Choose one of: %(names)s.")
            % {"name": name, "names": ", ".join(NAMES)}
        )
    if name == "result_definition":
        _check_codes(name, value, ExitReason.values)
    elif name == "age_bands":
        _check_bands(value)
    elif name in ("referrer_groups", "destination_groups"):
        _check_groups(name, value, Referrer.values if name == "referrer_groups" else ExitReason.values)


def _check_codes(name: str, value: object, allowed: Sequence[str]) -> None:
    unknown = [code for code in value if code not in allowed] if isinstance(value, list) else [str(value)]
    if unknown or not value:
        raise Refused(
            _("%(name)s takes a list of codes among: %(allowed)s.")
            % {"name": name, "allowed": ", ".join(allowed)}
        )


def _check_groups(name: str, value: object, allowed: Sequence[str]) -> None:
    if not isinstance(value, dict):
        raise Refused(_("%(name)s takes groups: a shown name with its list of codes.") % {"name": name})
    codes = [code for group in value.values() for code in (group if isinstance(group, list) else [group])]
    if len(set(codes)) < len(codes):
        raise Refused(_("A code stands in two groups of %(name)s. Keep it in one.") % {"name": name})
    if codes:
        _check_codes(name, codes, allowed)


def _check_bands(value: object) -> None:
    try:
        checked_bands([tuple(band) for band in value] if isinstance(value, list) else [])
    except (TypeError, ValueError) as error:
        raise Refused(
            _("Age bands are pairs of inclusive years without gap or overlap, such as [[18, 30], [31, 64]].")
        ) from error
