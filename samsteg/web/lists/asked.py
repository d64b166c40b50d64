"""What the address says of a list: which chip, which order, what is chosen beside it, how many, and a kept search."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from samsteg.web.list_address import MOST, PAGE, number_in, question

LONGEST_CHOICE = 40
LONGEST_KEY = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What may be asked of a list. The first chip and the first order are the usual; `choices`: names.

    `page`: rows of a first view.
    """

    chips: tuple[str, ...]
    orders: tuple[str, ...]
    choices: tuple[str, ...] = ()
    page: int = PAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """`key` finds the text of the search in the session: never in the address, since it may be a name."""

    frame: Frame
    chip: str
    order: str
    descending: bool = False
    count: int = PAGE
    key: str = ""
    chosen: tuple[tuple[str, str], ...] = ()

    def query(self, **changes: object) -> str:
        """The address's question, `?` included, without what is as usual."""
        return question(replace(self, **changes).said)  # type: ignore[arg-type]  # names of fields, by the callers

    @property
    def said(self) -> dict[str, str]:
        return {
            "visa": "" if self.chip == self.frame.chips[0] else self.chip,
            "ordna": "" if self.order == self.frame.orders[0] else self.order,
            "fallande": "1" if self.descending else "",
            **dict(self.chosen),
            "antal": "" if self.count == self.frame.page else str(self.count),
            "sok": self.key,
        }

    @property
    def beside_choices(self) -> list[tuple[str, str]]:
        """What a form of the choices sends along unchanged: it begins anew with the first rows."""
        names = {
            name: value for name, value in self.said.items() if name not in (*self.frame.choices, "antal")
        }
        return [(name, value) for name, value in names.items() if value]

    def choice(self, name: str) -> str:
        return dict(self.chosen).get(name, "")


def asked_of(frame: Frame, data: Mapping[str, str]) -> Asked:
    """What can't be understood is as usual."""
    chip, order = data.get("visa", ""), data.get("ordna", "")
    return Asked(
        frame=frame,
        chip=chip if chip in frame.chips else frame.chips[0],
        order=order if order in frame.orders else frame.orders[0],
        descending=data.get("fallande") == "1",
        count=number_in(data.get("antal"), lowest=frame.page, highest=max(MOST, frame.page)),
        key=data.get("sok", "")[:LONGEST_KEY],
        chosen=tuple((name, data.get(name, "")[:LONGEST_CHOICE]) for name in frame.choices),
    )
