"""What the team writes itself: how it is kept clean, and how it becomes blocks of the report. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Final

from samsteg.reports.document import Block, bullets, text

LONGEST_TEXT: Final = 50_000  # characters; a whole report is seldom longer

_BULLET: Final = re.compile(r"^\s*[-•*]\s+")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def tidied(body: str) -> str:
    """Plain text as it is stored: one kind of line end, no control characters, nothing blank around it."""
    lines = _CONTROL.sub("", body.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def text_blocks(body: str) -> Iterator[Block]:
    """An empty line parts paragraphs; lines that begin with "- " are a list; other line breaks stay."""
    for paragraph in re.split(r"\n\s*\n", tidied(body)):
        lines = [line for line in paragraph.split("\n") if line.strip()]
        for is_list, group in groupby(lines, key=lambda line: bool(_BULLET.match(line))):
            if is_list:
                yield bullets(_BULLET.sub("", line).strip() for line in group)
            else:
                yield text("\n".join(line.strip() for line in group))
