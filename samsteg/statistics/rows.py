"""The stays behind a figure: found in the tables that the figure itself is counted in, so that both mean the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from samsteg.access.policies import require
from samsteg.audit.enums import ReadKind
from samsteg.audit.services import log_reads
from samsteg.core.actor import Actor
from samsteg.core.errors import Refused
from samsteg.organisation.models import Team
from samsteg.organisation.selectors import settings_at
from samsteg.participants.models import Stay
from samsteg.people.names import NAME_COLUMNS, NAMELESS, PersonName, open_name
from samsteg.statistics.asking import asked, parameters_for
from samsteg.statistics.indicators.attendance import TOOK_PART
from samsteg.statistics.indicators.breakdowns import DIMENSIONS
from samsteg.statistics.indicators.follow_ups import OVERDUE
from samsteg.statistics.indicators.registry import canonical, parsed
from samsteg.statistics.moments import known_day
from samsteg.statistics.statement import over_members
from samsteg.statistics.values import Period

Day = dt.date | None
# Ways out that tell of somebody's health or death: their number is enough for every purpose of the figures.
GUARDED = frozenset(
    {"sickness_compensation", "daily_activity_lss", "deceased", "medical_rehab", "substance_abuse"}
)
_WAYS_OUT = ("base", "result_base", "destination", "detail")

_BAND = "m.band = %(band)s"
_SEX = "m.sex = %(sex)s"
_PAIR = "m.sex = %(pair)s"
_DETAIL = "m.reason = %(destination)s AND m.detail = %(detail)s"
_LATE = "m.reason = %(destination)s AND NOT m.early_exit"
_NOT_LONGEST = """m.stay_id <> (
    SELECT l.stay_id FROM members l WHERE l.base = m.base ORDER BY l.months DESC, l.stay_id LIMIT 1
)"""


def _placed(form: str, overlap: str) -> str:
    return f"""EXISTS (
        SELECT FROM placements_placement p
        WHERE p.stay_id = m.stay_id AND p.team_id = %(team)s AND [known p] AND p.form = {form} AND {overlap}
    )"""


_IN_PERIOD = "p.started_on <= %(last)s::date AND coalesce(p.ended_on >= %(first)s::date, true)"
# Never after the stay, and not what is planned until it has begun.
_AT_WORK = f"{_IN_PERIOD} AND p.started_on <= least(m.exited_on, %(begun)s::date)"


def _parallel(condition: str) -> str:
    """Of the effort's last period in the report's period."""
    return f"""EXISTS (
        SELECT FROM (
            SELECT p.* FROM participants_paralleleffort p
            WHERE p.stay_id = m.stay_id AND p.team_id = %(team)s AND [known p] AND p.code = %(effort)s AND {_IN_PERIOD}
            ORDER BY p.started_on DESC LIMIT 1
        ) p WHERE {condition}
    )"""


_MOVED_ON = "(m.exiting AND m.given_detail = p.code)"
_EFFORT_OVER = "coalesce(p.ended_on <= %(last)s::date, false)"

_TOOK_PART = f"EXISTS (SELECT FROM marked a WHERE a.stay_id = m.stay_id AND a.mark IN {TOOK_PART})"

# Code of the registry -> (base, condition on its members `m`).
MEMBERS_OF: Mapping[str, tuple[str, str]] = {
    "<base>.count": ("<base>", "true"),
    **{f"<base>{infix}<{column}>": ("<base>", f"m.{column} = %({column})s") for column, infix in DIMENSIONS},
    "<base>.age.<band>": ("<base>", _BAND),
    "<base>.income_any.<income>": ("<base>", "%(income)s = ANY (m.incomes)"),
    "<base>.age.<statistic>": ("<base>", "m.age IS NOT NULL"),
    "<base>.age.<statistic>.<pair>": ("<base>", f"m.age IS NOT NULL AND {_PAIR}"),
    "results.age.<band>.<sex>": ("results", f"{_BAND} AND {_SEX}"),
    "results.share": ("exits", "true"),
    "exits.<destination>.<detail>": ("exits", _DETAIL),
    "exits.<destination>.<detail>.<pair>": ("exits", f"{_DETAIL} AND {_PAIR}"),
    "exits.<destination>.without_early": ("exits", _LATE),
    "exits.<destination>.without_early.<pair>": ("exits", f"{_LATE} AND {_PAIR}"),
    "throughput.<result_base>.months": ("<result_base>", "true"),
    "throughput.<result_base>.months.<pair>": ("<result_base>", _PAIR),
    "throughput.<result_base>.months.<spread>": ("<result_base>", "true"),
    "throughput.<result_base>.months.median": ("<result_base>", "true"),
    "throughput.<result_base>.months.without_longest_1": ("<result_base>", _NOT_LONGEST),
    "support_before.<support_base>.years": ("<support_base>", "m.support_months IS NOT NULL"),
    "support_before.<support_base>.years.<pair>": (
        "<support_base>",
        f"m.support_months IS NOT NULL AND {_PAIR}",
    ),
    "support_before.<support_base>.years.<spread>": ("<support_base>", "m.support_months IS NOT NULL"),
    "support_before.<support_base>.years.over_9_years": ("<support_base>", "m.support_months > 9 * 12"),
    "queue.longest_months": ("queue", "true"),
    "queue.shortest_months": ("queue", "true"),
    "work_training.people": ("treated", _placed("'work_training'", _AT_WORK)),
    "work_training.<form>.people": ("treated", _placed("%(form)s", _AT_WORK)),
    "work_training.before_job": ("work", _placed("'work_training'", "p.started_on <= m.exited_on")),
    "work_training.share": ("treated", "true"),
    "work_training.<hours_base>.hours": (
        "<hours_base>",
        _placed("'work_training'", f"{_AT_WORK} AND p.hours_per_week IS NOT NULL"),
    ),
    "follow_up.overdue": ("closing", OVERDUE),
    "attendance.people": ("treated", _TOOK_PART),
    "attendance.people.<sex>": ("treated", f"{_TOOK_PART} AND {_SEX}"),
    "attendance.group.<group>.people": (
        "treated",
        f"EXISTS (SELECT FROM marked a WHERE a.stay_id = m.stay_id AND a.mark IN {TOOK_PART}"
        " AND a.group_id = %(group)s::bigint)",
    ),
    "parallel.<effort>.people": ("treated", _parallel("true")),
    "parallel.<effort>.moved_on": ("treated", _parallel(_MOVED_ON)),
    "parallel.<effort>.ended": (
        "treated",
        _parallel(f"{_EFFORT_OVER} AND NOT {_MOVED_ON} AND coalesce(m.exited_on > p.ended_on, true)"),
    ),
    "parallel.<effort>.continuing": (
        "treated",
        _parallel(f"NOT {_EFFORT_OVER} AND NOT coalesce(m.exited_on <= %(last)s::date, false)"),
    ),
}
_TODAY = "d.enrolled_on <= %(written)s::date AND coalesce(d.exited_on > %(written)s::date, true)"
_VISIT = "d.study_visit_on BETWEEN %(first)s::date AND %(last)s::date"
# Those that no base holds: a condition on every stay's dates `d`.
DATED_OF: Mapping[str, str] = {
    "referrals.count": "d.referred_on BETWEEN %(first)s::date AND %(last)s::date",
    "study_visits.count": _VISIT,
    "study_visits.started": f"{_VISIT} AND d.enrolled_on IS NOT NULL",
    "now.enrolled": _TODAY,
    "now.to_enrol": "d.enrolled_on > %(written)s::date",
}
ONE_PER_PERSON, ONE_BASE = "treated.unique_persons", "treated"


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One stay behind a figure, as its reader may see it."""

    stay_id: int
    person_id: int
    own_id: str
    enrolled_on: dt.date | None
    exited_on: dt.date | None
    name: PersonName = NAMELESS


