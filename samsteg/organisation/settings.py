"""A team's dated settings as a frozen value, with the defaults that a new team gets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


def default_result_definition() -> list[str]:
    """Exit destinations that count as a result: the three of all the teams' reports."""
    return ["work", "studies", "other_rehab"]


def default_age_bands() -> list[list[int]]:
    """Inclusive bounds in years."""
    return [[18, 30], [31, 45], [46, 64]]


def default_groups() -> dict[str, list[str]]:
    """Codes shown as one in tables: {shown name: [codes]}. Codes themselves never change."""
    return {}


def default_formats() -> dict[str, str | int]:
    """How numbers look in the team's report; the template gives what is left out."""
    return {}


@dataclass(frozen=True, slots=True)
class Settings:
    """What the figures and the report of one team and one moment go by."""

    result_definition: tuple[str, ...] = ("work", "studies", "other_rehab")
    age_bands: tuple[tuple[int, int], ...] = ((18, 30), (31, 45), (46, 64))
    referrer_groups: Mapping[str, list[str]] = field(default_factory=dict)
    destination_groups: Mapping[str, list[str]] = field(default_factory=dict)
    report_template: str = "grund"
    formats: Mapping[str, str | int] = field(default_factory=dict)
