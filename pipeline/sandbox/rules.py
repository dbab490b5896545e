"""Meta's reasons to refuse a WhatsApp message. Source: Cloud API reference and error codes, 2026.

It is stricter than Meta about letter case, as a contract should be.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from typing import Any

from channels.approving import Registration
from pipeline.sandbox.tapping import interactive_refusal
from pipeline.sandbox.world import Known, Refusal

_KEYS = frozenset(
    """
    messaging_product recipient_type to recipient type template text interactive context biz_opaque_callback_data
    """.split()
)
_STOPPED = {"PAUSED": 132015, "DISABLED": 132016}
_NUMBER = re.compile(r"\+?[1-9]\d{5,14}")
_USER = re.compile(r"[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}")


def refusal_of(
    body: Any, templates: Mapping[tuple[str, str], Known], window_open: bool, media: Container[str] = ()
) -> Refusal | None:
    """The refusal of this message, or None.

    `window_open`: the citizen wrote in the last 24 hours; `media`: ids of pictures uploaded.
    """
    if not isinstance(body, dict):
        return Refusal(100, "The body must be a JSON object")
    if unknown := set(body) - _KEYS:
        return Refusal(100, f"Unexpected key {sorted(unknown)[0]}")
    if body.get("messaging_product") != "whatsapp":
        return Refusal(100, "messaging_product must be whatsapp")
    if not _recipient_ok(body):
        return Refusal(131008, "Required parameter is missing: to or recipient")
    if len(str(body.get("biz_opaque_callback_data", ""))) > 512:
        return Refusal(131009, "biz_opaque_callback_data is longer than 512 characters")
    if len({"template", "text", "interactive"}.intersection(body)) > 1:
        return Refusal(100, "template, text and interactive exclude each other")
    if body.get("type") == "template":
        return _template(body.get("template"), templates, media)
    if body.get("type") == "text":
        return _text(body.get("text"), window_open)
    if body.get("type") == "interactive":
        return interactive_refusal(body.get("interactive"), window_open)
    return Refusal(131051, "Unsupported message type")


def _recipient_ok(body: dict[str, Any]) -> bool:
    if "to" in body:
        return isinstance(body["to"], str) and bool(_NUMBER.fullmatch(body["to"]))
    return isinstance(body.get("recipient"), str) and bool(_USER.fullmatch(body["recipient"]))


def _text(text: Any, window_open: bool) -> Refusal | None:
    body = text.get("body") if isinstance(text, dict) else None
    if not isinstance(body, str) or not body:
        return Refusal(131008, "Required parameter is missing: text.body")
    if len(body) > 4096:
        return Refusal(131009, "text.body is longer than 4096 characters")
    if not window_open:
        return Refusal(131047, "More than 24 hours have passed since the recipient last replied")
    return None


def _template(
    value: Any, templates: Mapping[tuple[str, str], Known], media: Container[str]
) -> Refusal | None:
    if not isinstance(value, dict) or set(value) - {"name", "language", "components"}:
        return Refusal(100, "template: name, language and components only")
    language = value.get("language")
    code = language.get("code") if isinstance(language, dict) and set(language) == {"code"} else None
    known = templates.get((str(value.get("name")), str(code)))
    if known is not None and known.status in _STOPPED:
        return Refusal(_STOPPED[known.status], f"Template is {known.status.lower()}")
    if known is None or known.status != "APPROVED":
        return Refusal(132001, f"Template name ({value.get('name')}) does not exist in {code}", 404)
    components = value.get("components", [])
    if not isinstance(components, list) or not all(isinstance(c, dict) for c in components):
        return Refusal(100, "template.components must be an array of objects")
    return _components(components, known.registration, media)


def _components(
    components: list[dict[str, Any]], approved: Registration, media: Container[str]
) -> Refusal | None:
    header = [one for one in components if one.get("type") == "header"]
    if len(header) != int(bool(approved.header)):
        return Refusal(132012, "header does not match the template")
    if header and (refusal := _picture(header[0], media)):
        return refusal
    body: list[dict[str, Any]] = []
    buttons = 0
    for component in (one for one in components if one.get("type") != "header"):
        parameters = component.get("parameters")
        if not isinstance(parameters, list) or not parameters:
            return Refusal(131008, "component without parameters")
        if refusal := next(filter(None, (_parameter(p) for p in parameters)), None):
            return refusal
        if component.get("type") == "body" and set(component) == {"type", "parameters"} and not body:
            body = parameters
        elif (
            component.get("type") == "button"
            and component.get("sub_type") == "url"
            and component.get("index") == "0"
        ):
            buttons += 1
        else:
            return Refusal(132012, "component does not match the template")
    if buttons != int(bool(approved.button_prefix)):
        return Refusal(132000, "number of button parameters does not match the template")
    given = {str(p.get("parameter_name")): str(p["text"]) for p in body}
    if len(given) != len(body) or set(given) != set(approved.parameters):
        return Refusal(132000, "number or names of body parameters do not match the template")
    if len(approved.fill(given)) > 1024:
        return Refusal(132005, "translated text too long")
    return None


def _picture(header: dict[str, Any], media: Container[str]) -> Refusal | None:
    match header:
        case {"type": "header", "parameters": [{"type": "image", "image": {"id": str(id_)}}]}:
            return None if id_ in media else Refusal(131053, "Media upload error: no such media")
    return Refusal(132012, "header format does not match the template")


def _parameter(value: Any) -> Refusal | None:
    if (
        not isinstance(value, dict)
        or value.get("type") != "text"
        or set(value) - {"type", "text", "parameter_name"}
    ):
        return Refusal(132012, "parameter format does not match the template")
    text = value.get("text")
    if not isinstance(text, str) or not text:
        return Refusal(131008, "Required parameter is missing: text")
    if re.search(r"[\n\r\t]| {5,}", text):
        return Refusal(
            132018, "Param text cannot have new-line/tab characters or more than 4 consecutive spaces"
        )
    return None
