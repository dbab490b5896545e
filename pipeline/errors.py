"""Errors that are one line for a person, whoever meets them."""

from __future__ import annotations


class ActionError(Exception):
    """What was asked cannot be done. One line, in Italian."""
