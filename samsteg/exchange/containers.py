"""Is this file safe and worth opening? Everything here looks at the container, nothing at the cells.

Limits: the agreement's issue "Bad input" (200 MB, zip bomb, password, macros, XML with entities).
"""

from __future__ import annotations

import zipfile
import zlib
from enum import StrEnum
from pathlib import PurePath
from typing import IO
from xml.parsers import expat

from django.utils.translation import gettext as _

from samsteg.exchange.issues import FileRefused

MEGABYTE = 1024 * 1024
MAX_FILE_BYTES = 50 * MEGABYTE
MAX_UNPACKED_BYTES = 400 * MEGABYTE
MAX_ENTRIES = 2000
MAX_RATIO = 200
RATIO_FROM_BYTES = MEGABYTE  # smaller entries may be as dense as they like

OLE_START = bytes.fromhex("d0cf11e0a1b11ae1")
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
ZIP_START = b"PK"
IS_ENCRYPTED = 0x1  # bit 0 of the zip entry's flags
XML_SUFFIXES = (".xml", ".rels", ".vml")
WORKBOOK_PART = "xl/workbook.xml"
TYPES_PART = "[Content_Types].xml"

# What the readers of zip and XML raise on a damaged or forged file.
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    EOFError,
    OSError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    SyntaxError,  # ElementTree.ParseError is one
    NotImplementedError,
    RuntimeError,
)


class FileKind(StrEnum):
    XLSX = "xlsx"
    CSV = "csv"


def check_container(stream: IO[bytes], *, filename: str, size: int) -> FileKind:
    """The kind of a file that may be opened. `size` in bytes. Raises FileRefused."""
    if size == 0:
        raise FileRefused(
            _("The file is empty. Choose another file, or save the workbook again."), code="file_empty"
        )
    if size > MAX_FILE_BYTES:
        sizes = {"size": size // MEGABYTE, "limit": MAX_FILE_BYTES // MEGABYTE}
        text = _(
            "The file is %(size)d MB; at most %(limit)d MB can be read. Remove pictures and sheets not needed."
        )
        raise FileRefused(text % sizes, code="file_too_large")
    start = stream.read(len(OLE_START))
    stream.seek(0)
    if start == OLE_START:
        _refuse_ole(stream)
    suffix = PurePath(filename.lower()).suffix
    if suffix in (".xlsm", ".xltm", ".xlam", ".xlsb"):
        raise _macro()
    if suffix == ".csv":
        return _csv(start)
    if suffix != ".xlsx" or not start.startswith(ZIP_START):
        text = _(
            "This isn't an Excel workbook. Save it in Excel as Excel Workbook (.xlsx), or as CSV UTF-8 (.csv)."
        )
        raise FileRefused(text, code="file_kind")
    _check_package(stream)
    return FileKind.XLSX


def _csv(start: bytes) -> FileKind:
    if start.startswith(ZIP_START):
        text = _(
            "The file is called .csv but isn't text. Give it its right name (.xlsx), or save it as CSV UTF-8."
        )
        raise FileRefused(text, code="file_kind")
    return FileKind.CSV


def _refuse_ole(stream: IO[bytes]) -> None:
    """Password-protected workbooks and those of Excel 97-2003 both lie in an OLE container."""
    if ENCRYPTED_STREAM in stream.read(MAX_FILE_BYTES):
        text = _(
            "The file is protected by a password. Open it in Excel, remove the password and save it again."
        )
        raise FileRefused(text, code="file_password")
    text = _(
        "The file is of the old Excel kind (.xls). Open it in Excel and save it as Excel Workbook (.xlsx)."
    )
    raise FileRefused(text, code="file_old_excel")


def _macro() -> FileRefused:
    text = _("The workbook holds macros, which aren't read. Save it in Excel as Excel Workbook (.xlsx).")
    return FileRefused(text, code="file_macro")


def damaged() -> FileRefused:
    text = _(
        "The file is damaged and can't be read. Open it in Excel, save it under a new name and try that file."
    )
    return FileRefused(text, code="file_damaged")


def _bomb() -> FileRefused:
    text = _(
        "The file unpacks to far more than a workbook holds. Copy the rows to a new workbook and save it."
    )
    return FileRefused(text, code="file_unpacks_too_large")


def _check_package(stream: IO[bytes]) -> None:
    try:
        with zipfile.ZipFile(stream) as package:
            entries = package.infolist()
            _check_sizes(entries, stream)
            _check_parts(package, entries)
            for entry in entries:
                if entry.filename.lower().endswith(XML_SUFFIXES):
                    _check_prolog(package, entry)
    except DAMAGE as fault:
        raise damaged() from fault
    finally:
        stream.seek(0)


def _check_sizes(entries: list[zipfile.ZipInfo], stream: IO[bytes]) -> None:
    """From the central directory. zipfile never gives more of an entry than the size stated there."""
    packed = stream.seek(0, 2)
    unpacked = sum(entry.file_size for entry in entries)
    is_dense = any(
        entry.file_size > RATIO_FROM_BYTES and entry.file_size > MAX_RATIO * max(entry.compress_size, 1)
        for entry in entries
    )
    is_dense = is_dense or (unpacked > RATIO_FROM_BYTES and unpacked > MAX_RATIO * packed)
    if unpacked > MAX_UNPACKED_BYTES or len(entries) > MAX_ENTRIES or is_dense:
        raise _bomb()


def _check_parts(package: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename.lower() for entry in entries]
    if any(entry.flag_bits & IS_ENCRYPTED for entry in entries):
        text = _(
            "The file is protected by a password. Open it in Excel, remove the password and save it again."
        )
        raise FileRefused(text, code="file_password")
    if any(name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in names):
        raise _macro()
    if len(set(names)) < len(names):
        raise damaged()
    if TYPES_PART.lower() not in names or WORKBOOK_PART not in names:
        text = _(
            "This isn't an Excel workbook. Save it in Excel as Excel Workbook (.xlsx), or as CSV UTF-8 (.csv)."
        )
        raise FileRefused(text, code="file_kind")
    if b"macroenabled" in package.read(TYPES_PART).lower():
        raise _macro()


class _RootReached(Exception):
    """The part's first element has begun; nothing can be declared after it."""


class _Declares(Exception):
    """The part declares a document type, where entities could stand."""


def _check_prolog(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """No part of a real workbook declares a document type; without one there are no entities."""

    def on_doctype(*_args: object) -> None:
        raise _Declares

    def on_element(*_args: object) -> None:
        raise _RootReached

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = on_doctype
    parser.StartElementHandler = on_element
    with package.open(entry) as part:
        try:
            while chunk := part.read(4096):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
        except _RootReached:
            return
        except _Declares:
            text = _(
                "The file holds declarations that no workbook needs (DOCTYPE). Save it in Excel under a new name."
            )
            raise FileRefused(text, code="file_xml_declarations") from None
