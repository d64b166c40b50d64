"""Tests: as development, but quick password hashes and no files outside the temporary folder."""

from __future__ import annotations

import os

from config.settings.dev import *

SECRET_KEY = "test-" * 12
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
SAMSTEG_ERASURES = os.devnull  # tests that read the journal name a file of their own
SAMSTEG_PRACTICE_EID = False  # as everywhere but in development
