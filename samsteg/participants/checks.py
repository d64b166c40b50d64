"""Nightly: rows that must not exist."""

from __future__ import annotations

from samsteg.participants.projection import differing


def stays_out_of_step(team_id: int) -> list[int]:
    """Stays whose projection differs from the facts; must be empty."""
    return differing(team_id)
