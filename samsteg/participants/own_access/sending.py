"""What participants send, from the own page or by a personal link. It is sealed at once, and nothing is read back."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping

from django.utils.translation import gettext as _

from samsteg.core.actor import Participant
from samsteg.core.bulk import insert_rows, new_ids
from samsteg.core.errors import NotVisible
from samsteg.participants.note_rules import tidied
from samsteg.participants.own_access.enums import Channel, MessageKind
from samsteg.participants.own_access.models import OwnMessage
from samsteg.participants.own_access.records import MAY_BE_EMPTY, PARTS, MessageRefused
from samsteg.people.vault import vaults_of

LONGEST = 4000  # characters of one answer


def message_place(message_id: int) -> str:
    return f"own_message:{message_id}"


def checked_texts(kind: MessageKind, texts: Mapping[str, str]) -> dict[str, str]:
    """The texts of the kind's parts, tidied, empty ones left out. Raises MessageRefused."""
    told = {part: tidied(texts.get(part, "")) for part in PARTS[kind]}
    written = {part: text for part, text in told.items() if text}
    if not written and kind not in MAY_BE_EMPTY:
        raise MessageRefused(_("Write something before you send."))
    if any(len(text) > LONGEST for text in written.values()):
        raise MessageRefused(
            _("At most %(most)d characters in each answer. Write shorter.") % {"most": LONGEST}
        )
    return written


def send_from_own_page(
    *, who: Participant, kind: MessageKind, texts: Mapping[str, str], meeting_series: uuid.UUID | None = None
) -> None:
    """Within `core.context.own_page`. Raises MessageRefused; NotVisible where the person is forgotten."""
    written = checked_texts(kind, texts)
    add_message(who, kind, Channel.OWN_PAGE, written, meeting_series=meeting_series)


def add_message(
    who: Participant,
    kind: MessageKind,
    channel: Channel,
    written: Mapping[str, str],
    *,
    meeting_series: uuid.UUID | None,
    link_id: int | None = None,
) -> None:
    """Without RETURNING: whoever sends by a link reads nothing. Raises NotVisible."""
    vault = vaults_of(who.team_id, [who.person_id]).get(who.person_id)
    if vault is None:
        raise NotVisible
    (pk,) = new_ids(OwnMessage, 1)
    row = {
        "id": pk,
        "person_id": who.person_id,
        "kind": kind.value,
        "channel": channel.value,
        "link_id": link_id,
        "meeting_series": str(meeting_series) if meeting_series else None,
        "content_cipher": vault.seal(json.dumps(dict(written)), message_place(pk)),
    }
    insert_rows(OwnMessage, tuple(row), [tuple(row.values())], same={"team_id": who.team_id})
