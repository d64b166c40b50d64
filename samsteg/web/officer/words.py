"""The controller's rules in words: what each value means for those who work in the team."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_lazy, ngettext

from samsteg.access.controller_rules import OFF, ON
from samsteg.access.enums import RuleName, TeamAccess

ABOUT = {
    RuleName.TEAM_ACCESS: gettext_lazy(
        "Coaches and the team lead always see those they are responsible for. This says whom else."
    ),
    RuleName.PROTECTED_IDENTITY: gettext_lazy(
        "What the team may keep about somebody whose identity is protected."
    ),
    RuleName.CONSENT_MONTHS: gettext_lazy(
        "A consent ends at the exit, and at the latest after this time. Then it is asked for again."
    ),
    RuleName.REGISTRATION_CONSENT: gettext_lazy(
        "Whether the team asks for consent to registration for the national follow-up."
    ),
    RuleName.STAFF_NAMES_IN_EXTRACT: gettext_lazy(
        "“Who knows what” names the unit that opened a record. This says whether the person's name stands there too."
    ),
    RuleName.REFUSALS_COUNTED: gettext_lazy("Only numbers are kept: no name, no number, no record."),
    RuleName.PUBLIC_REFERRAL: gettext_lazy(
        "Whether anybody may send a referral to the team from an open page, without logging in."
    ),
    RuleName.OFFLINE_ROLL_CALL: gettext_lazy(
        "Whether a group's leader may keep the first names of today's groups on a telephone for up to 12 hours, locked "
        "with a code. Everybody whose name is kept there is logged. Protected participants never are."
    ),
    RuleName.OWN_PAGE: gettext_lazy(
        "Whether a participant may log in with an e-ID and see the next meeting, the own plan and who knows what."
    ),
    RuleName.OWN_PAGE_PROTECTED: gettext_lazy(
        "Where there are own pages: whether participants with protected identity have one too."
    ),
    RuleName.PERSONAL_LINK: gettext_lazy(
        "Whether a coach may give a participant a link to answer by. It shows nothing, works once, and for seven days."
    ),
}
VALUE_WORDS = {
    (RuleName.PROTECTED_IDENTITY, "not_here"): gettext_lazy("No record here; only counted, by sex and year"),
    (RuleName.PROTECTED_IDENTITY, "without_identity"): gettext_lazy(
        "Only the team's own id and the year of birth"
    ),
    (RuleName.PROTECTED_IDENTITY, "named_staff"): gettext_lazy("A record that only named staff open"),
    (RuleName.REGISTRATION_CONSENT, OFF): gettext_lazy("The team doesn't ask"),
    (RuleName.REGISTRATION_CONSENT, ON): gettext_lazy("The team asks"),
    (RuleName.STAFF_NAMES_IN_EXTRACT, OFF): gettext_lazy("Only the unit"),
    (RuleName.STAFF_NAMES_IN_EXTRACT, ON): gettext_lazy("The unit and the name"),
    (RuleName.REFUSALS_COUNTED, OFF): gettext_lazy("Not counted"),
    (RuleName.REFUSALS_COUNTED, ON): gettext_lazy("Counted"),
    (RuleName.PUBLIC_REFERRAL, OFF): gettext_lazy("No open form"),
    (RuleName.PUBLIC_REFERRAL, ON): gettext_lazy("The form is open"),
    (RuleName.OFFLINE_ROLL_CALL, OFF): gettext_lazy("Only with coverage"),
    (RuleName.OFFLINE_ROLL_CALL, ON): gettext_lazy("Also without coverage"),
    (RuleName.OWN_PAGE, OFF): gettext_lazy("No own pages"),
    (RuleName.OWN_PAGE, ON): gettext_lazy("Participants may log in"),
    (RuleName.OWN_PAGE_PROTECTED, OFF): gettext_lazy("Not for them"),
    (RuleName.OWN_PAGE_PROTECTED, ON): gettext_lazy("For them too"),
    (RuleName.PERSONAL_LINK, OFF): gettext_lazy("No personal links"),
    (RuleName.PERSONAL_LINK, ON): gettext_lazy("Coaches may make links"),
}


def value_words(name: str, value: str) -> str:
    """One value of a rule, as the page says it."""
    if name == RuleName.TEAM_ACCESS:
        return str(TeamAccess(value).label)
    if name == RuleName.CONSENT_MONTHS:
        return ngettext("%(count)d month", "%(count)d months", int(value)) % {"count": int(value)}
    words = VALUE_WORDS.get((RuleName(name), value))
    return str(words) if words is not None else gettext("Unknown value: %(value)s") % {"value": value}
