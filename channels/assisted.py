"""What a person publishes: the text is made ready, somebody shares it and says so."""

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
    """One place. "Sent" means in the tray; the tick of who shared it is its receipt."""

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
        """What still waits in the tray says the new text; what has been shared comes again, as corrected."""
        return Sent(remote_id)

    async def send(self, content: Content, recipient: Recipient, key: Key) -> Outcome:
        return Sent(f"tray:{key.delivery}")
