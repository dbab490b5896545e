"""Any other service, through Apprise: Matrix, Discord, ntfy, e-mail, and 180 more.

Apprise only reports success or failure. It returns no id, so a message can be neither edited, taken down nor
looked up. A "no" may hide a message that went out, so it is never repeated: at most once.
"""

from __future__ import annotations

import asyncio
import logging
import re
from dataclasses import dataclass, replace
from typing import Any

from channels import settings, transport
from channels.base import Access, Basic, Capabilities, Content, Key, Picture, Recipient, picture_of, pictured
from channels.meanings import Meaning
from channels.outcomes import Outcome, Sent, Uncertain
from channels.problems import ChannelError, SettingError
from channels.sentence import Sentence


@dataclass(frozen=True)
class Settings:
    address: str  # which of the addresses in the secret
    limit: int = 4000  # characters; fewer where the service takes fewer
    timeout: float = 30.0  # seconds


class Service:
    """One address of Apprise's, with its secrets."""

    def __init__(self, url: str, timeout: float) -> None:
        """Raises ChannelError, whose text never contains the address."""
        import apprise

        for name in (
            "apprise",
            "urllib3.connectionpool",
        ):  # their log lines contain addresses, which contain secrets
            logging.getLogger(name).addFilter(transport.quiet)
        asset = apprise.AppriseAsset(async_mode=False, storage_mode=apprise.PersistentStoreMode.MEMORY)
        self._apprise = apprise.Apprise(asset=asset)
        if not self._apprise.add(url) or len(services := list(self._apprise)) != 1:
            raise ChannelError("its address is none Apprise understands")
        self._own: Any = services[0]
        self._own.retry = 0
        self._own.socket_connect_timeout, self._own.socket_read_timeout = min(10.0, timeout), timeout

    @property
    def name(self) -> str:
        return str(self._own.service_name)

    @property
    def limit(self) -> int:
        """The longest text the service accepts, in characters."""
        return int(self._own.body_maxlen)

    def say(self, text: str, picture: Picture | None = None) -> bool:
        """Send `text` and report success. The first line becomes the title on services that have titles."""
        from apprise import NotifyFormat
        from apprise.attachment.memory import AttachMemory

        title, _, rest = text.partition("\n")
        if not rest.strip() or not self._own.title_maxlen or len(title) > self._own.title_maxlen:
            title, rest = "", text
        attached: Any = None
        if picture:
            make: Any = AttachMemory
            attached = [make(picture.content, name="immagine.jpg", mimetype=picture.kind)]
        said = self._apprise.notify(
            body=rest.strip("\n"), title=title, body_format=NotifyFormat.TEXT, attach=attached
        )
        return bool(said)


def address(addresses: str, name: str, base_url: str = "") -> str:
    """The address called `name` in `name=address name=address …`. With a `base_url`, the JSON endpoint there instead.

    Raises ChannelError.
    """
    if base_url:
        scheme, _, rest = base_url.partition("://")
        return f"{'jsons' if scheme == 'https' else 'json'}://{rest}/{name}"
    # Only what stands before a `=` is ever repeated: the rest is secret, and so is an address without a name.
    known: dict[str, str] = dict(re.findall(r"(?:^|\s)([\w-]+)=(\S+)", addresses))
    if name not in known:
        has = ", ".join(known) or Sentence("nothing")
        raise SettingError("no {name!r} in APPRISE_URLS, which has: {has}", key="address", name=name, has=has)
    return known[name]


class Apprise(Basic):
    """One Apprise address. A message is either sent or uncertain, and never repeated."""

    Settings = Settings
    capabilities = Capabilities(
        title="Apprise",
        broadcast=False,
        receipts=False,
        read_back=False,
        rate=1.0,
        concurrency=1,
        limit=4000,
        base_url="",
        sandbox="/apprise",
        markup="@",
        secrets=("APPRISE_URLS",),
    )

    def __init__(self, access: Access) -> None:
        self._access = access
        self._settings = own = settings.build(Settings, access.settings)
        self.capabilities = replace(self.capabilities, limit=own.limit)
        self._service: Service | None = None
        if access.secrets:
            url = address(access.secrets.get("APPRISE_URLS", ""), own.address, access.base_url)
            try:
                self._service = Service(url, own.timeout)
            except ChannelError as error:
                raise SettingError(
                    "{address}: {problem}", key="address", address=own.address, problem=error.sentence
                ) from None
            self.capabilities = replace(self.capabilities, limit=min(own.limit, self._service.limit))

    async def prepare(self, content: Content) -> Content:
        return await pictured(self._access, content)

    async def send(self, content: Content, recipient: Recipient, key: Key) -> Outcome:
        return await asyncio.to_thread(self._send, content, key)

    def _send(self, content: Content, key: Key) -> Outcome:
        if self._service is None:
            raise ChannelError("opened without its secret")
        picture = picture_of(self._access, content) if content.picture else None
        if self._service.say(content.text, picture):
            return Sent(f"apprise:{key.delivery}")
        return Uncertain("apprise", self._service.name, means=Meaning.NO_PROOF)
