"""WhatsApp through Meta's Cloud API: an approved template, or free text inside the 24-hour window."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from channels import graph, settings
from channels.approving import Approval, Registration
from channels.base import Access, Basic, Capabilities, Content, Key, Picture, Recipient, too_long
from channels.meanings import Meaning
from channels.outcomes import (
    About,
    Halt,
    Outcome,
    Reading,
    Refused,
    Rest,
    Retry,
    Standing,
    Uncertain,
    Unknown,
)
from channels.problems import ChannelError, SettingError
from channels.remarks import Remarked
from channels.sentence import Sentence
from channels.threads import in_thread
from channels.value import dataclass
from channels.whatsapp.api import Http, Lost, NotSent
from channels.whatsapp.client import Client
from channels.whatsapp.errors import OTHER_ENDPOINT
from channels.whatsapp.management import Management, components_of
from channels.whatsapp.messages import Bodies, outcome_of_reply
from channels.whatsapp.prices import PRICES
from channels.whatsapp.standing import FIELDS, standing_of

TEMPLATE_BODY = 1024  # characters, parameters filled in
FREE_TEXT = 4096
MOST_UPLOADS = 2  # of a picture that Meta takes and then cannot use
MEDIA_LIFE = 29 * 86400.0  # seconds an uploaded picture is used: Meta keeps it for 30 days
MOST_CONNECTIONS = 300  # at any rate: over TLS each costs 35 KB
MESSAGES, MARKETING = "messages", "marketing_messages"  # the two endpoints


@dataclass(frozen=True)
class Settings:
    phone_number_id: str  # of the service's number
    waba_id: str = ""  # WhatsApp Business account: templates
    app_id: str = ""  # Meta's app: the example picture of a template
    # Ids of numbers and accounts it had before, by commas: citizens may still leave there (`webhook.parse`).
    also_hears: str = ""
    graph_version: str = "v26.0"
    rate: float = 80.0  # messages a second the number may send
    timeout: float = 30.0  # seconds for one request
    marketing_endpoint: str = MESSAGES  # where marketing templates go, or marketing_messages
    auth_header: str = "Authorization: Bearer {token}"  # resellers have others
    messaging_limit: int = 0  # citizens the portfolio may write to first in 24 hours; 0 = as Meta says
    emergency_reserve: float = 0.2  # share of it that only emergencies may use


class WhatsApp(Basic):
    """One number, writing to every subscriber."""

    Settings = Settings
    capabilities = Capabilities(
        title="WhatsApp",
        broadcast=True,
        receipts=True,
        read_back=False,
        rate=80.0,
        concurrency=320,
        limit=TEMPLATE_BODY,
        base_url="https://graph.facebook.com",
        sandbox="/graph",
        markup="*_~`>",
        approved_templates=True,
        prices=PRICES,
        # Without the last two nobody could leave: a live channel needs a working webhook.
        secrets=("WHATSAPP_TOKEN", "WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN"),
    )

    def __init__(self, access: Access, http: Http | None = None) -> None:
        self._access = access
        self._settings = settings.build(Settings, access.settings)
        _check(self._settings)
        rate = self._settings.rate
        self.capabilities = replace(
            type(self).capabilities,
            rate=rate,
            concurrency=max(1, min(round(rate * 4), MOST_CONNECTIONS)),
            daily_limit=self._settings.messaging_limit,
            reserve=self._settings.emergency_reserve,
        )
        self._closed: set[tuple[str, str]] = set()  # endpoint and category Meta does not want together
        self._bodies = Bodies()
        self._http = http or Client(
            access.base_url, _with_spare(self.capabilities.concurrency), rate, self._settings.timeout
        )

    def measure(self, content: Content) -> int:
        return len(content.text)

    def problems(self, content: Content) -> list[Sentence]:
        limit = TEMPLATE_BODY if content.template else FREE_TEXT
        found = []
        if len(content.text) > limit:
            found.append(too_long(len(content.text), limit, "WhatsApp"))
        if not content.text.strip():
            found.append(Sentence("the text is empty"))
        for name, value in {
            **content.parameters,
            **({"button": content.button} if content.button else {}),
        }.items():
            if not value.strip():
                found.append(Sentence("parameter {name}: empty", name=name))
            elif re.search(r"[\n\t\r]| {5,}", value):
                found.append(
                    Sentence(
                        "parameter {name}: line breaks, tabs or more than 4 spaces are not allowed", name=name
                    )
                )
        return found

    async def open(self) -> None:
        await self._http.open()

    async def warm(self, due: int) -> None:
        await self._http.open(due)

    def room(self, wanted: int) -> int:
        return self._http.room(wanted)

    async def close(self) -> None:
        await self._http.close()

    async def prepare(self, content: Content) -> Content:
        """Upload the header's picture once for all recipients. If that fails, the post goes without it."""
        if not content.picture or (content.media and time.time() - content.media_at < MEDIA_LIFE):
            return content
        if content.uploads >= MOST_UPLOADS and content.without_picture:
            return content.without_picture
        try:
            picture = await in_thread(self._picture, content.picture)
            media = await self._management().media(
                self._settings.phone_number_id, picture.content, picture.kind
            )
        except ChannelError as error:
            if content.without_picture is None:
                raise ChannelError("picture: {problem}", problem=error.sentence) from None
            return content.without_picture
        return replace(content, media=media, media_at=time.time(), uploads=content.uploads + 1)

    def _picture(self, url: str) -> Picture:
        if self._access.picture is None:
            raise ChannelError("no pictures can be had here")
        return self._access.picture(url)

    # -- templates --------------------------------------------------------------------------------

    async def approvals(self) -> list[Approval]:
        return await self._management().templates(self._id("waba_id"))

    async def submit(
        self, registration: Registration, examples: Mapping[str, str], picture: bytes
    ) -> Approval:
        components = await self._components(registration, examples, picture)
        return await self._management().create(self._id("waba_id"), registration, components)

    async def amend(
        self, remote_id: str, registration: Registration, examples: Mapping[str, str], picture: bytes
    ) -> None:
        components = await self._components(registration, examples, picture)
        await self._management().edit(remote_id, registration, components)

    async def _components(
        self, registration: Registration, examples: Mapping[str, str], picture: bytes
    ) -> list[Any]:
        management, handle = self._management(), ""
        if registration.header:
            handle = await management.picture_handle(self._id("app_id"), picture)
        return components_of(registration, examples, handle)

    def _id(self, name: str) -> str:
        found: str = getattr(self._settings, name)
        if not found:
            raise SettingError(
                "missing in config.yaml, and needed for templates; see Meta's dashboard", key=name
            )
        return found

    def _management(self) -> Management:
        settings = self._settings
        base = f"{self._access.base_url}/{settings.graph_version}"
        return Management(base, self._headers(), settings.timeout)

    # -- sending ----------------------------------------------------------------------------------

    async def send(self, content: Content, recipient: Recipient, key: Key) -> Outcome:
        if not (recipient.phone or recipient.user_id):
            return Refused("address", "", About.CITIZEN, Meaning.NO_ADDRESS)
        endpoint = self._endpoint(content)
        try:
            reply = await self._http.post(
                self._path(endpoint), self._headers(), self._bodies.body(content, recipient, key)
            )
        except NotSent as error:
            return Retry("network", str(error), means=Meaning.NO_CONNECTION)
        except Lost as error:
            return Uncertain("network", str(error), means=Meaning.CONNECTION_LOST)
        outcome = outcome_of_reply(reply, recipient.phone, marketing=endpoint == MARKETING)
        if isinstance(outcome, Halt) and outcome.code in OTHER_ENDPOINT:
            return self._elsewhere(outcome, endpoint, content)
        return outcome

    def _elsewhere(self, outcome: Halt, endpoint: str, content: Content) -> Outcome:
        """Record that this endpoint is closed. The outcome lets the other one be tried at once, unless it is closed
        too."""
        self._closed.add((endpoint, content.category))
        if (_other(endpoint), content.category) in self._closed:
            return outcome
        return Retry(outcome.code, outcome.said, (0.0,), Rest.RECIPIENT, means=outcome.means)

    def _endpoint(self, content: Content) -> str:
        """The endpoint for this content: by its category, and by Meta's earlier refusals."""
        usual = self._settings.marketing_endpoint if content.category == "MARKETING" else MESSAGES
        closed = [(one, content.category) in self._closed for one in (usual, _other(usual))]
        return _other(usual) if closed == [True, False] else usual

    def _path(self, endpoint: str = "") -> str:
        settings = self._settings
        number = f"/{settings.graph_version}/{settings.phone_number_id}"
        return f"{number}/{endpoint}" if endpoint else number

    def _headers(self) -> dict[str, str]:
        name, _, value = self._settings.auth_header.partition(":")
        token = self._access.secrets.get("WHATSAPP_TOKEN", "")
        return {name.strip(): value.strip().replace("{token}", token)}

    async def read_back(self, content: Content, since: float) -> Reading:
        return Unknown("WhatsApp does not tell")

    async def standing(self) -> Standing | Unknown:
        try:
            reply = await self._http.get(f"{self._path()}?fields={FIELDS}", self._headers())
        except (NotSent, Lost) as error:
            return Unknown(str(error))
        return standing_of(reply.status, reply.body)

    def warnings(self, now: float) -> list[Remarked]:
        return graph.warnings(self._settings.graph_version, now)


def _with_spare(concurrency: int) -> int:
    """The number of connections: a quarter more than requests in flight, so that hanging answers delay no emergency."""
    return concurrency + max(1, concurrency // 4)


def _check(settings: Settings) -> None:
    """Check the settings beyond their types. Raises SettingError."""
    if not re.fullmatch(r"[\w-]+: .*\{token\}.*", settings.auth_header):
        raise SettingError('must be like "Authorization: Bearer {token}"', key="auth_header")
    if settings.marketing_endpoint not in (MESSAGES, MARKETING):
        endpoints = f"{MESSAGES}, {MARKETING}"
        raise SettingError("must be one of {endpoints}", key="marketing_endpoint", endpoints=endpoints)
    if settings.messaging_limit < 0:
        raise SettingError("must not be negative; 0 = as Meta says", key="messaging_limit")
    if settings.emergency_reserve >= 1:
        raise SettingError("must be less than 1, e.g. 0.2", key="emergency_reserve")


def _other(endpoint: str) -> str:
    return MARKETING if endpoint == MESSAGES else MESSAGES
