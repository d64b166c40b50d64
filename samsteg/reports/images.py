"""Pictures for reports: PNG and JPEG, known by their content, without what cameras write of place and person. Pure."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from django.utils.translation import gettext as _

from samsteg.core.errors import Refused

MediaType = Literal["image/png", "image/jpeg"]

PNG: Final[MediaType] = "image/png"
JPEG: Final[MediaType] = "image/jpeg"
LARGEST_SIDE: Final = 8000  # pixels; more doesn't show on A4
UPRIGHT: Final = 1

_PNG_SIGN: Final = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT: Final = frozenset(
    (b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"pHYs", b"IDAT", b"IEND")
)
_JPEG_SIGN: Final = b"\xff\xd8\xff"
_START_OF_SCAN: Final = 0xDA
_FRAMES: Final = frozenset((0xC0, 0xC1, 0xC2))  # what every reader can show
# JFIF (written anew), EXIF, XMP, remarks; what ICC and Adobe say about colours stays.
_DROPPED: Final = frozenset({*range(0xE0, 0xF0), 0xFE}) - {0xE2, 0xEE}
_APP1: Final = 0xE1
_JFIF: Final = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
_EXIF: Final = b"Exif\x00\x00"
_ORIENTATION_TAG: Final = 0x0112
_MEGABYTE: Final = 1_000_000


class ImageRefused(Refused):
    """The file isn't a picture that a report can hold."""


@dataclass(frozen=True, slots=True)
class Image:
    """A picture's bytes, cleaned, with its size in pixels."""

    content: bytes
    media_type: MediaType
    width: int
    height: int

    @property
    def digest(self) -> str:
        """Names the content."""
        return hashlib.sha256(self.content).hexdigest()


def checked_image(content: bytes, *, most_bytes: int) -> Image:
    """The picture without remarks, place and time. Raises ImageRefused, which says what to do."""
    require_size(len(content), most_bytes)
    try:
        if content.startswith(_PNG_SIGN):
            image = _png(content)
        elif content.startswith(_JPEG_SIGN):
            image = _jpeg(content)
        else:
            raise ImageRefused(
                _(
                    "The file is neither a PNG nor a JPEG picture. Save the picture as one of them and choose it again."
                )
            )
    except (struct.error, IndexError, ValueError, zlib.error) as fault:
        raise ImageRefused(
            _("The picture is damaged and can't be read. Save it anew as PNG or JPEG and choose it again.")
        ) from fault
    if not (0 < image.width <= LARGEST_SIDE and 0 < image.height <= LARGEST_SIDE):
        raise ImageRefused(
            _(
                "The picture is %(width)d × %(height)d pixels. At most %(most)d on a side fit. Make it smaller."
            )
            % {"width": image.width, "height": image.height, "most": LARGEST_SIDE}
        )
    return image


def require_size(size: int, most_bytes: int) -> None:
    """Raises ImageRefused for too large a file; callable before the file is read into memory."""
    if size > most_bytes:
        raise ImageRefused(
            _("The picture is %(size)s MB. At most %(most)s MB fit. Make it smaller and choose it again.")
            % {"size": _megabytes(size), "most": _megabytes(most_bytes)}
        )


def _megabytes(size: int) -> str:
    return f"{size / _MEGABYTE:.1f}".removesuffix(".0").replace(".", ",")


def _png(content: bytes) -> Image:
    width, height = struct.unpack(">II", content[16:24])
    kept = b"".join(whole for kind, whole in _chunks(content) if kind in _PNG_KEPT)
    return Image(_PNG_SIGN + kept, PNG, width, height)


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Each chunk's kind and whole bytes, up to the end mark; a chunk whose sum is wrong is damage."""
    position = len(_PNG_SIGN)
    while True:
        (length,) = struct.unpack(">I", content[position : position + 4])
        end = position + 12 + length
        kind = content[position + 4 : position + 8]
        (wanted,) = struct.unpack(">I", content[end - 4 : end])
        if zlib.crc32(content[position + 4 : end - 4]) != wanted:
            raise ValueError(f"chunk {kind!r}")
        yield kind, content[position:end]
        if kind == b"IEND":
            return
        position = end


def _jpeg(content: bytes) -> Image:
    kept, size, end = [content[:2], _JFIF], None, 2  # Word's library knows a JPEG by its JFIF head
    for marker, whole in _segments(content):
        end += len(whole)
        if marker == _APP1:
            _require_upright(whole[4:])
        if marker in _FRAMES:
            size = struct.unpack(">HH", whole[5:9])
        if marker not in _DROPPED:
            kept.append(whole)
    if size is None or not content.rstrip(b"\x00").endswith(b"\xff\xd9"):
        raise ValueError("no frame or no end")
    return Image(b"".join(kept) + content[end:], JPEG, width=size[1], height=size[0])


def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Each marker with its whole segment, up to the start of the picture's own data."""
    position, marker = 2, 0
    while marker != _START_OF_SCAN:
        marker = content[position + 1]
        (length,) = struct.unpack(">H", content[position + 2 : position + 4])
        whole = content[position : position + 2 + length]
        if whole[0] != 0xFF or len(whole) != length + 2:
            raise ValueError("no marker, or cut short")
        yield marker, whole
        position += len(whole)


def _require_upright(segment: bytes) -> None:
    """The turn that a camera notes would be lost with its other notes, and the picture would lie on its side."""
    if segment.startswith(_EXIF) and _orientation(segment[len(_EXIF) :]) != UPRIGHT:
        raise ImageRefused(
            _(
                "The picture is stored lying on its side. Open it, turn it the right way, save it and choose it again."
            )
        )


def _orientation(tiff: bytes) -> int:
    order = "<" if tiff[:2] == b"II" else ">"
    (start,) = struct.unpack(f"{order}I", tiff[4:8])
    (count,) = struct.unpack(f"{order}H", tiff[start : start + 2])
    for number in range(count):
        at = start + 2 + 12 * number
        tag, _kind, _amount, value = struct.unpack(f"{order}HHIH", tiff[at : at + 10])
        if tag == _ORIENTATION_TAG:
            return int(value)
    return UPRIGHT
