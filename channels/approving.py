"""Texts that a provider approves beforehand: what is registered, what it says of them, and how it is asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from channels.meanings import Meaning
from channels.remarks import Remarked


@dataclass(frozen=True, slots=True)
class Registration:
    """What a provider is to approve: fixed text with `{{parameters}}`."""

    name: str
    language: str
    category: str  # the provider's price category: MARKETING or UTILITY
    body: str
    footer: str = ""
    header: str = ""  # `image`, or none
    button_text: str = ""
    button_prefix: str = ""  # the rest of the button's address is its one parameter

    @property
    def parameters(self) -> tuple[str, ...]:
        return tuple(re.findall(r"\{\{(\w+)\}\}", self.body))

    def fill(self, parameters: Mapping[str, str]) -> str:
        """The text as people read it."""
        return re.sub(r"\{\{(\w+)\}\}", lambda match: parameters[match[1]], self.body)


@dataclass(frozen=True, slots=True)
class Approval:
    """What a provider says of one template."""

    name: str
    language: str
    status: str  # APPROVED, PENDING, REJECTED, PAUSED, DISABLED, …: only an APPROVED one can be sent
    category: str = ""
    quality: str = ""  # GREEN, YELLOW, RED or UNKNOWN
    means: Meaning | None = None  # why it is so, if the provider tells
    said: str = ""  # the same in the provider's own words
    remote_id: str = ""
    body: str = ""  # as it was approved
    footer: str = ""


@dataclass(frozen=True, slots=True)
class TemplateNews:
    """A provider reports that something of a template has changed; "" = that has not."""

    name: str
    language: str
    status: str = ""
    category: str = ""
    quality: str = ""
    means: Meaning | None = None
    said: str = ""
    at: float = 0.0  # when the provider said so, Unix seconds; reports come late and out of order


@dataclass(frozen=True, slots=True)
class AccountNews:
    """A provider reports something of the account or its number."""

    kind: str  # the provider's own name of it
    told: Remarked
    limit: int | None = None  # citizens that may be reached in 24 hours; -1 = no limit; None = not said


@runtime_checkable
class Approving(Protocol):
    """A channel whose texts a provider approves beforehand. All raise ChannelError, in one line."""

    async def approvals(self) -> list[Approval]:
        """What the provider has, whatever its state."""

    async def submit(
        self, registration: Registration, examples: Mapping[str, str], picture: bytes
    ) -> Approval:
        """Ask for approval. `examples`: a value for each parameter, and for `button`; `picture`: JPEG of a header."""

    async def amend(
        self, remote_id: str, registration: Registration, examples: Mapping[str, str], picture: bytes
    ) -> None:
        """Ask for approval of another text under the same name."""
