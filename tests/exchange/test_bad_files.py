"""Files that are refused whole. Each says why and what to do, and nothing of them is unpacked beyond the limits."""

import io
import struct
import zipfile
from pathlib import Path

import pytest

from samsteg.core.errors import Refused
from samsteg.exchange import containers, opening
from samsteg.exchange.containers import ENCRYPTED_STREAM, MEGABYTE, OLE_START
from samsteg.exchange.issues import FileRefused
from samsteg.exchange.opening import open_workbook
from tests.exchange.builders import STAYS, codes, mend, read, rewrite_part, save, save_stays, stay

SHEET_PART = "xl/worksheets/sheet1.xml"


def refusal(path: Path, filename: str = "") -> str:
    with pytest.raises(FileRefused) as caught:
        read(path) if not filename else open_workbook(path, filename=filename)
    assert isinstance(caught.value, Refused)
    assert len(str(caught.value)) > 40, "says what to do"
    return caught.value.code


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def added(path: Path, name: str, content: bytes) -> Path:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, content)
    return path


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
def test_empty_file(tmp_path, name):
    assert refusal(written(tmp_path / name, b"")) == "file_empty"


def test_csv_of_blank_lines(tmp_path):
    assert refusal(written(tmp_path / "a.csv", b"\xef\xbb\xbf ;;\r\n\r\n")) == "file_empty"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", b"Dear reader, this is text"),
        ("a.docx", b"PK\x03\x04"),
        ("a.pdf", b"%PDF-1.7"),
        ("a", b"x"),
        ("a.csv", b"PK\x03\x04\x00\x00"),
    ],
)
def test_not_a_workbook(tmp_path, name, content):
    assert refusal(written(tmp_path / name, content)) == "file_kind"


