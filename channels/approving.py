"""Texts that a provider must approve in advance: their registration, the provider's verdict, and the protocol for
both."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Protocol, runtime_checkable

from channels.discreet import WithWords
from channels.meanings import Meaning
from channels.remarks import Remarked
from channels.value import dataclass


@dataclass(frozen=True, slots=True)
class Registration:
    """A text submitted for approval: fixed words with `{{parameters}}`."""

    name: str
    language: str
    category: str  # the provider's price category: MARKETING or UTILITY
    body: str
    footer: str = ""
    header: str = ""  # `image`, or none
    button_text: str = ""
    button_prefix: str = ""  # the rest of the button's address is its one parameter
    ttl_hours: int = (
        0  # for which the provider keeps it for a phone that is off; 0 = as long as it usually does
    )

    @property
    def parameters(self) -> tuple[str, ...]:
        return tuple(re.findall(r"\{\{(\w+)\}\}", self.body))

    def fill(self, parameters: Mapping[str, str]) -> str:
        """The text with its parameters filled in, as people read it."""
        return re.sub(r"\{\{(\w+)\}\}", lambda match: parameters[match[1]], self.body)


@dataclass(frozen=True, slots=True)
class Approval(WithWords):
    """A provider's verdict on one template."""

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
class TemplateNews(WithWords):
    """A provider's notice that a template has changed; a field that is "" has not."""

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
    """A provider's notice about the account or its number."""

    kind: str  # the provider's own name of it
    told: Remarked
    limit: int | None = None  # citizens that may be reached in 24 hours; -1 = no limit; None = not said


@runtime_checkable
class Approving(Protocol):
    """A channel whose texts need approval by its provider. Every method may raise ChannelError, one line each."""

    async def approvals(self) -> list[Approval]:
        """Every template the provider knows, in any state."""

    async def submit(
        self, registration: Registration, examples: Mapping[str, str], picture: bytes
    ) -> Approval:
        """Request approval. `examples`: a value for each parameter, and for `button`; `picture`: a JPEG for the
        header."""

    async def amend(
        self, remote_id: str, registration: Registration, examples: Mapping[str, str], picture: bytes
    ) -> None:
        """Request approval of a changed text under the same name."""
