"""Figures as lines of a list, as some teams print them: the age bands, the referrers, the time in the team."""

from __future__ import annotations

from collections.abc import Iterator

from samsteg.reports.document import BulletList, Note, Paragraph, Run
from samsteg.reports.gaps import Filled, fill, is_counted
from samsteg.reports.phrasing import Style
from samsteg.reports.reading import Reading
from samsteg.reports.render.labels import LABELS
from samsteg.reports.table_specs import LineSpec, LinesSpec
from samsteg.reports.table_texts import Built, base_line, instead, may_be_left_out


def lines(spec: LinesSpec, reading: Reading, style: Style) -> Built:
    """A heading line, the list and its base. A line whose figure nobody has is left out."""
    empty_base = bool(spec.bases) and not any(reading.base_count(base) for base in spec.bases)
    shown = [] if empty_base and may_be_left_out(spec) else list(_shown(spec, reading, style))
    if not shown:
        return instead(spec, reading, style)
    codes = tuple(code for line in shown for code in line.codes)
    heading = fill(spec.caption, reading, style)
    list_of = BulletList(tuple(line.runs for line in shown))
    base = Note((Run(f"{LABELS.base} {base_line(spec, reading, style)}"),))
    remark = (Note(fill(spec.note, reading, style).runs),) if spec.note else ()
    lead = Paragraph(tuple(Run(run.text, strong=True, code=run.code) for run in heading.runs))
    return Built(spec.key, lead, (*heading.codes, *codes), (list_of, base, *remark))


def _shown(spec: LinesSpec, reading: Reading, style: Style) -> Iterator[Filled]:
    for line in spec.line_specs():
        for words in _repeated(line, reading, style):
            if not all(is_counted(_with(words, code), reading) for code in line.needs):
                continue
            filled = fill(_with(words, line.text), reading, style)
            if filled.known:
                yield filled


def _repeated(line: LineSpec, reading: Reading, style: Style) -> list[dict[str, str]]:
    if line.each == "bands":
        return [
            {"<band>": f"{low}_{high}", "<low>": str(low), "<high>": str(high)}
            for low, high in reading.settings.age_bands
        ]
    if line.each == "sexes":
        return [
            {
                "<sex>": sex,
                "<sex_name>": style.word("sex", sex),
                "<sex_lower>": style.word("sex", sex).lower(),
                "<sex_one>": style.word("sex_one", sex),
            }
            for sex in style.formats.sexes
        ]
    return [{}]


def _with(words: dict[str, str], text: str) -> str:
    for mark, word in words.items():
        text = text.replace(mark, word)
    return text
