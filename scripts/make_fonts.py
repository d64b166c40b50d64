"""Make the static fonts of the PDF reports from the two web fonts, and the list of characters that can be printed.

typst reads neither woff2 nor variable fonts, so each weight becomes a TTF of its own. The oblique is the regular
cut slanted: the web fonts have no italic. The coverage file lists the characters of every font typst can reach
(ours and those built into its wheel), so that the program needs no font library at run time.

Run after a new typst version or new web fonts: `python scripts/make_fonts.py` (development requirements).
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import io
import json
import math
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import typst
from fontTools.misc.transform import Transform
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, TTLibError
from fontTools.varLib import instancer

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "static" / "fonts"
TARGET = ROOT / "samsteg" / "reports" / "render" / "fonts"
SLANT_DEGREES = 10
LARGEST_BUILT_IN_FONT = 3_000_000
FIXED_TIME = 3_786_912_000  # seconds since 1904 (2024-01-01): the same input gives the same bytes


class Cut(NamedTuple):
    family: str
    source: str
    style: str
    weight: int
    oblique: bool = False

    @property
    def file_name(self) -> str:
        return f"{self.family}-{self.style}.ttf".replace(" ", "")


SERIF = ("Source Serif 4", "source-serif-4-latin-wght-normal.woff2")
SANS = ("Source Sans 3", "source-sans-3-latin-wght-normal.woff2")
CUTS = (
    Cut(*SERIF, style="Regular", weight=400),
    Cut(*SERIF, style="SemiBold", weight=600),
    Cut(*SERIF, style="Oblique", weight=400, oblique=True),
    Cut(*SANS, style="Regular", weight=400),
    Cut(*SANS, style="SemiBold", weight=600),
)


def main() -> None:
    coverage: dict[str, set[int]] = {}
    for cut in CUTS:
        font = make_cut(cut)
        font.save(TARGET / cut.file_name)
        coverage.setdefault(cut.family, set()).update(font.getBestCmap())
    reachable = {only_letters(name): name for name in typst.Fonts(include_system_fonts=False).families()}
    for font in built_in_fonts():
        names = font["name"]
        family = reachable.get(only_letters(names.getDebugName(16) or names.getDebugName(1)))
        if family:
            coverage.setdefault(family, set()).update(font.getBestCmap())
    if missing := set(reachable.values()) - set(coverage):
        raise SystemExit(f"typst has fonts that were not found in its module: {sorted(missing)}")
    content = {
        "typst": importlib.metadata.version("typst"),
        "families": {family: as_ranges(codes) for family, codes in sorted(coverage.items())},
    }
    (TARGET / "coverage.json").write_text(json.dumps(content, indent=1) + "\n", encoding="ascii")


def only_letters(family: str) -> str:
    """typst writes "New Computer Modern" where the font says "NewComputerModern10"."""
    return re.sub(r"[^a-z]", "", family.lower())


def make_cut(cut: Cut) -> TTFont:
    font = TTFont(SOURCES / cut.source, recalcTimestamp=False)
    font = instancer.instantiateVariableFont(font, {"wght": cut.weight})
    font.flavor = None
    font["head"].modified = font["head"].created = FIXED_TIME
    if cut.oblique:
        slant(font)
    name_cut(font, cut)
    return font


def name_cut(font: TTFont, cut: Cut) -> None:
    """Family and style as typst, and any other program, expects of a static font."""
    names = font["name"]
    names.names = [record for record in names.names if record.nameID in (0, 5, 7, 8, 9, 11, 13, 14)]
    full, technical = f"{cut.family} {cut.style}", f"{cut.family}-{cut.style}".replace(" ", "")
    values = {1: full, 2: "Regular", 3: technical, 4: full, 6: technical, 16: cut.family, 17: cut.style}
    for name_id, value in values.items():
        names.setName(value, name_id, 3, 1, 0x409)
    font["OS/2"].usWeightClass = cut.weight
    if "STAT" in font:
        del font["STAT"]
    if cut.oblique:
        font["OS/2"].fsSelection = (font["OS/2"].fsSelection & ~(1 << 6)) | 1
        font["head"].macStyle |= 2
        font["post"].italicAngle = -SLANT_DEGREES


def slant(font: TTFont) -> None:
    """Lean every outline to the right; hints and composites are dropped, advance widths stay."""
    lean = Transform().skew(math.radians(SLANT_DEGREES), 0)
    glyphs = font.getGlyphSet()
    table = font["glyf"]
    for name in font.getGlyphOrder():
        recording = DecomposingRecordingPen(glyphs)
        glyphs[name].draw(recording)
        pen = TTGlyphPen(None)
        recording.replay(TransformPen(pen, lean))
        table[name] = pen.glyph()
    for name in ("fpgm", "prep", "cvt ", "gasp"):
        if name in font:
            del font[name]


def built_in_fonts() -> Iterable[TTFont]:
    """The fonts that lie whole inside typst's compiled module."""
    spec = importlib.util.find_spec("typst")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("typst isn't installed: run make setup")
    folder = Path(spec.submodule_search_locations[0])
    module = next(path for path in folder.iterdir() if path.suffix in {".so", ".pyd"})
    content = module.read_bytes()
    for start in re.finditer(rb"OTTO\x00|\x00\x01\x00\x00\x00[\x05-\x30]", content):
        piece = io.BytesIO(content[start.start() : start.start() + LARGEST_BUILT_IN_FONT])
        try:
            font = TTFont(piece, lazy=True)
            font["name"]
            font.getBestCmap()
        except (TTLibError, KeyError, ValueError, AssertionError, OverflowError):
            continue
        yield font


def as_ranges(codes: Iterable[int]) -> str:
    """Code points as hexadecimal ranges: "20-7e a0-ff"."""
    ranges: list[list[int]] = []
    for code in sorted(codes):
        if ranges and code == ranges[-1][1] + 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return " ".join(f"{first:x}" if first == last else f"{first:x}-{last:x}" for first, last in ranges)


if __name__ == "__main__":
    main()
