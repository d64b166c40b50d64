"""Errors that the house's own code raises on purpose; pages and commands turn them into words."""

from __future__ import annotations


class SamstegError(Exception):
    """Base of all refusals that a user can do something about; str() is the message."""


class ContextError(RuntimeError):
    """A programming fault in how the database context is used."""


class KeptQuestionError(RuntimeError):
    """A programming fault in a question whose text is kept."""


class LogUnavailable(RuntimeError):
    """The read log can't be written, so nothing that it should tell of may be shown (pages answer 503)."""


class PermissionRefused(SamstegError):
    """The actor may not do this (pages answer 403)."""


class NotVisible(SamstegError):
    """It doesn't exist or isn't the actor's to see (pages answer 404)."""


class KeyProblem(SamstegError):
    """A master key is missing or wrong."""


class Refused(SamstegError):
    """A rule of the work says no; the message says what to do."""
