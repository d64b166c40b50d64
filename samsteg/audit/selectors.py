"""Reads of the sources of facts."""

from __future__ import annotations

from samsteg.audit.models import Source


def latest_source(team_id: int) -> Source | None:
    """Where the team's newest facts come from; None when nothing is stored."""
    return Source.objects.filter(team_id=team_id).order_by("-pk").first()


def has_read(team_id: int, checksum: str) -> bool:
    """Whether a file with this SHA-256 (hex) has given the team facts."""
    return Source.objects.filter(team_id=team_id, checksum_sha256=checksum).exists()
