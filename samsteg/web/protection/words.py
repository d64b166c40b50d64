"""Protected identity in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from samsteg.access.enums import ProtectionRule
from samsteg.access.models import UnregisteredCount
from samsteg.people.enums import Sex

ABOUT_RULE: Mapping[ProtectionRule, object] = MappingProxyType(
    {
        ProtectionRule.NOT_HERE: _(
            "The controller has decided that persons with protected identity aren't registered in Samsteg. "
            "Work with the person as usual, keep nothing about them here, and count them below."
        ),
        ProtectionRule.WITHOUT_IDENTITY: _(
            "The controller has decided that persons with protected identity are registered with the team's own id "
            "and the year of birth, and nothing that points them out. Only named staff open them."
        ),
        ProtectionRule.NAMED_STAFF: _(
            "The controller has decided that persons with protected identity are registered as others, but without "
            "address, phone and workplace. Only named staff open them."
        ),
    }
)


@dataclass(frozen=True, slots=True)
class YearCounted:
    year: int
    women: int
    men: int
    other: int

    @property
    def total(self) -> int:
        return self.women + self.men + self.other


def counted(rows: Iterable[UnregisteredCount]) -> list[YearCounted]:
    """The newest year first."""
    found = Counter((row.year, row.sex) for row in rows)
    years = sorted({year for year, _sex in found}, reverse=True)
    return [
        YearCounted(year, *(found[year, sex] for sex in (Sex.WOMEN, Sex.MEN, Sex.OTHER))) for year in years
    ]
