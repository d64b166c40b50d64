"""Reads about teams."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.conf import settings as django_settings

from samsteg.core.facts import KNOWN_AT, known_at
from samsteg.organisation.models import Authority, ControllerDecision, Team, TeamSettings
from samsteg.organisation.settings import Settings

# By hand, since all figures begin with it: the ORM takes longer to build the question than the server to answer it.
_HELD = f"""
    SELECT * FROM organisation_teamsettings
    WHERE team_id = %(team)s AND valid_from <= %(day)s AND {KNOWN_AT}
    ORDER BY valid_from DESC LIMIT 1
"""


def settings_at(team: Team, day: dt.date, as_of: dt.datetime | None = None) -> Settings:
    """The team's settings that hold on the day, as known at `as_of` (aware; None means now).

    A team or a day without settings of its own goes by the defaults. Raises ValueError for age bands that leave a
    gap or overlap, since a breakdown by them would not sum to its base.
    """
    rows = TeamSettings.objects.raw(_HELD, {"team": team.pk, "day": day, "known_at": as_of})
    return next((_settings(row) for row in rows), Settings())


@dataclass(frozen=True, slots=True)
class DatedSettings:
    """All that a team goes by, by the day from which it holds: one question answers for many days."""

    changes: tuple[tuple[dt.date, Settings], ...] = ()

    def at(self, day: dt.date) -> Settings:
        held = [settings for valid_from, settings in self.changes if valid_from <= day]
        return held[-1] if held else Settings()

    def changed_within(self, first: dt.date, last: dt.date) -> tuple[dt.date, ...]:
        """The days after the first, up to the last, from which other settings hold."""
        within = [day for day, _settings in self.changes if first < day <= last]
        return tuple(day for day in within if self.at(day) != self.at(day - dt.timedelta(days=1)))

    def template_named(self, day: dt.date) -> tuple[dt.date | None, str]:
        """The shipped template that holds by name on the day, and since when: settings repeat it at every change."""
        since, name = None, Settings().report_template
        for valid_from, settings in self.changes:
            if valid_from <= day and settings.report_template != name:
                since, name = valid_from, settings.report_template
        return since, name


def dated_settings(team: Team, as_of: dt.datetime | None = None) -> DatedSettings:
    """As known at `as_of` (aware; None means now). Raises ValueError as `settings_at`."""
    rows = TeamSettings.objects.filter(known_at(as_of), team_id=team.pk).order_by("valid_from")
    return DatedSettings(tuple((row.valid_from, _settings(row)) for row in rows))


def _settings(row: TeamSettings) -> Settings:
    return settings_from({field.name: getattr(row, field.name) for field in fields(Settings)})


def settings_from(told: Mapping[str, Any]) -> Settings:
    """From values by the names of the settings, as they are stored. Raises ValueError as `settings_at`."""
    lists = {
        "result_definition": tuple(told["result_definition"]),
        "age_bands": checked_bands(told["age_bands"]),
    }
    return Settings(**{**told, **lists})


def checked_bands(bands: Sequence[Sequence[int]]) -> tuple[tuple[int, int], ...]:
    """Inclusive bounds in years, in order and adjoining. Raises ValueError otherwise."""
    checked = tuple((int(low), int(high)) for low, high in bands)
    adjoining = all(before[1] + 1 == after[0] for before, after in zip(checked, checked[1:], strict=False))
    if not checked or not adjoining or any(low > high for low, high in checked):
        raise ValueError(f"Age bands must follow each other without gap or overlap: {bands}")
    return checked


def authority_names(authority_ids: Iterable[int]) -> dict[int, str]:
    return dict(Authority.objects.filter(pk__in=set(authority_ids)).values_list("pk", "name"))


def is_practice(team: Team) -> bool:
    """True until the team's controller is decided and dated: its people are invented (product.md, "Hard rules")."""
    if django_settings.SAMSTEG_PRACTICE_ONLY:
        return True
    return not ControllerDecision.objects.filter(team_id=team.pk, decided_on__isnull=False).exists()


def takes_numbers(team: Team) -> bool:
    """Whether identity numbers may be stored. Where real participants can be, not before the controller is decided."""
    return django_settings.SAMSTEG_PRACTICE_ONLY or not is_practice(team)
