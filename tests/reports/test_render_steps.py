"""A numbered list in each format: numbered by the format itself, and each from 1."""

from __future__ import annotations

import io

import docx
from docx.oxml.ns import qn

from samsteg.reports.document import BulletList, Run, text
from samsteg.reports.render import render_docx, render_html, render_pdf
from tests.reports.pdf_reading import Pdf
from tests.reports.sample import with_blocks
from tests.reports.wordml_order import faults

TWO_LISTS = with_blocks(
    BulletList(((Run("ett"),), (Run("två", strong=True),)), numbered=True),
    text("Sedan:"),
    BulletList(((Run("åter ett"),),), numbered=True),
)


def test_word_counts_each_list_from_one() -> None:
    made = render_docx(TWO_LISTS)
    word = docx.Document(io.BytesIO(made))
    steps = [one for one in word.paragraphs if one.style is not None and one.style.name == "List Number"]
    numbers = [one._p.pPr.numPr.numId.val for one in steps if one._p.pPr is not None]
    assert [one.text for one in steps] == ["ett", "två", "åter ett"]
    assert numbers[0] == numbers[1] != numbers[2]
    known = {
        number.get(qn("w:numId")): number.find(f"{qn('w:lvlOverride')}/{qn('w:startOverride')}").get(
            qn("w:val")
        )
        for number in word.part.numbering_part.element.iter(qn("w:num"))
        if number.find(qn("w:lvlOverride")) is not None
    }
    assert {str(number): "1" for number in set(numbers)} == known
    assert faults(made) == []


def test_the_page_has_ordered_lists() -> None:
    made = render_html(TWO_LISTS)
    assert made.count('<ol class="s-steps">') == 2
    assert "<li>ett</li><li><strong>två</strong></li>" in made


def test_the_pdf_has_lists_with_numbers() -> None:
    made = Pdf(render_pdf(TWO_LISTS))
    assert made.tags.count("LI") == 3
    assert made.text.count("1.") == 2
    assert "2." in made.text
