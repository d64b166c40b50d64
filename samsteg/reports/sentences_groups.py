"""What the figures say about groups and the hours of work training. Pure: from figures and style to sentences."""

from __future__ import annotations

from samsteg.reports.phrasing import Amount, Style
from samsteg.reports.reading import Reading
from samsteg.reports.sentence_parts import Sentences, amount, is_group, mean


def groups(reading: Reading, style: Style) -> Sentences:
    """How many took part, in how many sessions, and how often those who were expected came."""
    people = amount(reading, "attendance.people")
    if not is_group(people.value):
        return ()
    said = style.say_counted("groups", people)
    held = reading.count("attendance.sessions_held")
    if held and reading.number("attendance.per_session") is not None:
        average = mean(reading, style, "attendance.per_session", 1)
        sessions = Amount(held, "attendance.sessions_held", gender="neutrum")
        said += style.say_counted("group_sessions", sessions, mean=average, people=style.noun.many)
    share = reading.number("attendance.share")
    if share is None:
        return said
    written = style.percent(share, "attendance.share")
    return (*said, style.say("group_share", share=written))


def work_training_hours(reading: Reading, style: Style) -> Sentences:
    """The mean over those whose hours are known; not said about one person."""
    code = "work_training.treated.hours"
    persons = reading.persons(code)
    if not is_group(persons) or reading.number(code) is None:
        return ()
    hours = mean(reading, style, code, 1)
    return (style.say("work_training_hours", hours=hours, n=Amount(persons)),)