@dataclass(frozen=True, slots=True)
class FigureRows:
    """`total` stays are behind the figure, `visible` of them are the reader's to see; `rows` is one page of these."""

    total: int
    visible: int
    rows: tuple[ShownRow, ...]

    @property
    def hidden(self) -> int:
        return self.total - self.visible


def has_rows(code: str) -> bool:
    """Whether persons stand behind the figure. Raises KeyError for a code that no team can have."""
    pattern = parsed(canonical(code))[0].code
    return pattern == ONE_PER_PERSON or pattern in MEMBERS_OF or pattern in DATED_OF


def is_guarded(code: str) -> bool:
    """Whether the figure singles out a way out that tells of somebody's health. Raises KeyError as above."""
    chosen = parsed(code)[1]
    return any(chosen.get(slot) in GUARDED for slot in _WAYS_OUT)


def can_be_opened(code: str) -> bool:
    return has_rows(code) and not is_guarded(code)


def stay_ids(
    team: Team,
    period: Period,
    code: str,
    *,
    as_of: dt.datetime | None = None,
    written_on: dt.date | None = None,
) -> tuple[int, ...]:
    """Every stay that the figure counts (for a mean: those it is a mean over), whoever may see it.

    For the count of unique persons, the latest stay of each. Raises KeyError for a code without persons.
    """
    settings = settings_at(team, period.last, as_of)
    written = written_on or known_day(as_of)
    select, words = _select(canonical(code))
    parameters = {**parameters_for(team, period, settings, as_of, written), **words}
    text = _statement(select, words.get("of", ONE_BASE), as_of=as_of is not None)
    return tuple(sorted(stay_id for (stay_id,) in asked(text, parameters)))


