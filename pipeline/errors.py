"""Errors that are shown to a person as one line.

The tree; all of them end a command with that line and exit code 2:

    OneLineError                     channels/sentence.py: a sentence with its facts
    ├── ConfigError                  settings/values.py: config.yaml, a template's place, an option
    │   └── MissingSecretError            neither the environment nor a credential has it
    ├── ActionError                  here: what was asked cannot be done
    ├── StoreError                   store/errors.py: the database cannot be used
    │   └── LostError                     there was one, and it is missing or empty
    ├── VaultError                   store/vault.py: a key is missing or wrong
    ├── ChannelError                 channels/problems.py: a provider's answer before anything was published
    ├── FeedError                    stages/parse/common.py: a document that is no feed
    ├── TemplateError                stages/render/templates.py: a template that cannot be used
    └── DigestError                  desk/digest.py: a digest that cannot be made
"""

from __future__ import annotations

import os

from channels.sentence import OneLineError, Sentence, template

# Errors of the system and the database that a person may see.
KNOWN = (
    *(template("No such file or directory"), template("Permission denied"), template("File exists")),
    *(template("Is a directory"), template("Not a directory"), template("Address already in use")),
    *(template("No space left on device"), template("Read-only file system"), template("Input/output error")),
    *(template("Connection refused"), template("No route to host"), template("Network is unreachable")),
    *(template("Disk quota exceeded"), template("File too large")),
    *(
        template("file is not a database"),
        template("unable to open database file"),
        template("disk I/O error"),
    ),
    *(template("database is locked"), template("database or disk is full")),
    template("attempt to write a readonly database"),
)


def said(error: Exception) -> Sentence:
    """The operating system's text of an error, without additions by libraries."""
    number = isinstance(error, OSError) and error.errno
    words = os.strerror(number) if number else str(error)
    return Sentence(words)


class ActionError(OneLineError):
    """The requested action is impossible."""
