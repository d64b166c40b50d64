"""Production is refused until the access work is done (sign-in with two factors, roles, consents).

Requirement: a team's real participants may be stored only when every lock of docs/security holds.
"""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

raise ImproperlyConfigured(
    "Samsteg kan inte köras i drift än: inloggning med två faktorer, roller och samtycken saknas. "
    "Använd config.settings.dev med övningsdata. / Not ready for production: only practice data until access is done."
)
