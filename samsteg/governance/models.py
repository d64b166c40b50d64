"""What the team does outwards and is asked from outside."""

from __future__ import annotations

from samsteg.governance.outreach.models import Enquiry as Enquiry
from samsteg.governance.outreach.models import OutreachActivity as OutreachActivity
