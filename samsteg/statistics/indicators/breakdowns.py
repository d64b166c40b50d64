"""How a base divides: by sex, age, decade of birth, referrer, income, payer and municipality. Each sums to its base."""

from __future__ import annotations

from samsteg.statistics.indicators.base import Indicator, Words
from samsteg.statistics.values import Unit

# Column of `members` (never null) and what stands before its value in the code.
DIMENSIONS = (
    ("sex", ".sex."),
    ("band", ".age."),
    ("decade", ".born_"),
    ("referrer", ".referrer."),
    ("income", ".income."),
    ("payer", ".payer."),
    ("municipality", ".municipality."),
)


def _breakdown(code: str, label_sv: str, label_en: str, definition: Words, source: str) -> Indicator:
    return Indicator(
        code=f"<base>.{code}",
        label_sv=label_sv,
        label_en=label_en,
        definition=definition,
        base=("{base}", "{base}"),
        unit=Unit.PERSONS,
        source_events=(source,),
        formula="antal i basen med värdet; alla värden summerar till basen",
        n_of="<base>.count",
    )


INDICATORS = (
    _breakdown(
        "sex.<sex>",
        "{base}, {sex}",
        "{base}, {sex}",
        (
            "Antal i basen efter kön, så som teamet skrivit det.",
            "The number in the base by sex, as the team has written it.",
        ),
        "person",
    ),
    _breakdown(
        "age.<band>",
        "{base}, {band}",
        "{base}, {band}",
        (
            "Antal i basen efter åldersgrupp; åldern är den vid inskrivning (nya), avslut (avslut, resultat), "
            "periodens början (inskrivna då) eller slut (inskrivna då, kö), för deltagare vid avslut, annars "
            "periodens slut.",
            "The number in the base by age group; the age is the one at enrolment (new), at exit (exits, results), "
            "at the start of the period (enrolled then) or at its end (enrolled then, queue); for participants at "
            "exit, else at the end of the period.",
        ),
        "person",
    ),
    _breakdown(
        "born_<decade>",
        "{base}, {decade}",
        "{base}, {decade}",
        ("Antal i basen efter födelseårtionde.", "The number in the base by decade of birth."),
        "person",
    ),
    _breakdown(
        "referrer.<referrer>",
        "{base}, remittent: {referrer}",
        "{base}, referrer: {referrer}",
        ("Antal i basen efter vem som remitterade.", "The number in the base by who referred them."),
        "referred",
    ),
    _breakdown(
        "income.<income>",
        "{base}, försörjning: {income}",
        "{base}, income: {income}",
        (
            "Antal i basen efter den huvudsakliga försörjningen vid inskrivning.",
            "The number in the base by main source of income at enrolment.",
        ),
        "enrolled",
    ),
    Indicator(
        code="<base>.income_any.<income>",
        label_sv="{base}, någon försörjning: {income}",
        label_en="{base}, any income: {income}",
        definition=(
            "Antal i basen som hade försörjningen, som huvudsaklig eller bredvid; summerar inte till basen.",
            "The number in the base who had this income, as the main one or beside it; does not sum to the base.",
        ),
        base=("{base}", "{base}"),
        unit=Unit.PERSONS,
        source_events=("enrolled",),
        formula="antal i basen med värdet bland alla sina försörjningar vid inskrivning",
        n_of="<base>.count",
    ),
    _breakdown(
        "payer.<payer>",
        "{base}, betalare: {payer}",
        "{base}, payer: {payer}",
        (
            "Antal i basen efter vem som betalar den huvudsakliga försörjningen.",
            "The number in the base by who pays the main income.",
        ),
        "enrolled",
    ),
    _breakdown(
        "municipality.<municipality>",
        "{base}, kommun: {municipality}",
        "{base}, municipality: {municipality}",
        (
            "Antal i basen efter hemkommun (SCB:s kod).",
            "The number in the base by home municipality (the code of Statistics Sweden).",
        ),
        "referred",
    ),
)

BY_SEX = INDICATORS[0]  # read with the bases themselves, in samsteg.statistics.indicators.flow
_OTHERS = DIMENSIONS[1:]
_CASES = "\n".join(f"WHEN grouping({column}) = 0 THEN '{infix}' || {column}" for column, infix in _OTHERS)
_SETS = ", ".join(f"(base, {column})" for column, _infix in _OTHERS)
FRAGMENTS = (
    # Constants only: no value of a row or a user comes into the text.
    "".join(
        (
            "SELECT base || CASE ",
            _CASES,
            " END, count(*)::numeric, NULL::bigint FROM members GROUP BY GROUPING SETS (",
            _SETS,
            ")",
        )
    ),
    """
    SELECT base || '.income_any.' || code, count(*)::numeric, NULL::bigint
    FROM (SELECT base, unnest(incomes) AS code FROM members) i
    GROUP BY base, code
    """,
)