@lru_cache(maxsize=256)
def _statement(select: str, base: str, *, as_of: bool) -> str:
    return over_members((select,), as_of=as_of, bases=(base,))


def _select(code: str) -> tuple[str, dict[str, str]]:
    """The select over the statement's tables, and the values of its slots. Nothing of `code` comes into the text."""
    indicator, words = parsed(code)
    if indicator.code == ONE_PER_PERSON:
        return f"SELECT max(m.stay_id) FROM members m WHERE m.base = '{ONE_BASE}' GROUP BY m.person_id", words
    if indicator.code in DATED_OF:
        return f"SELECT d.stay_id FROM dated d WHERE {DATED_OF[indicator.code]}", words
    base, condition = MEMBERS_OF[indicator.code]
    chosen = words[base.strip("<>")] if base.startswith("<") else base
    return f"SELECT m.stay_id FROM members m WHERE m.base = %(of)s AND {condition}", {**words, "of": chosen}


def figure_rows(
    actor: Actor,
    team: Team,
    period: Period,
    code: str,
    *,
    offset: int = 0,
    limit: int = 25,
    as_of: dt.datetime | None = None,
) -> FigureRows:
    """One page of the stays behind a figure that the actor may see; each person on it is logged as read.

    `as_of`: whom the figure counted as known then; who may see them, and the days of each, are those of now.
    Raises PermissionRefused, Refused for a figure whose rows are never shown, KeyError for one without persons.
    """
    require(actor, "figures.rows", team)
    if is_guarded(code):
        raise Refused(
            _(
                "Who is behind this figure is not shown, because it tells of somebody's health. The number stands."
            )
        )
    ids = stay_ids(team, period, code, as_of=as_of)
    found = Stay.objects.in_team(team.pk).visible_to(actor).filter(pk__in=ids)
    ordered = found.order_by("enrolled_on", "own_id").values_list(
        "pk", "person_id", "own_id", "enrolled_on", "exited_on", *NAME_COLUMNS
    )
    rows = tuple(_shown(*row) for row in ordered[offset : offset + limit])
    log_reads(
        actor=actor,
        team_id=team.pk,
        person_ids=[row.person_id for row in rows],
        kind=ReadKind.FIGURE,
        place="figure_rows",
        reason=f"{code} {period}"[:200],
    )
    return FigureRows(total=len(ids), visible=found.count(), rows=rows)


def _shown(
    stay_id: int, person_id: int, own_id: str, enrolled_on: Day, exited_on: Day, *columns: Any
) -> ShownRow:
    name = open_name(person_id, (columns[0], columns[1], columns[2]))
    return ShownRow(stay_id, person_id, own_id, enrolled_on, exited_on, name)
