"""An address in a text becomes a link: https alone, whole, and never one that can lead elsewhere than it says."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from samsteg.web.linked import linked


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("https://mote.example/abc?x=1", ("", "https://mote.example/abc?x=1", "")),
        ("Zoom: https://mote.example/j/7, kod 12", ("Zoom: ", "https://mote.example/j/7", ", kod 12")),
        ("(https://mote.example)", ("(", "https://mote.example", ")")),
        ("Stora rummet", ("Stora rummet", "", "")),
        ("http://mote.example", ("http://mote.example", "", "")),
        ("javascript:alert(1)", ("javascript:alert(1)", "", "")),
        ("https://bank.example@ond.example/", ("https://bank.example@ond.example/", "", "")),
        ("https://", ("https://", "", "")),
        ("https://[oj", ("https://[oj", "", "")),
        ("https://mote.example:port/", ("https://mote.example:port/", "", "")),
    ],
)
def test_what_becomes_a_link(text: str, parts: tuple[str, str, str]) -> None:
    found = linked(text)
    assert (found.before, found.address, found.after) == parts


@given(st.text(alphabet="ahtps:/.@[]()<>\"'& \u00e5", max_size=60), st.text(max_size=20))
def test_no_letter_is_lost_and_nothing_is_taken_for_markup(before: str, after: str) -> None:
    text = f"{before}https://m.example/{after}"
    found = linked(text)
    assert found.before + found.address + found.after == text
    html = render_to_string("parts/linked.html", {"words": found})
    assert html.count("<") == (2 if found.address else 0)
    assert not found.address or 'rel="noopener noreferrer"' in html
