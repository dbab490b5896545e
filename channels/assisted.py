"""Publishing by hand: the program prepares the text, a person shares it and ticks it off."""

from __future__ import annotations

from dataclasses import dataclass, replace

from channels import settings
from channels.base import Access, Basic, Capabilities, Content, Key, Recipient, pictured
from channels.outcomes import Outcome, Sent


@dataclass(frozen=True)
class Settings:
    title: str = "Canale WhatsApp"  # as staff call the place
    remind_hours: float = 4.0  # after which staff are reminded
    limit: int = 4096  # characters


class Assisted(Basic):
    """One place. "Sent" means that the text is in the tray; the tick of the person who shared it is its receipt."""

    Settings = Settings
    capabilities = Capabilities(
        title="A mano",
        broadcast=False,
        receipts=False,
        read_back=False,
        rate=100.0,
        concurrency=1,
        limit=4096,
        base_url="",
        sandbox="",
        markup="*_~`>",
        edit=True,
        by_hand=True,
    )

    def __init__(self, access: Access) -> None:
        self.settings = settings.build(Settings, access.settings)
        self.capabilities = replace(self.capabilities, limit=self.settings.limit)
        self._access = access

    async def prepare(self, content: Content) -> Content:
        return await pictured(self._access, content)

    async def edit(self, content: Content, remote_id: str) -> Outcome:
        """Replace a text that still waits in the tray; put one that has been shared back, marked as corrected."""
        return Sent(remote_id)

    async def send(self, content: Content, recipient: Recipient, key: Key) -> Outcome:
        return Sent(f"tray:{key.delivery}")
