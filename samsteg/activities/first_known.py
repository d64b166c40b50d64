"""From which day on somebody is known here: who waits in the queue may come to a group, nobody before that."""

from __future__ import annotations

from django.db.models.functions import Least

FIRST_KNOWN = Least("referred_on", "study_visit_on", "mission_received_on", "enrolled_on")
