"""Production: a team's real participants. Starts only when every lock holds (config/readiness.py, config/sound.py).

A team is in practice mode until its controller's decision is written: it takes no identity numbers before that.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from config import env
from config.readiness import refuse_unless_ready
from config.settings.base import *

SAMSTEG_PRACTICE_ONLY = False
SAMSTEG_PRACTICE_EID = False

DEBUG = False
SECRET_KEY = env.text("SAMSTEG_SECRET_KEY")
ALLOWED_HOSTS = [urlsplit(SAMSTEG_ADDRESS).hostname or "", *env.names("SAMSTEG_HOSTS")]
CSRF_TRUSTED_ORIGINS = [SAMSTEG_ADDRESS]

SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
if SAMSTEG_PROXIES:  # without proxies of our own nobody's word on https is believed
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"  # a neighbour on another host of the domain can't plant one
CSRF_COOKIE_NAME = "__Host-csrftoken"
LANGUAGE_COOKIE_NAME = "__Host-language"
CSRF_COOKIE_HTTPONLY = True
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {**CONTENT_SECURITY_POLICY["DIRECTIVES"], "upgrade-insecure-requests": True}
}

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },  # samsteg collectstatic
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
            "datefmt": "%Y-%m-%dT%H:%M:%S%z",  # with the zone
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"axes": {"level": "ERROR"}},  # its words hold addresses; the log of the door is our own
}

refuse_unless_ready(globals())
