"""Errors that are one line for a person, whoever meets them.

The tree; all of them end a command with that line and exit code 2:

    OneLineError                     channels/sentence.py: a sentence with its facts
    ├── ConfigError                  settings/values.py: config.yaml, a template's place, an option
    │   └── MissingSecret            neither the environment nor a credential has it
    ├── ActionError                  here: what was asked cannot be done
    ├── StoreError                   store/engine.py: the database cannot be used
    ├── VaultError                   store/vault.py: a key is missing or wrong
    ├── ChannelError                 channels/base.py: a provider's answer before anything was published
    ├── FeedError                    stages/parse/common.py: a document that is no feed
    ├── TemplateError                stages/render/templates.py: a template that cannot be used
    └── DigestError                  desk/digest.py: a digest that cannot be made
"""

from __future__ import annotations

from channels.sentence import OneLineError


class ActionError(OneLineError):
    """What was asked cannot be done."""
