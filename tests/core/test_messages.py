"""What the collector of texts finds, and which translations it refuses."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from django.utils.translation.template import templatize

from scripts import messages

CODE = 'a = _("One text")\nb = ngettext("%(n)d row", "%(n)d rows", n)\nc = pgettext("month", "May")\n'
TEMPLATE = (
    '{% load i18n %}<h1 title="it\'s">{% translate "Heading" %}</h1>'
    "{% blocktranslate trimmed count n=rows %}\n  {{ n }} row\n{% plural %}\n  {{ n }} rows\n{% endblocktranslate %}"
)


def found(reader: str, source: str) -> list[object]:
    path = messages.ROOT / "samsteg" / "page"
    return [text for _path, text, _context, _comments in messages.found_in(path, reader, source)]


def test_texts_of_code() -> None:
    assert found("python", CODE) == ["One text", ("%(n)d row", "%(n)d rows"), "May"]


def test_texts_of_templates() -> None:
    assert found("javascript", templatize(TEMPLATE)) == ["Heading", ("%(n)s row", "%(n)s rows")]


@pytest.mark.parametrize(
    ("text", "translation", "faults"),
    [
        ("Save", "Spara", 0),
        ("Save", "", 1),
        ("%(n)s rows", "%(n)s rader", 0),
        ("%(n)s rows", "rader", 1),
        ("Rows", "%(n)s rader", 1),
        (("%(n)s row", "%(n)s rows"), ("en rad", "%(n)s rader"), 0),
        (("%(n)s row", "%(n)s rows"), ("en rad", ""), 1),
        ("\n  Untrimmed\n", "\n  Spill\n", 1),
    ],
)
def test_faults(text: str | tuple[str, str], translation: str | tuple[str, str], faults: int) -> None:
    catalogue = Catalog(locale="sv")
    catalogue.add(text, translation, locations=[("page", 0)])
    assert len(list(messages.faults_of(catalogue))) == faults


def test_translations_are_taken_from_tab_separated_lines(tmp_path: Path) -> None:
    additions = tmp_path / "tr.tsv"
    additions.write_text("One text\tEn text\\nmed radbyte\n%(n)s row\t%(n)s rows\ten rad\t%(n)s rader\n")
    catalogue = messages.known([additions])
    assert catalogue["One text"].string == "En text\nmed radbyte"
    assert catalogue["%(n)s row"].string == ("en rad", "%(n)s rader")
