"""What is written about placements: part by part under the person's data key."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from samsteg.core.bulk import new_ids
from samsteg.core.facts import Stamp
from samsteg.participants.models import Stay
from samsteg.participants.note_rules import tidied
from samsteg.people.vault import vault_to_fill
from samsteg.placements.enums import TextPart
from samsteg.placements.models import PlacementText
from samsteg.placements.records import Texts
from samsteg.placements.rules import LONGEST_TEXT
from samsteg.placements.workflow import PlacementRefused


def text_place(pk: int) -> str:
    """Where a text is sealed: it opens in its own row alone."""
    return f"placement_text:{pk}"


def checked_texts(texts: Texts, parts: Iterable[TextPart]) -> dict[str, str]:
    """As they are stored, every part of `parts`. Raises PlacementRefused."""
    typed = {part.value: tidied(texts.get(part, "")) for part in parts}
    for part, text in typed.items():
        if len(text) > LONGEST_TEXT:
            raise PlacementRefused(
                _("The text is %(length)d characters long. At most %(most)d fit.")
                % {"length": len(text), "most": LONGEST_TEXT},
                part,
            )
    return typed


def save_texts(
    stay: Stay,
    series: uuid.UUID,
    typed: Mapping[str, str],
    stamp: Stamp,
    *,
    check_in: uuid.UUID | None = None,
) -> int:
    """What differs is written anew and what is equal stays; returns how many parts changed."""
    rows = PlacementText.objects.current().filter(team_id=stay.team_id, series=series, check_in=check_in)
    now = {row.part: row for row in rows}
    if not now and not any(typed.values()):
        return 0
    vault, changed = vault_to_fill(stay.team_id, stay.person_id), 0
    for part, text in typed.items():
        row = now.get(part)
        before = (vault.open_if_kept(row.text_cipher, text_place(row.pk)) or "") if row else ""
        if before == text:
            continue
        changed += 1
        if row is not None:
            row.superseded_at = stamp.moment
            row.save(update_fields=["superseded_at"])
        if text:
            _write(stay, series, check_in, part, text, stamp)
    return changed


def _write(
    stay: Stay, series: uuid.UUID, check_in: uuid.UUID | None, part: str, text: str, stamp: Stamp
) -> None:
    (pk,) = new_ids(PlacementText, 1)
    PlacementText.objects.create(
        pk=pk,
        team_id=stay.team_id,
        person_id=stay.person_id,
        stay=stay,
        series=series,
        check_in=check_in,
        part=part,
        text_cipher=vault_to_fill(stay.team_id, stay.person_id).seal(text, text_place(pk)),
        recorded_at=stamp.moment,
        recorded_by_id=stamp.actor_id,
        source_id=stamp.source_id,
    )
