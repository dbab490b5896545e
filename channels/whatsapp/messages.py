"""One message in Meta's format, and the outcome of the answer. Pure."""

from __future__ import annotations

import json
from typing import Any

from channels.base import Content, Key, Recipient
from channels.meanings import Meaning
from channels.outcomes import Outcome, Sent, Uncertain, asked_wait
from channels.whatsapp.api import Reply
from channels.whatsapp.errors import outcome_of_error
from channels.whatsapp.interactive import interactive
from channels.whatsapp.plain import object_of, phone_of

MOST_WAIT = 3600.0  # seconds that Meta may ask us to wait at once
MOST_CONTENTS = 50  # posts whose shared part is kept at hand


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
    if not content.template and (tapped := interactive(content)):
        return {**body, "type": "interactive", "interactive": tapped}
    if not content.template:
        return {**body, "type": "text", "text": {"preview_url": False, "body": content.text}}
    components: list[dict[str, Any]] = []
    if content.media:
        image = {"type": "image", "image": {"id": content.media}}
        components.append({"type": "header", "parameters": [image]})
    if content.parameters:
        named = [{"type": "text", "parameter_name": k, "text": v} for k, v in content.parameters.items()]
        components.append({"type": "body", "parameters": named})
    if content.button is not None:
        filled = [{"type": "text", "text": content.button}]
        components.append({"type": "button", "sub_type": "url", "index": "0", "parameters": filled})
    template = {"name": content.template, "language": {"code": content.language}, "components": components}
    return {**body, "type": "template", "template": template}


class Bodies:
    """Request bodies as bytes. The part that all messages of a post share is built once."""

    def __init__(self) -> None:
        self._shared: dict[int, tuple[Content, str]] = {}  # by identity: a content holds mappings

    def body(self, content: Content, recipient: Recipient, key: Key) -> bytes:
        """The JSON of `message()`, byte for byte."""
        known = self._shared.get(id(content))
        if known is None or known[0] is not content:
            known = content, self._rest(content)
            if len(self._shared) >= MOST_CONTENTS:
                self._shared.clear()
            self._shared[id(content)] = known
        name, value = ("to", recipient.phone) if recipient.phone else ("recipient", recipient.user_id)
        return f'{_SAME_FOR_ALL}{json.dumps(str(key))}, "{name}": {json.dumps(value)}, {known[1]}'.encode(
            "ascii"
        )

    @staticmethod
    def _rest(content: Content) -> str:
        """The JSON after the recipient."""
        return json.dumps(message(content, Recipient("+0"), Key("", 0, 0))).partition('"to": "+0", ')[2]


_SAME_FOR_ALL = (
    '{"messaging_product": "whatsapp", "recipient_type": "individual", "biz_opaque_callback_data": '
)


def outcome_of_reply(reply: Reply, phone: str = "", *, marketing: bool = False) -> Outcome:
    """The outcome of Meta's answer. Only a complete 2xx with an id is a success; doubt stays doubt.

    `phone`: the number we wrote to; `marketing`: it came from /marketing_messages.
    """
    answer = object_of(reply.body)
    if 200 <= reply.status < 300:
        try:
            first = answer["messages"][0]
            if isinstance(first["id"], str) and first["id"]:
                held = first.get("message_status") == "held_for_quality_assessment"
                return Sent(first["id"], held=held, known_as=_known_as(answer.get("contacts"), phone))
        except (KeyError, IndexError, TypeError):
            pass
        return Uncertain(str(reply.status), means=Meaning.STRANGE_ANSWER)
    error = answer.get("error")
    error = error if isinstance(error, dict) else {}
    after = asked_wait(reply.headers.get("retry-after"), MOST_WAIT)
    return outcome_of_error(reply.status, error, after, marketing=marketing)


def _known_as(contacts: Any, phone: str) -> str:
    """The number of a citizen's WhatsApp account, if it is not the one we wrote to: Brazil, Mexico and Argentina have
    numbers of two forms. The citizen's own messages come from this one."""
    match contacts:
        case [{"wa_id": wa_id}] if phone and (known := phone_of(wa_id)) != phone:
            return known
    return ""
