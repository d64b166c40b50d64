"""Files that show a consent: PDF, PNG or JPEG, known by their content and never by their name."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from samsteg.access.consent_models import ConsentPaper
from samsteg.core.errors import Refused
from samsteg.people.vault import vaults_of

MEGABYTE = 1_000_000
LARGEST = 10 * MEGABYTE
SIGNS = {
    "application/pdf": (b"%PDF-", b"%%EOF"),
    "image/png": (b"\x89PNG\r\n\x1a\n", b"IEND"),
    "image/jpeg": (b"\xff\xd8\xff", b"\xff\xd9"),
}
ENDINGS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}
TAIL = 2048  # where the last sign must stand


@dataclass(frozen=True, slots=True)
class Paper:
    content: bytes = field(repr=False)
    media_type: str


def checked_paper(content: bytes) -> Paper:
    """Raises Refused, which says what to do, for what is something else, cut off, empty or too large."""
    if not content:
        raise Refused(_("The file is empty. Scan the paper again and choose the new file."))
    if len(content) > LARGEST:
        raise Refused(_("The file is larger than 10 MB. Scan the paper with a lower resolution."))
    for media_type, (first, last) in SIGNS.items():
        if content.startswith(first):
            if last not in content[-TAIL:]:
                raise Refused(_("The file is cut off. Scan the paper again and choose the new file."))
            return Paper(content, media_type)
    raise Refused(_("The file is neither PDF, PNG nor JPEG. Save the scanned paper as one of them."))


def open_paper(row: ConsentPaper) -> Paper | None:
    """The file in clear, for whoever has already been allowed and logged; None where there is none any more,
    or its key has been destroyed.

    Raises KeyProblem on wrong keys.
    """
    vault = vaults_of(row.team_id, [row.person_id]).get(row.person_id)
    if vault is None or row.file_cipher is None:
        return None
    content = vault.open_bytes_if_kept(row.file_cipher, f"consent:{row.pk}")
    return Paper(content, row.media_type) if content is not None else None


def signer_name_of(row: ConsentPaper) -> str:
    """Who signed for the person. Raises KeyProblem on wrong keys."""
    vault = vaults_of(row.team_id, [row.person_id]).get(row.person_id)
    if vault is None or row.signer_name_cipher is None:
        return ""
    return vault.open_if_kept(row.signer_name_cipher, f"signer:{row.pk}") or ""
