"""Pictures: known by content, freed from a camera's notes, and shown with words in Word, PDF and HTML."""

from __future__ import annotations

import dataclasses
import io

import docx
import pytest
from django.utils import translation
from docx.oxml.ns import qn

from samsteg.reports.document import Document, Heading, Picture
from samsteg.reports.images import JPEG as JPEG_TYPE
from samsteg.reports.images import PNG, Image, ImageRefused, checked_image
from samsteg.reports.render import render_docx, render_html, render_pdf
from tests.reports.pdf_reading import Pdf
from tests.reports.pictures import JPEG, camera_jpeg, chunk, png
from tests.reports.sample import with_blocks

MOST = 2_000_000
RIGHT_EDGE = (210 - 18 + 3) * 72 / 25.4  # the right margin, and a blank that hangs over it


def picture(image: Image, key: str = "groups") -> Picture:
    return Picture(
        key=key,
        content=image.content,
        media_type=image.media_type,
        width=image.width,
        height=image.height,
        alt="Fyra grupper i rad",
        caption="Figur: grupperna",
    )


def document() -> Document:
    shown = picture(checked_image(png(), most_bytes=MOST))
    logo = picture(checked_image(JPEG, most_bytes=MOST), "logo")
    made = with_blocks(shown)
    return dataclasses.replace(made, cover=dataclasses.replace(made.cover, logo=logo))


def test_a_png_is_known_by_its_content_and_loses_its_remarks() -> None:
    noisy = png(7, 5, extra=chunk(b"tEXt", b"Author\x00Alva Exempelsson") + chunk(b"eXIf", b"GPS"))
    image = checked_image(noisy, most_bytes=MOST)
    assert (image.media_type, image.width, image.height) == (PNG, 7, 5)
    assert b"Alva" not in image.content
    assert image.content == png(7, 5)


def test_a_jpeg_loses_the_cameras_notes() -> None:
    image = checked_image(camera_jpeg(), most_bytes=MOST)
    assert (image.media_type, image.width, image.height) == (JPEG_TYPE, 8, 6)
    assert b"GPS" not in image.content
    assert image.content[6:10] == b"JFIF"


def test_a_picture_lying_on_its_side_is_sent_back() -> None:
    with translation.override("en"), pytest.raises(ImageRefused, match="side"):
        checked_image(camera_jpeg(orientation=6), most_bytes=MOST)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a" + bytes(40),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
        png()[:40],
        png().replace(b"IDAT", b"IDOT"),
        JPEG[:60],
        JPEG[:-2],
        b"\xff\xd8\xff\xe0",
        png(9000, 1),
    ],
)
def test_what_is_no_whole_picture_of_reasonable_size_is_refused(content: bytes) -> None:
    with pytest.raises(ImageRefused):
        checked_image(content, most_bytes=MOST)


def test_forty_megabytes_say_how_much_fits() -> None:
    with pytest.raises(ImageRefused, match=r"40 MB.*2 MB"):
        checked_image(bytes(40_000_000), most_bytes=MOST)


def test_a_picture_without_words_is_refused() -> None:
    with pytest.raises(ValueError, match="words"):
        dataclasses.replace(picture(checked_image(png(), most_bytes=MOST)), alt=" ")


def test_two_pictures_of_one_key_are_refused() -> None:
    shown = picture(checked_image(png(), most_bytes=MOST))
    with pytest.raises(ValueError, match="picture keys"):
        with_blocks(shown, shown)


def test_word_holds_the_pictures_with_their_words() -> None:
    word = docx.Document(io.BytesIO(render_docx(document())))
    described = [element.get("descr") for element in word.element.iter(qn("wp:docPr"))]
    assert described == ["Fyra grupper i rad"] * 2
    kinds = {part.content_type for part in word.part.package.iter_parts()}
    assert {"image/png", "image/jpeg"} <= kinds
    assert "Figur: grupperna" in [one.text for one in word.paragraphs]


def test_word_gives_the_same_bytes_again() -> None:
    assert render_docx(document()) == render_docx(document())


def test_the_pdf_holds_the_pictures_with_their_words() -> None:
    content = render_pdf(document())
    assert content == render_pdf(document())
    assert sum(len(page.images) for page in Pdf(content).reader.pages) == 2
    figures = [node for node in Pdf(content).nodes if node.tag == "Figure"]
    assert [node.content["/Alt"] for node in figures] == ["Fyra grupper i rad"] * 2


def test_html_holds_them_in_itself_or_by_an_address_of_ours() -> None:
    standing_alone = render_html(document())
    assert standing_alone.count('src="data:image/') == 2
    page = render_html(document(), source=lambda one: f"/bild/{one.key}")
    assert "data:" not in page
    assert '<img src="/bild/groups" alt="Fyra grupper i rad" width="40" height="30">' in page


@pytest.mark.parametrize("text", ["Rubrik " * 43, "R" * 300])
def test_a_heading_of_300_letters_wraps_in_all_three(text: str) -> None:
    long = text.strip()[:300]
    made = with_blocks(Heading(2, long))
    pdf = Pdf(render_pdf(made))
    assert long.replace(" ", "") in "".join(pdf.reader.pages[1].extract_text().split()).replace("\u200b", "")
    assert max(box.right for box in pdf.boxes(1)) <= RIGHT_EDGE
    assert any(one.text == long for one in docx.Document(io.BytesIO(render_docx(made))).paragraphs)
    assert long in render_html(made)


@pytest.mark.parametrize(
    ("share", "look", "width_mm"),
    [
        (1.0, "s-picture", 170),
        (1 / 2, "s-picture s-picture-half", 85),
        (1 / 3, "s-picture s-picture-third", 56.67),
    ],
)
def test_a_picture_takes_its_share_of_the_width_and_is_never_blown_up(
    share: float, look: str, width_mm: float
) -> None:
    large = dataclasses.replace(picture(checked_image(png(2000, 200), most_bytes=MOST)), share=share)
    small = dataclasses.replace(picture(checked_image(png(), most_bytes=MOST), "small"), share=share)
    word = docx.Document(io.BytesIO(render_docx(with_blocks(large, small))))
    widths = [shape.width.mm for shape in word.inline_shapes]
    assert widths[0] == pytest.approx(width_mm, abs=0.01)
    assert widths[1] == pytest.approx(40 * 25.4 / 96, abs=0.01)
    assert render_html(with_blocks(large)).count(f'<figure class="{look}">') == 1
    drawn = Pdf(render_pdf(with_blocks(large, small))).image_widths(1)
    assert [width * 25.4 / 72 for width in drawn] == [pytest.approx(width, abs=0.05) for width in widths]


def test_a_picture_read_without_its_content_is_never_written_out_empty() -> None:
    named = dataclasses.replace(picture(checked_image(png(), most_bytes=MOST)), content=b"", digest="0" * 64)
    with pytest.raises(ValueError, match="content"):
        render_html(with_blocks(named))
    assert f'src="/bild/{"0" * 64}"' in render_html(
        with_blocks(named), source=lambda one: f"/bild/{one.name}"
    )
    with pytest.raises(ValueError, match="neither content nor name"):
        dataclasses.replace(named, digest="")


@pytest.mark.parametrize("share", [0, -1, 1.1])
def test_a_share_is_a_part_of_the_width(share: float) -> None:
    with pytest.raises(ValueError, match="width"):
        dataclasses.replace(picture(checked_image(png(), most_bytes=MOST)), share=share)
