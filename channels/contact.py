"""A citizen's own address, through Apprise: e-mail, Telegram, text messages and the many other services it knows.

The address in APPRISE_URLS has `{to}` where the citizen's stands: `posta=mailtos://avvisi:secret@smtp.example.it?to={to}`.
Apprise only reports success or failure, so nothing is ever sent twice.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from urllib.parse import quote

from channels import settings
from channels.apprise import Service, address
from channels.base import Access, Basic, Capabilities, Content, Key, Recipient
from channels.meanings import Meaning
from channels.outcomes import About, Outcome, Refused, Sent, Uncertain
from channels.problems import ChannelError, SettingError

MARK = "{to}"
KINDS = ("email", "phone", "any")


@dataclass(frozen=True)
class Settings:
    address: str  # which of the addresses in the secret
    kind: str = "email"  # of citizens' addresses: email, phone, any
    limit: int = 4000  # characters
    timeout: float = 30.0  # seconds


class Contact(Basic):
    """One service, writing to one citizen at a time. A message is either sent or uncertain, and never repeated."""

    Settings = Settings
    capabilities = Capabilities(
        title="Apprise",
        broadcast=True,
        receipts=False,
        read_back=False,
        rate=2.0,
        concurrency=4,
        limit=4000,
        base_url="",
        sandbox="/apprise",
        address="any",
        secrets=("APPRISE_URLS",),
    )

    def __init__(self, access: Access) -> None:
        self._access = access
        self._settings = own = settings.build(Settings, access.settings)
        if own.kind not in KINDS:
            raise SettingError("must be one of {kinds}", key="kind", kinds=", ".join(KINDS))
        self.capabilities = replace(self.capabilities, limit=own.limit, address=own.kind)
        self._url = ""
        if access.secrets:
            self._url = address(access.secrets.get("APPRISE_URLS", ""), own.address, access.base_url)
            if MARK not in self._url and not access.base_url:
                raise SettingError("the address in APPRISE_URLS must have {mark}", key="address", mark=MARK)

    async def send(self, content: Content, recipient: Recipient, key: Key) -> Outcome:
        if not recipient.address:
            return Refused("address", "", About.CITIZEN, Meaning.NO_ADDRESS)
        return await asyncio.to_thread(self._send, content, recipient, key)

    def _send(self, content: Content, recipient: Recipient, key: Key) -> Outcome:
        url = self._url.replace(MARK, quote(recipient.address, safe="@+"))
        try:
            service = Service(url, self._settings.timeout)
        except ChannelError:  # Apprise takes this address for none of its service's: it certainly never left
            return Refused("address", "", About.CITIZEN, Meaning.NO_ADDRESS)
        if service.say(content.text):
            return Sent(f"contact:{key.delivery}")
        return Uncertain("apprise", service.name, means=Meaning.NO_PROOF)
