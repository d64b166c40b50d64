"""A referral as pages and services pass it on. What is stored of it is JSON under a key, made here and read here."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass, fields

Answers = tuple[tuple[str, str], ...]  # the question as it was read, and what was answered


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """All of a referral that points out somebody, and the answers. Texts are plain and may be empty.

    `personnummer` is twelve digits, kept only where the team takes numbers; `born` a day or a year as text.
    """

    first_name: str = ""
    last_name: str = ""
    sex: str = ""
    born: str = ""
    personnummer: str = ""
    municipality_code: str = ""
    phone: str = ""
    reach: str = ""  # how the person is best reached
    referrer_name: str = ""
    referrer_unit: str = ""
    referrer_phone: str = ""
    answers: Answers = ()

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def sealed_text(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


def content_from(text: str) -> Content:
    """What `sealed_text` gave. A field that a later version has added is empty."""
    told = json.loads(text)
    known = {field.name for field in fields(Content)}
    held = {name: value for name, value in told.items() if name in known}
    answers = tuple((str(question), str(answer)) for question, answer in told.get("answers", ()))
    return Content(**{**held, "answers": answers})


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidYes:
    """What the person has agreed to before there is a record: two things, each apart."""

    visit: bool = False
    division: bool = False
    form: str = ""
    on_day: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReferral:
    """`questions_version` 0: the questions that come with Samsteg."""

    referrer: str
    received_on: dt.date
    content: Content
    said_yes: SaidYes
    questions_version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """How a referral becomes a stay. `person_id` None: a new participant.

    `born` and `sex` are asked for where the referral doesn't say them.
    """

    referred_on: dt.date
    mission_received_on: dt.date | None = None
    person_id: int | None = None
    born: str = ""
    sex: str = ""
