"""A picture in Word: in the line of text, with what it shows in words, as large as made but no larger than the page."""

from __future__ import annotations

import io

from docx.document import Document as WordDocument
from docx.oxml.shape import CT_Inline
from docx.shared import Mm

from samsteg.reports.document import Picture
from samsteg.reports.render.glyphs import xml_safe
from samsteg.reports.render.layout import picture_size
from samsteg.reports.render.wordml import Element, element, paragraph, text_run


def word_picture(
    word: WordDocument, picture: Picture, number: int, box_mm: tuple[float, float]
) -> list[Element]:
    """The picture and its caption; `number` is unique in the file."""
    relationship, _image = word.part.get_or_add_image(io.BytesIO(picture.content))
    width, height = map(Mm, picture_size(picture, box_mm))
    suffix = "png" if picture.media_type == "image/png" else "jpg"
    inline = CT_Inline.new_pic_inline(number, relationship, f"bild{number}.{suffix}", width, height)
    inline.docPr.set("descr", xml_safe(picture.alt))
    keep = [element("keepNext")] if picture.caption else []
    made = [paragraph("Normal", element("r", element("drawing", inline)), properties=keep)]
    if picture.caption:
        made.append(paragraph("Not", text_run(picture.caption)))
    return made
