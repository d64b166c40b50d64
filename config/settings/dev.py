"""On the developer's own machine and for trying Samsteg: practice data only, plain http on loopback."""

from __future__ import annotations

from config import env
from config.settings.base import *

DEBUG = False  # the same pages as in production, error pages included
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
SECRET_KEY = env.text("SAMSTEG_SECRET_KEY", "only-for-practice-on-this-machine-" + "0" * 32)
SAMSTEG_OPERATOR = "operator"
SAMSTEG_SECOND_FACTOR = False  # the two practice users sign in with a password alone
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # plain http on loopback
SAMSTEG_DESIGN_PAGE = True
SAMSTEG_PRACTICE_EID = True  # no e-ID at hand
SAMSTEG_AFTER_MIGRATE = ["samsteg.access.operator.make_operator"]
WHITENOISE_USE_FINDERS = True  # static/ is served as it lies; `samsteg start` collects and compresses it
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
