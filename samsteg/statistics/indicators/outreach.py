"""What the team does outwards, and who asks: counted from the outreach log, which is about no participant."""

from __future__ import annotations

from samsteg.statistics.indicators.base import Indicator
from samsteg.statistics.values import Unit

_HELD = ("Hållna utåtriktade aktiviteter", "Outreach activities held")
_ASKED = ("Förfrågningar", "Enquiries")

INDICATORS = (
    Indicator(
        code="outreach.held",
        label_sv="Hållna utåtriktade aktiviteter",
        label_en="Outreach activities held",
        definition=(
            "Antal utåtriktade aktiviteter som teamet har noterat som hållna, med dag i perioden.",
            "The number of outreach activities that the team has noted as held, with their day in the period.",
        ),
        base=_HELD,
        unit=Unit.COUNT,
        source_events=("outreach",),
        formula="antal med läget hållen och dag i perioden; planerade, inställda och borttagna räknas inte",
        since="0.2",
        n_of="outreach.held",
    ),
    Indicator(
        code="outreach.held.<outreach_kind>",
        label_sv="Utåtriktat: {outreach_kind}",
        label_en="Outreach: {outreach_kind}",
        definition=(
            "Antal hållna utåtriktade aktiviteter av slaget med dag i perioden.",
            "The number of outreach activities of this kind held in the period.",
        ),
        base=_HELD,
        unit=Unit.COUNT,
        source_events=("outreach",),
        formula="som outreach.held, efter slag; summerar till den",
        since="0.2",
        n_of="outreach.held",
    ),
    Indicator(
        code="outreach.people",
        label_sv="Personer som mött teamet utåt",
        label_en="People met outwards",
        definition=(
            "Summan av antalet besökare vid de hållna aktiviteter i perioden där någon räknade; den som var med två "
            "gånger räknas två gånger.",
            "The sum of those who came to the activities held in the period where somebody counted; whoever came "
            "twice is counted twice.",
        ),
        base=("Besökare vid hållna aktiviteter", "Those who came to activities held"),
        unit=Unit.COUNT,
        source_events=("outreach",),
        formula="summan av antal personer över hållna med ett antal; utan antal räknas som ingen",
        since="0.2",
        n_of="outreach.people",
    ),
    Indicator(
        code="outreach.enquiries",
        label_sv="Förfrågningar till teamet",
        label_en="Enquiries to the team",
        definition=(
            "Antal förfrågningar som teamet har räknat i perioden, utan namn.",
            "The number of enquiries that the team has counted in the period, without names.",
        ),
        base=_ASKED,
        unit=Unit.COUNT,
        source_events=("enquiry",),
        formula="summan av antalen med dag i perioden; borttagna räknas inte",
        since="0.2",
        n_of="outreach.enquiries",
    ),
    Indicator(
        code="outreach.enquiries.<enquirer>",
        label_sv="Förfrågningar från {enquirer}",
        label_en="Enquiries from {enquirer}",
        definition=(
            "Antal förfrågningar i perioden från den sortens frågeställare.",
            "The number of enquiries in the period from this kind of asker.",
        ),
        base=_ASKED,
        unit=Unit.COUNT,
        source_events=("enquiry",),
        formula="som outreach.enquiries, efter vem som frågade; summerar till den",
        since="0.2",
        n_of="outreach.enquiries",
    ),
)

FRAGMENTS = (
    """
    SELECT 'outreach.held' || s.suffix, count(*)::numeric, NULL::bigint
    FROM governance_outreachactivity o
    CROSS JOIN LATERAL (VALUES (''), ('.' || o.kind)) AS s(suffix)
    WHERE o.team_id = %(team)s AND [known o] AND o.state = 'held' AND NOT o.is_removed
        AND o.on_day BETWEEN %(first)s::date AND %(last)s::date
    GROUP BY s.suffix
    """,
    """
    SELECT 'outreach.people', sum(o.people_count)::numeric, NULL::bigint
    FROM governance_outreachactivity o
    WHERE o.team_id = %(team)s AND [known o] AND o.state = 'held' AND NOT o.is_removed
        AND o.on_day BETWEEN %(first)s::date AND %(last)s::date
    HAVING count(o.people_count) > 0
    """,
    """
    SELECT 'outreach.enquiries' || s.suffix, sum(e.enquiry_count)::numeric, NULL::bigint
    FROM governance_enquiry e
    CROSS JOIN LATERAL (VALUES (''), ('.' || e.enquirer)) AS s(suffix)
    WHERE e.team_id = %(team)s AND [known e] AND NOT e.is_removed
        AND e.on_day BETWEEN %(first)s::date AND %(last)s::date
    GROUP BY s.suffix
    """,
)
