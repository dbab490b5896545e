"""WhatsApp through Meta's Cloud API: an approved template, or free text inside the 24-hour window."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import Any

from channels import _graph, _settings
from channels.base import (
    Access,
    Capabilities,
    ChannelError,
    Content,
    Halt,
    Key,
    Outcome,
    Reading,
    Recipient,
    Refused,
    Rest,
    Retry,
    Sent,
    Standing,
    Uncertain,
    Unknown,
)
from channels.whatsapp.api import AiohttpClient, Http, Lost, NotSent, Reply
from channels.whatsapp.errors import OTHER_ENDPOINT, outcome_of_error
from channels.whatsapp.standing import FIELDS, standing_of

TEMPLATE_BODY = 1024  # characters, parameters filled in
FREE_TEXT = 4096
MESSAGES, MARKETING = "messages", "marketing_messages"  # the two endpoints


@dataclass(frozen=True)
class Settings:
    phone_number_id: str  # of the service's number
    waba_id: str = ""  # WhatsApp Business account: templates
    graph_version: str = "v26.0"
    rate: float = 80.0  # messages a second the number may send
    timeout: float = 30.0  # seconds for one request
    marketing_endpoint: str = MESSAGES  # where marketing templates go, or marketing_messages
    auth_header: str = "Authorization: Bearer {token}"  # resellers have others
    messaging_limit: int = 0  # citizens the portfolio may write to first in 24 hours; 0 = as Meta says
    emergency_reserve: float = 0.2  # share of it that only emergencies may use


class WhatsApp:
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
        unit="caratteri",
        base_url="https://graph.facebook.com",
        sandbox="/graph",
        markup="*_~`",
        approved_templates=True,
        # Without the last two nobody could leave: a live channel needs a working webhook.
        secrets=("WHATSAPP_TOKEN", "WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN"),
    )

    def __init__(self, access: Access, http: Http | None = None) -> None:
        self._access = access
        self._settings = _settings.build(Settings, access.settings)
        _check(self._settings)
        rate = self._settings.rate
        self.capabilities = replace(
            type(self).capabilities,
            rate=rate,
            concurrency=max(1, round(rate * 4)),
            daily_limit=self._settings.messaging_limit,
            reserve=self._settings.emergency_reserve,
        )
        self._closed: set[tuple[str, str]] = set()  # endpoint and category Meta does not want together
        self._http = http or AiohttpClient(self.capabilities.concurrency, self._settings.timeout)

    def measure(self, content: Content) -> int:
        return len(content.text)

    def problems(self, content: Content) -> list[str]:
        limit = TEMPLATE_BODY if content.template else FREE_TEXT
        found = []
        if len(content.text) > limit:
            found.append(f"{len(content.text)} caratteri: WhatsApp ne accetta {limit}")
        if not content.text.strip():
            found.append("il testo è vuoto")
        for name, value in {
            **content.parameters,
            **({"button": content.button} if content.button else {}),
        }.items():
            if not value.strip():
                found.append(f"parametro {name}: vuoto")
            elif re.search(r"[\n\t\r]| {5,}", value):
                found.append(f"parametro {name}: a capo, tabulazioni o più di 4 spazi non sono ammessi")
        return found

    async def open(self) -> None:
        """Connections are made as they are needed."""

    async def close(self) -> None:
        await self._http.close()

    async def prepare(self, content: Content) -> Content:
        return content

    async def send(self, content: Content, recipient: Recipient, key: Key) -> Outcome:
        if not (recipient.phone or recipient.user_id):
            return Refused("address", "neither number nor user id")
        endpoint = self._endpoint(content)
        try:
            reply = await self._http.post(
                self._url(endpoint), self._headers(), message(content, recipient, key)
            )
        except NotSent as error:
            return Retry("network", f"no connection to Meta ({error})")
        except Lost as error:
            return Uncertain("network", f"no whole answer ({error})")
        outcome = outcome_of_reply(reply, marketing=endpoint == MARKETING)
        if isinstance(outcome, Halt) and outcome.code in OTHER_ENDPOINT:
            return self._elsewhere(outcome, endpoint, content)
        return outcome

    def _elsewhere(self, outcome: Halt, endpoint: str, content: Content) -> Outcome:
        """Remember that this endpoint is closed; the other one is tried at once, unless it is closed too."""
        self._closed.add((endpoint, content.category))
        if (_other(endpoint), content.category) in self._closed:
            return outcome
        return Retry(outcome.code, outcome.reason, after=(0.0,), rest=Rest.RECIPIENT)

    def _endpoint(self, content: Content) -> str:
        """By category, and by what Meta has said."""
        usual = self._settings.marketing_endpoint if content.category == "MARKETING" else MESSAGES
        closed = [(one, content.category) in self._closed for one in (usual, _other(usual))]
        return _other(usual) if closed == [True, False] else usual

    def _url(self, endpoint: str) -> str:
        settings = self._settings
        return f"{self._access.base_url}/{settings.graph_version}/{settings.phone_number_id}/{endpoint}"

    def _headers(self) -> dict[str, str]:
        name, _, value = self._settings.auth_header.partition(":")
        token = self._access.secrets.get("WHATSAPP_TOKEN", "")
        return {name.strip(): value.strip().replace("{token}", token)}

    async def read_back(self, content: Content, since: float) -> Reading:
        return Unknown("WhatsApp does not tell")

    async def standing(self) -> Standing | Unknown:
        try:
            reply = await self._http.get(f"{self._url('').rstrip('/')}?fields={FIELDS}", self._headers())
        except (NotSent, Lost) as error:
            return Unknown(str(error))
        return standing_of(reply.status, reply.body)

    def warnings(self, now: float) -> list[str]:
        return _graph.warnings(self._settings.graph_version, now)


def _check(settings: Settings) -> None:
    """What the types do not say. Raises ChannelError: `key: what is wrong`."""
    if not re.fullmatch(r"[\w-]+: .*\{token\}.*", settings.auth_header):
        raise ChannelError('auth_header: must be like "Authorization: Bearer {token}"')
    if settings.marketing_endpoint not in (MESSAGES, MARKETING):
        raise ChannelError(f"marketing_endpoint: must be {MESSAGES} or {MARKETING}")
    if settings.messaging_limit < 0:
        raise ChannelError("messaging_limit: must not be negative; 0 = as Meta says")
    if settings.emergency_reserve >= 1:
        raise ChannelError("emergency_reserve: must be less than 1, e.g. 0.2")


def _other(endpoint: str) -> str:
    return MARKETING if endpoint == MESSAGES else MESSAGES


def message(content: Content, recipient: Recipient, key: Key) -> dict[str, Any]:
    """The body of one request. Source: Cloud API reference, messages."""
    body: dict[str, Any] = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "biz_opaque_callback_data": str(key),
    }
    # Where both are known Meta prefers the number.
    body.update({"to": recipient.phone} if recipient.phone else {"recipient": recipient.user_id})
    if content.reply_to:
        body["context"] = {"message_id": content.reply_to}
    if not content.template:
        return {**body, "type": "text", "text": {"preview_url": False, "body": content.text}}
    components: list[dict[str, Any]] = []
    if content.parameters:
        named = [{"type": "text", "parameter_name": k, "text": v} for k, v in content.parameters.items()]
        components.append({"type": "body", "parameters": named})
    if content.button is not None:
        filled = [{"type": "text", "text": content.button}]
        components.append({"type": "button", "sub_type": "url", "index": "0", "parameters": filled})
    template = {"name": content.template, "language": {"code": content.language}, "components": components}
    return {**body, "type": "template", "template": template}


def outcome_of_reply(reply: Reply, *, marketing: bool = False) -> Outcome:
    """What Meta's answer means. Only a whole 2xx with an id is a success; doubt stays doubt.

    `marketing`: it came from /marketing_messages.
    """
    try:
        answer = json.loads(reply.body)
    except ValueError:
        answer = None
    answer = answer if isinstance(answer, dict) else {}
    if 200 <= reply.status < 300:
        try:
            first = answer["messages"][0]
            if isinstance(first["id"], str) and first["id"]:
                return Sent(first["id"], held=first.get("message_status") == "held_for_quality_assessment")
        except (KeyError, IndexError, TypeError):
            pass
        return Uncertain(str(reply.status), "answer without an id")
    error = answer.get("error")
    error = error if isinstance(error, dict) else {}
    return outcome_of_error(reply.status, error, _retry_after(reply), marketing=marketing)


def _retry_after(reply: Reply) -> float | None:
    """Seconds Meta asks us to wait; at most an hour is believed."""
    try:
        return min(float(reply.headers["Retry-After"]), 3600.0)
    except (KeyError, ValueError):
        return None
