"""What is typed when a referral is taken care of, answered or ended. Shape only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.participants.referrals.enums import EndReason
from samsteg.participants.referrals.records import Taking
from samsteg.participants.referrals.selectors import ReadReferral, seen_by_own_id
from samsteg.people.enums import Sex
from samsteg.web.dates import DayField
from samsteg.web.referrals.forms import line, read_born


class VersionEntry(forms.Form):
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput())


class TakeEntry(VersionEntry):
    """`own_id_before`: somebody who comes back, by the id of an earlier stay."""

    referred_on = DayField(
        label=gettext_lazy("Referred on"), help_text=gettext_lazy("The day that counts as the referral.")
    )
    mission_received_on = DayField(
        required=False,
        label=gettext_lazy("In the queue from"),
        help_text=gettext_lazy("The day when the referral was complete. Leave it empty until then."),
    )
    born = line(
        gettext_lazy("Date of birth"), hint=gettext_lazy("Such as 1990-05-17. The year alone will do.")
    )
    sex = forms.ChoiceField(label=gettext_lazy("Sex"), choices=Sex.choices, widget=forms.RadioSelect)
    own_id_before = line(
        gettext_lazy("Has been in the team before"),
        hint=gettext_lazy(
            "Then write the id of the earlier stay. The new one becomes the same participant's."
        ),
    )

    def __init__(
        self, data: Mapping[str, Any] | None, *, actor: Actor, team: Team, read: ReadReferral
    ) -> None:
        day = read.row.received_on
        super().__init__(data, initial={"version": read.row.version, "referred_on": day})
        self.actor, self.team = actor, team
        self.is_asked = {name: not getattr(read.content, name) for name in ("born", "sex")}
        for name, is_asked in self.is_asked.items():
            if not is_asked:
                del self.fields[name]

    def clean_born(self) -> str:
        told = str(self.cleaned_data["born"]).strip()
        return read_born(told, with_number=False)[0] if told else ""

    def clean_own_id_before(self) -> int | None:
        """The person whose earlier stay it is, among those whom the actor sees."""
        text = str(self.cleaned_data["own_id_before"]).strip()
        if not text:
            return None
        person_id = seen_by_own_id(self.actor, self.team, text)
        if person_id is None:
            raise ValidationError(_("You see no participant with that id. Check it, or leave it empty."))
        return person_id

    def taking(self) -> Taking:
        """Of a form that is valid."""
        typed = self.cleaned_data
        referred_on: dt.date = typed["referred_on"]
        return Taking(
            referred_on=referred_on,
            mission_received_on=typed["mission_received_on"],
            person_id=typed["own_id_before"],
            born=typed.get("born", ""),
            sex=typed.get("sex", ""),
        )


class EndEntry(VersionEntry):
    reason = forms.ChoiceField(
        label=gettext_lazy("Why does it end?"), choices=EndReason.choices, widget=forms.RadioSelect
    )
