"""WhatsApp through Meta's Cloud API: an approved template, or free text inside the 24-hour window."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import Any

from channels import _settings
from channels.base import (
    Access,
    Capabilities,
    Content,
    Key,
    Outcome,
    Reading,
    Recipient,
    Refused,
    Retry,
    Sent,
    Uncertain,
    Unknown,
)
from channels.whatsapp.api import AiohttpClient, Http, Lost, NotSent, Reply
from channels.whatsapp.errors import outcome_of_error
from channels.whatsapp.prices import PRICES

TEMPLATE_BODY = 1024  # characters, parameters filled in
FREE_TEXT = 4096


@dataclass(frozen=True)
class Settings:
    phone_number_id: str  # of the service's number
    waba_id: str = ""  # WhatsApp Business account: templates
    graph_version: str = "v26.0"
    rate: float = 80.0  # messages a second the number may send
    timeout: float = 30.0  # seconds for one request
    marketing_endpoint: str = "messages"  # or marketing_messages


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
        prices=PRICES,
        # Without the last two nobody could leave: a live channel needs a working webhook.
        secrets=("WHATSAPP_TOKEN", "WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN"),
    )

    def __init__(self, access: Access, http: Http | None = None) -> None:
        self._access = access
        self._settings = _settings.build(Settings, access.settings)
        rate = self._settings.rate
        self.capabilities = replace(type(self).capabilities, rate=rate, concurrency=max(1, round(rate * 4)))
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
        headers = {"Authorization": f"Bearer {self._access.secrets.get('WHATSAPP_TOKEN', '')}"}
        try:
            reply = await self._http.post(self._url(content), headers, message(content, recipient, key))
        except NotSent as error:
            return Retry("network", f"no connection to Meta ({error})")
        except Lost as error:
            return Uncertain("network", f"no whole answer ({error})")
        return outcome_of_reply(reply)

    def _url(self, content: Content) -> str:
        settings = self._settings
        endpoint = settings.marketing_endpoint if content.category == "MARKETING" else "messages"
        return f"{self._access.base_url}/{settings.graph_version}/{settings.phone_number_id}/{endpoint}"

    async def read_back(self, content: Content, since: float) -> Reading:
        return Unknown("WhatsApp does not tell")


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


def outcome_of_reply(reply: Reply) -> Outcome:
    """What Meta's answer means. Only a whole 2xx with an id is a success; doubt stays doubt."""
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
    return outcome_of_error(reply.status, error if isinstance(error, dict) else {}, _retry_after(reply))


def _retry_after(reply: Reply) -> float | None:
    """Seconds Meta asks us to wait; at most an hour is believed."""
    try:
        return min(float(reply.headers["Retry-After"]), 3600.0)
    except (KeyError, ValueError):
        return None
