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
import itertools
import json
import math
import re
import unicodedata
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
FALLBACKS = ("Libertinus Serif", "New Computer Modern", "DejaVu Sans Mono")  # as in template.typ
TRIAL = """
#set document(title: "T")
#set text(font: json(bytes(sys.inputs.fonts)), weight: int(sys.inputs.weight), style: sys.inputs.style)
= T
#for letter in json(bytes(sys.inputs.letters)) { par(letter) }
"""


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
    refused = set(refused_characters(set().union(*coverage.values())))
    coverage = {family: codes - refused for family, codes in coverage.items()}
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
        glyph = table[name] = pen.glyph()
        glyph.recalcBounds(table)
        advance, _ = font["hmtx"][name]
        font["hmtx"][name] = (advance, getattr(glyph, "xMin", 0))  # else the outline is moved back
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


def refused_characters(codes: Iterable[int]) -> Iterable[int]:
    """What typst can't set in some cut although a font has it: it doesn't try every cut of a family."""
    letters = [chr(code) for code in sorted(codes) if unicodedata.category(chr(code))[0] not in "MC"]
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(TARGET)])
    for family, weight, style in itertools.product((SERIF[0], SANS[0]), ("400", "600"), ("normal", "italic")):
        look = {"fonts": json.dumps([family, *FALLBACKS]), "weight": weight, "style": style}
        yield from map(ord, refused_of(letters, fonts, look))


def refused_of(letters: list[str], fonts: typst.Fonts, look: dict[str, str]) -> list[str]:
    """By halves: typst names one character at a time."""
    compiler = typst.Compiler(TRIAL.encode(), font_paths=fonts, ignore_system_fonts=True)
    try:
        compiler.compile(
            format="pdf", pdf_standards=["ua-1"], sys_inputs={**look, "letters": json.dumps(letters)}
        )
    except typst.TypstError:
        if len(letters) == 1:
            return letters
        half = len(letters) // 2
        return refused_of(letters[:half], fonts, look) + refused_of(letters[half:], fonts, look)
    return []


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
