"""A report's style: the template's, with the formats that the team has chosen itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from samsteg.core.errors import Refused
from samsteg.organisation.settings import Settings
from samsteg.reports.formats import FORMAT_NAMES, Formats
from samsteg.reports.periods import period_kind
from samsteg.reports.phrasing import Style, load_wording
from samsteg.reports.template import Template
from samsteg.statistics.values import Period


def style_for(template: Template, settings: Settings, period: Period, team_name: str = "") -> Style:
    """The template's style with the formats that the team has chosen. Raises Refused for a choice that isn't there."""
    wording = load_wording()
    kind = period_kind(period)
    return Style(
        noun=template.noun,
        formats=_formats(template, settings),
        wording=wording,
        during=wording["during"][kind],
        at_end=wording["at_end"][kind],
        team=called(team_name, template.cover.team_label),
    )


def called(name: str, label: str) -> str:
    """What texts call the team: the template's label where it is a part of the team's own name."""
    return label if label and label.casefold() in name.casefold() else name


def _formats(template: Template, settings: Settings) -> Formats:
    names = FORMAT_NAMES - template.own_formats
    chosen: dict[str, Any] = {name: value for name, value in settings.formats.items() if name in names}
    try:
        return replace(template.formats, **chosen)
    except (TypeError, ValueError) as fault:
        raise Refused(
            _("The team's report format can't be used: %(fault)s. Change it in the team's settings.")
            % {"fault": fault}
        ) from fault