def test_another_kind_of_package(tmp_path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("word/document.xml", "<w/>")
    assert refusal(path) == "file_kind"


def test_old_excel(tmp_path):
    assert refusal(written(tmp_path / "a.xls", OLE_START + b"\x00" * 600)) == "file_old_excel"


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.csv"])
def test_password(tmp_path, name):
    content = OLE_START + b"\x00" * 600 + ENCRYPTED_STREAM + b"\x00" * 600
    assert refusal(written(tmp_path / name, content)) == "file_password"


def test_password_on_the_zip_itself(tmp_path):
    path = save_stays(tmp_path / "a.xlsx", stay())
    content = bytearray(path.read_bytes())
    place = content.rindex(b"PK\x01\x02")
    content[place + 8] |= 1
    assert refusal(written(path, bytes(content))) == "file_password"


@pytest.mark.parametrize("part", ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml"])
def test_macros(tmp_path, part):
    assert refusal(added(save_stays(tmp_path / "a.xlsx", stay()), part, b"<x/>")) == "file_macro"


def test_macros_by_name_and_by_content_type(tmp_path):
    path = save_stays(tmp_path / "a.xlsx", stay())
    assert refusal(path, "budget.XLSM") == "file_macro"
    assert refusal(path, "budget.xltm") == "file_macro"
    kind = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    rewrite_part(
        path,
        "[Content_Types].xml",
        lambda xml: xml.replace("</Types>", f'<Default Extension="q" ContentType="{kind}"/></Types>'),
    )
    assert refusal(path) == "file_macro"


def test_200_megabytes_are_refused_unread(tmp_path, monkeypatch):
    path = tmp_path / "a.xlsx"
    with path.open("wb") as file:
        file.truncate(200 * MEGABYTE)

    class Unread(io.BufferedReader):
        def read(self, *_args):
            raise AssertionError("read before its size was checked")

    real_open = Path.open
    monkeypatch.setattr(Path, "open", lambda self, mode="r": Unread(real_open(self, mode).detach()))
    with pytest.raises(FileRefused) as caught:
        open_workbook(path, filename="a.xlsx")
    assert caught.value.code == "file_too_large"
    assert "200" in str(caught.value)


def test_zip_bomb_of_one_dense_sheet(tmp_path):
    path = save_stays(tmp_path / "a.xlsx", stay())
    rewrite_part(
        path, SHEET_PART, lambda xml: xml.replace("</worksheet>", " " * (20 * MEGABYTE) + "</worksheet>")
    )
    assert path.stat().st_size < MEGABYTE
    assert refusal(path) == "file_unpacks_too_large"


def test_zip_bomb_of_many_entries(tmp_path):
    path = save_stays(tmp_path / "a.xlsx", stay())
    with zipfile.ZipFile(path, "a") as package:
        for number in range(containers.MAX_ENTRIES):
            package.writestr(f"xl/media/{number}", b"")
    assert refusal(path) == "file_unpacks_too_large"


def test_zip_bomb_in_all(tmp_path, monkeypatch):
    monkeypatch.setattr(containers, "MAX_UNPACKED_BYTES", 3000)
    assert refusal(save_stays(tmp_path / "a.xlsx", stay())) == "file_unpacks_too_large"


def test_zip_bomb_with_a_lying_directory(tmp_path):
    """The directory says 1000 bytes; what is read never goes beyond them, and the check sum then fails."""
    path = save_stays(tmp_path / "a.xlsx", stay())
    rewrite_part(
        path, SHEET_PART, lambda xml: xml.replace("</worksheet>", " " * (20 * MEGABYTE) + "</worksheet>")
    )
    content = bytearray(path.read_bytes())
    place = content.rindex(SHEET_PART.encode()) - 46
    assert content[place : place + 4] == b"PK\x01\x02"
    content[place + 24 : place + 28] = struct.pack("<I", 1000)
    assert refusal(written(path, bytes(content))) == "file_damaged"


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("part", [SHEET_PART, "xl/workbook.xml", "xl/sharedStrings.xml", "_rels/.rels"])
@pytest.mark.parametrize(
    "declaration", [ENTITIES, '<!DOCTYPE x SYSTEM "file:///etc/hostname">', "<!DOCTYPE x>"]
)
def test_xml_with_declarations(tmp_path, part, declaration):
    path = save_stays(tmp_path / "a.xlsx", stay())
    rewrite_part(path, part, lambda xml: xml.replace("?>", "?>" + "<!-- -->" * 2000 + declaration, 1))
    assert refusal(path) == "file_xml_declarations"


def test_xml_with_declarations_in_another_encoding(tmp_path):
    path = save_stays(tmp_path / "a.xlsx", stay())
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts[SHEET_PART] = ('<?xml version="1.0" encoding="UTF-16"?>' + ENTITIES + "<x/>").encode("utf-16")
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    assert refusal(path) == "file_xml_declarations"


def test_damaged_in_many_places(tmp_path):
    """Whatever byte is struck, the answer is a refusal or rows, never another exception."""
    whole = save_stays(tmp_path / "whole.xlsx", stay()).read_bytes()
    path = tmp_path / "a.xlsx"
    for place in range(0, len(whole), 97):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        try:
            read(path)
        except FileRefused as caught:
            assert caught.code
    for length in range(1, len(whole), 211):
        assert refusal(written(path, whole[:length])) in ("file_damaged", "file_kind")


@pytest.mark.parametrize("part", [SHEET_PART, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"])
def test_damaged_xml(tmp_path, part):
    path = save_stays(tmp_path / "a.xlsx", stay())
    rewrite_part(path, part, lambda xml: xml[: len(xml) // 2])
    assert refusal(path) == "file_damaged"


def test_a_row_number_beyond_excel_is_no_endless_loop(tmp_path):
    path = save_stays(tmp_path / "a.xlsx", stay(), stay(Ärende="P-2"))
    rewrite_part(path, SHEET_PART, lambda xml: xml.replace('<row r="3"', '<row r="99999999999"'))
    assert len(read(path).rows("stays")) == 1


def test_no_known_sheet(tmp_path):
    path = save(tmp_path / "a.xlsx", {"Deltagare 2025": [["Namn"], ["Påhitt"]]})
    with pytest.raises(FileRefused, match="Deltagare 2025") as caught:
        read(path)
    assert caught.value.code == "no_known_sheet"
    assert STAYS in str(caught.value)


def test_merged_cells_name_the_range(tmp_path):
    path = mend(save_stays(tmp_path / "a.xlsx", stay()), lambda book: book[STAYS].merge_cells("C2:D3"))
    parsed = read(path)
    (issue,) = parsed.issues
    assert (issue.code, issue.sheet, issue.row, issue.read) == ("cells_merged", STAYS, 2, "C2:D3")
    assert "C2:D3" in issue.message
    assert parsed.is_refused


def test_too_many_rows(tmp_path, monkeypatch):
    monkeypatch.setattr(opening, "MAX_ROWS", 3)
    read(save_stays(tmp_path / "a.xlsx", stay(), stay(Ärende="P-2")))
    rows = [stay(Ärende=f"P-{number}") for number in range(3)]
    assert refusal(save_stays(tmp_path / "b.xlsx", *rows)) == "too_many_rows"


@pytest.mark.parametrize("content", [b"\x81\x8d\x8f;\x90\r\n", "Ärende;Kön".encode("utf-16")])
def test_csv_in_no_known_encoding(tmp_path, content):
    assert refusal(written(tmp_path / "a.csv", content)) == "csv_encoding"


def test_csv_with_a_cell_beyond_measure(tmp_path):
    content = 'Ärende;Född;Kön;Inskriven\nP-1;1990;K;"' + "x" * 200_000 + '"\n'
    assert refusal(written(tmp_path / "a.csv", content.encode())) == "csv_form"


def test_a_long_cell_and_an_emoji(tmp_path):
    rows = [stay(Handledare="x" * 32_000), stay(Ärende="🌲-2")]
    first, second = read(save_stays(tmp_path / "a.xlsx", *rows)).rows("stays")
    assert [(issue.code, issue.row, issue.column) for issue in first.issues] == [
        ("text_too_long", 2, "Handledare")
    ]
    assert len(first.issues[0].read) <= 80
    assert (second.issues, second.key) == ((), ("🌲-2",))


def test_wrong_sheet_beside_a_right_one(tmp_path):
    path = save(tmp_path / "a.xlsx", {STAYS: [["Rad", "Beviljat"], ["Personal", 1]]})
    parsed = read(path)
    assert parsed.is_refused
    assert set(codes(parsed.issues)) == {"column_unknown", "column_missing"}


def test_the_file_is_closed_after_a_refusal(tmp_path):
    """Windows can't remove an open file, and a server runs out of handles."""
    path = save(tmp_path / "a.xlsx", {"Annat": [["x"]]})
    before = len(list(Path("/proc/self/fd").iterdir()))
    refusal(path)
    assert len(list(Path("/proc/self/fd").iterdir())) == before
