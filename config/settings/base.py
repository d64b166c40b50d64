"""What all environments share."""

from __future__ import annotations

from typing import Any

import pgtrigger
from csp.constants import NONE, SELF

from config import env
from config.database import databases
from config.settings.signing_in import *

BASE_DIR = env.BASE_DIR
DATA_DIR = env.data_dir()

INSTALLED_APPS = [
    "samsteg.core",  # first: its migrate and flush win over Django's own
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    "rules",
    "samsteg.audit",
    "samsteg.accounts",
    "samsteg.organisation",
    "samsteg.people",
    "samsteg.access",
    "samsteg.participants",
    "samsteg.activities",
    "samsteg.placements",
    "samsteg.follow_ups",
    "samsteg.governance",
    "samsteg.staffing",
    "samsteg.budget",
    "samsteg.statistics",
    "samsteg.reports",
    "samsteg.exchange",
    "samsteg.web",
    "samsteg.cli",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",  # round the static files too
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "samsteg.web.compression.CompressionMiddleware",  # outside all that reads or changes what is answered
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "samsteg.web.nul.NulMiddleware",
    "samsteg.web.headers.HeadersMiddleware",
    "samsteg.web.signing_in.limits.SessionLimitsMiddleware",  # before anybody is somebody
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "samsteg.web.middleware.ActorMiddleware",  # opens the transaction and sets who acts
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "samsteg.web.signing_in.second_factor_gate.SecondFactorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "samsteg.web.context_processors.shell",
            ],
        },
    }
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DATABASES = databases(DATA_DIR)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", "Svenska"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale_easy", BASE_DIR / "locale"]  # the first one wins
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"

SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
CONTENT_SECURITY_POLICY: dict[str, dict[str, Any]] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# A workbook may be 50 MB; the file itself goes to a temporary file, never to memory.
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

PGHISTORY_LEVEL = pgtrigger.Statement  # row triggers cost 11-19 times on bulk updates
SAMSTEG_AFTER_MIGRATE: list[str] = []
SAMSTEG_PRACTICE_EID = False  # lets practice participants in to their own page by the number alone
SAMSTEG_PRACTICE_ONLY = True  # every team is in practice mode; production alone says no
SAMSTEG_MASTER_KEYS = env.text("SAMSTEG_MASTER_KEYS")
SAMSTEG_LOG_KEYS = env.text("SAMSTEG_LOG_KEYS")
SAMSTEG_LOG_HEADS = env.text("SAMSTEG_LOG_HEADS")
SAMSTEG_ERASURES = env.text("SAMSTEG_ERASURES")
SAMSTEG_OPERATOR: str | None = None  # default of --as on the command line; only in development and tests
SAMSTEG_DESIGN_PAGE = False  # /design/: every part of the pages in every state; only in development
