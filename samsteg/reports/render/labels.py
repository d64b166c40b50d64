"""The few words that the renderers themselves put into a report: Swedish, whatever the page's language."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Labels:
    work_mark: str
    practice_mark: str
    contents: str
    period: str
    supported_by: str
    base: str
    empty_table: str


LABELS = Labels(**json.loads(Path(__file__).with_name("labels.json").read_text(encoding="utf-8")))
