"""Collects the texts of code and templates into locale/sv, and compiles the translations.

    python scripts/messages.py                  collect and compile
    python scripts/messages.py --check          change nothing; fail when something is missing or stale
    python scripts/messages.py --add FILE.tsv   also take translations from lines `msgid<TAB>msgstr`
                                                or `msgid<TAB>plural<TAB>msgstr<TAB>msgstr for many`

The texts in the code are the English ones, so only Swedish has a catalogue. No system tool is needed:
Babel reads Python, and Django turns a template into pseudo-code that Babel can read.
"""

import argparse
import datetime as dt
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import django
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale" / "sv" / "LC_MESSAGES" / "django.po"
# Written by hand: the few texts of pages for everybody whose usual Swedish isn't easy. Others fall back on that.
EASY = ROOT / "locale_easy" / "sv_Simple" / "LC_MESSAGES" / "django.po"
CODE = ("samsteg/**/*.py", "config/**/*.py")
TEMPLATES = ("templates/**/*.html", "templates/**/*.txt", "samsteg/**/templates/**/*.html")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
Found = tuple[str, str | tuple[str, ...], str | None, list[str]]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%[sd]")
NO_DATE = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)  # a real one would change the files every time
HEADER = "# Swedish texts of Samsteg. Collected by `make messages`; write only between the quotes of msgstr."


def main() -> int:
    """Returns the exit status: 1 when a text lacks its translation, or with --check when files are stale."""
    parser = argparse.ArgumentParser(description="Collects and compiles the translations.")
    parser.add_argument("--check", action="store_true", help="change nothing; fail when something is missing")
    parser.add_argument("--add", nargs="*", default=[], type=Path, help="files of translations to take in")
    options = parser.parse_args()
    settings.configure(USE_I18N=True)
    django.setup()

    catalogue = collected(known(options.add))
    po, mo = as_bytes(catalogue)
    faults = list(faults_of(catalogue))
    compiled = CATALOGUE.with_suffix(".mo")
    easy = easy_texts()
    faults += [*faults_of(easy), *unknown(easy, catalogue)]
    if options.check:
        if EASY.with_suffix(".mo").read_bytes() != compiled_of(easy):
            faults.append("The easy texts are stale: run `make messages`.")
        if not CATALOGUE.exists() or CATALOGUE.read_bytes() != po or compiled.read_bytes() != mo:
            faults.append("The translations are stale: run `make messages`.")
    else:
        CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
        CATALOGUE.write_bytes(po)
        compiled.write_bytes(mo)
        EASY.with_suffix(".mo").write_bytes(compiled_of(easy))
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


def known(additions: list[Path]) -> Catalog:
    """The translations there are, with those of the files on top."""
    catalogue = Catalog(locale="sv")
    if CATALOGUE.exists():
        with CATALOGUE.open("rb") as file:
            catalogue = read_po(file, locale="sv")
    for path in additions:
        for line in path.read_text(encoding="utf-8").splitlines():
            parts = [part.replace("\\n", "\n") for part in line.split("\t")]
            if len(parts) == 2 and parts[0]:
                catalogue.add(parts[0], parts[1])
                catalogue[parts[0]].string = parts[1]
            elif len(parts) == 4:
                catalogue.add((parts[0], parts[1]), (parts[2], parts[3]))
                catalogue[parts[0]].string = (parts[2], parts[3])
            elif line.strip():
                print(f"{path}: cannot read the line {line!r}", file=sys.stderr)
    return catalogue


def easy_texts() -> Catalog:
    with EASY.open("rb") as file:
        catalogue = read_po(file, locale="sv")
    catalogue.creation_date = catalogue.revision_date = NO_DATE
    for message in catalogue:
        message.locations = message.locations or [(EASY.name, 0)]
    return catalogue


def unknown(easy: Catalog, catalogue: Catalog) -> Iterator[str]:
    """Easy texts of what no page says any more."""
    for message in easy:
        if message.id and catalogue.get(message.id) is None:
            yield f"No page says this: {message.id!r} ({EASY.name})"


def compiled_of(catalogue: Catalog) -> bytes:
    file = io.BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def collected(translations: Catalog) -> Catalog:
    """Every text of code and templates, with the translation it has."""
    catalogue = Catalog(
        locale="sv", project="Samsteg", fuzzy=False, creation_date=NO_DATE, revision_date=NO_DATE
    )
    for path, text, context, comments in sorted(texts(), key=lambda found: (str(found[1]), found[0])):
        message_id = text[0] if isinstance(text, tuple) else text
        before = translations.get(message_id, context)
        translated = before.string if before is not None and not before.fuzzy else None
        if translated is not None and isinstance(translated, str) == isinstance(text, tuple):
            translated = None
        catalogue.add(text, translated, locations=[(path, 0)], auto_comments=comments, context=context)
    return catalogue


def texts() -> Iterator[Found]:
    """(file, text or (singular, plural), context, comments for translators) of every text found."""
    for pattern in CODE:
        for path in sorted(ROOT.glob(pattern)):
            yield from found_in(path, "python", path.read_text(encoding="utf-8"))
    for pattern in TEMPLATES:
        for path in sorted(ROOT.glob(pattern)):
            code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
            yield from found_in(path, "javascript", code)


def found_in(path: Path, reader: str, source: str) -> Iterator[Found]:
    """The texts of one file of Python, or of a template as pseudo-code, for the JavaScript reader."""
    name = path.relative_to(ROOT).as_posix()
    file = io.BytesIO(source.encode())
    options = {"encoding": "utf-8"}
    for _line, text, comments, context in extract(reader, file, KEYWORDS, ("Translators:",), options):
        yield name, text, context, comments


def as_bytes(catalogue: Catalog) -> tuple[bytes, bytes]:
    """The catalogue as .po (without dates and line numbers, which would change every time) and as .mo."""
    po, mo = io.BytesIO(), io.BytesIO()
    write_po(po, catalogue, width=110, sort_output=True, omit_header=True, include_lineno=False)
    write_mo(mo, catalogue)
    head = f'{HEADER}\nmsgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Language: sv\\n"\n'
    plural = '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    return (head + plural).encode() + po.getvalue(), mo.getvalue()


def faults_of(catalogue: Catalog) -> Iterator[str]:
    """Texts without translation, and translations that lack or invent a placeholder."""
    for message in catalogue:
        if not message.id:
            continue
        if "\n " in str(message.id):
            yield f"Write `blocktranslate trimmed`: {message.id!r} ({message.locations[0][0]})"
        if not all(strings(message)):
            yield f"No translation: {message.id!r} ({message.locations[0][0]})"
        elif not placeholders_agree(message):
            yield f"Other placeholders in the translation: {message.id!r} ({message.locations[0][0]})"


def strings(message: Message) -> tuple[str, ...]:
    """The translation's forms."""
    return message.string if isinstance(message.string, tuple) else (message.string or "",)


def placeholders_agree(message: Message) -> bool:
    """Whether each form has the text's placeholders; a singular may leave out the number."""
    texts_there = message.id if isinstance(message.id, tuple) else (message.id,)
    wanted = set(PLACEHOLDER.findall(" ".join(texts_there)))
    forms = [set(PLACEHOLDER.findall(form)) for form in strings(message)]
    return forms[-1] == wanted and all(form <= wanted for form in forms)


if __name__ == "__main__":
    sys.exit(main())
