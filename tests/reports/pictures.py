"""Pictures made by hand for tests: no library, no file."""

from __future__ import annotations

import struct
import zlib

SIGN = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, data: bytes) -> bytes:
    whole = kind + data
    return struct.pack(">I", len(data)) + whole + struct.pack(">I", zlib.crc32(whole))


def png(width: int = 40, height: int = 30, *, extra: bytes = b"") -> bytes:
    """One colour, with `extra` chunks before the picture's own data."""
    rows = b"".join(b"\x00" + bytes((15, 90, 110)) * width for _row in range(height))
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return SIGN + head + extra + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def segment(marker: int, data: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data


# 8 x 6 pixels of middle grey: a single block whose every coefficient is 0.
JPEG = b"".join(
    (
        b"\xff\xd8",
        segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"),
        segment(0xDB, b"\x00" + b"\x01" * 64),
        segment(0xC0, struct.pack(">BHHB", 8, 6, 8, 1) + b"\x01\x11\x00"),
        segment(0xC4, b"\x00\x01" + bytes(15) + b"\x00"),
        segment(0xC4, b"\x10\x01" + bytes(15) + b"\x00"),
        segment(0xDA, b"\x01\x01\x00\x00\x3f\x00"),
        b"\x3f\xff\xd9",
    )
)


def camera_jpeg(orientation: int = 1) -> bytes:
    """The same with a camera's notes: which way it was held, and a remark about the place."""
    entry = struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0)
    notes = b"Exif\x00\x00MM\x00\x2a" + struct.pack(">IH", 8, 1) + entry + bytes(4) + b"GPS Exempelstad"
    return JPEG[:2] + segment(0xE1, notes) + JPEG[2:]
