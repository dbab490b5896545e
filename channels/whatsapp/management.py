"""The account's templates and media at Meta: few calls, over httpx. Source: Cloud API reference, 2026."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from channels.approving import Approval, Registration
from channels.discreet import discreet
from channels.problems import ChannelError
from channels.sentence import Sentence
from channels.transport import trust
from channels.whatsapp.account import meaning_of_rejection
from channels.whatsapp.plain import object_of

if TYPE_CHECKING:
    import httpx

FIELDS = "id,name,status,category,language,quality_score,rejected_reason,components"
PAGE = 100  # templates a request
MOST_PAGES = 70  # a verified portfolio may have 6,000 templates
LONGEST_WORDS = 160  # characters of Meta's own words in an error


class Management:
    """A client of Meta's management endpoints. Every failure is a ChannelError of one line, without secrets."""

    def __init__(self, base: str, headers: Mapping[str, str], timeout: float) -> None:
        """`base`: address with version, e.g. https://graph.facebook.com/v26.0."""
        self._base, self._headers, self._timeout = base, dict(headers), timeout

    async def templates(self, waba_id: str) -> list[Approval]:
        """All templates of the account, read page by page."""
        found: list[Approval] = []
        after = ""
        for _ in range(MOST_PAGES):
            query = {"fields": FIELDS, "limit": str(PAGE), **({"after": after} if after else {})}
            answer = await self._call("GET", f"{waba_id}/message_templates", params=query)
            found += [_approval(one) for one in _list(answer.get("data"))]
            paging = answer.get("paging")
            paging = paging if isinstance(paging, dict) else {}
            cursors = paging.get("cursors")
            after = str(cursors.get("after", "")) if isinstance(cursors, dict) and paging.get("next") else ""
            if not after:
                break
        return found

    async def create(self, waba_id: str, registration: Registration, components: list[Any]) -> Approval:
        body = {
            "name": registration.name,
            "language": registration.language,
            "category": registration.category,
            "parameter_format": "named",
            "components": components,
            **_ttl(registration),
        }
        answer = await self._call("POST", f"{waba_id}/message_templates", json=body)
        return Approval(
            registration.name,
            registration.language,
            status=str(answer.get("status", "PENDING")),
            category=str(answer.get("category", registration.category)),
            remote_id=str(answer.get("id", "")),
            body=registration.body,
            footer=registration.footer,
        )

    async def edit(self, remote_id: str, registration: Registration, components: list[Any]) -> None:
        await self._call("POST", remote_id, json={"components": components, **_ttl(registration)})

    async def picture_handle(self, app_id: str, picture: bytes) -> str:
        """Upload the example picture of a header and return its "handle" (Meta's word for the reference)."""
        query = {"file_name": "esempio.jpg", "file_length": str(len(picture)), "file_type": "image/jpeg"}
        session = await self._call("POST", f"{app_id}/uploads", params=query)
        answer = await self._call(
            "POST", str(session.get("id", "")), content=picture, headers={"file_offset": "0"}
        )
        return str(answer.get("h", ""))

    async def media(self, phone_number_id: str, picture: bytes, kind: str) -> str:
        """Upload a picture for messages and return its id, valid for 30 days. `kind`: image/jpeg or image/png."""
        answer = await self._call(
            "POST",
            f"{phone_number_id}/media",
            data={"messaging_product": "whatsapp", "type": kind},
            files={"file": ("immagine", picture, kind)},
        )
        found = answer.get("id")
        if not isinstance(found, str) or not found:
            raise ChannelError("upload: Meta's answer has no id")
        return found

    async def _call(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, **options: Any
    ) -> dict[str, Any]:
        import httpx

        try:
            async with httpx.AsyncClient(
                timeout=self._timeout, verify=trust(self._base), trust_env=False
            ) as http:
                reply = await http.request(
                    method, f"{self._base}/{path}", headers={**self._headers, **(headers or {})}, **options
                )
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:  # alarms of TLS pass httpx as they are
            raise ChannelError("no answer from Meta ({error})", error=type(error).__name__) from None
        return _answer(reply)


def components_of(registration: Registration, examples: Mapping[str, str], handle: str = "") -> list[Any]:
    """The components to register, with an example for every parameter. `handle`: of the header's example picture."""
    components: list[Any] = []
    if registration.header:
        components.append(
            {"type": "header", "format": registration.header, "example": {"header_handle": [handle]}}
        )
    body: dict[str, Any] = {"type": "body", "text": registration.body}
    if registration.parameters:
        named = [{"param_name": name, "example": examples[name]} for name in registration.parameters]
        body["example"] = {"body_text_named_params": named}
    components.append(body)
    if registration.footer:
        components.append({"type": "footer", "text": registration.footer})
    if registration.button_prefix:
        url = registration.button_prefix
        button = {
            "type": "url",
            "text": registration.button_text,
            "url": f"{url}{{{{1}}}}",
            "example": [url + examples["button"]],
        }
        components.append({"type": "buttons", "buttons": [button]})
    return components


def _answer(reply: httpx.Response) -> dict[str, Any]:
    answer = object_of(reply.content)
    if reply.is_success and "error" not in answer:
        return answer
    error = answer.get("error")
    error = error if isinstance(error, dict) else {}
    words = discreet(str(error.get("error_user_msg") or error.get("message") or ""))[:LONGEST_WORDS]
    code = error["code"] if isinstance(error.get("code"), int) else reply.status_code
    raise ChannelError(
        "Meta answers {code}: {words}", code=code, words=words or Sentence("no words of Meta's")
    )


def _ttl(registration: Registration) -> dict[str, int]:
    """How long Meta tries a phone that is off; it belongs to the template. Source: Meta's templates, 2026."""
    return {"message_send_ttl_seconds": registration.ttl_hours * 3600} if registration.ttl_hours else {}


def _approval(one: Any) -> Approval:
    one = one if isinstance(one, dict) else {}
    parts = {
        str(part.get("type", "")).lower(): part
        for part in _list(one.get("components"))
        if isinstance(part, dict)
    }
    quality = one.get("quality_score")
    reason = str(one.get("rejected_reason") or "").replace("NONE", "")
    return Approval(
        name=str(one.get("name", "")),
        language=str(one.get("language", "")),
        status=str(one.get("status", "")),
        category=str(one.get("category", "")),
        quality=str(quality.get("score", "")) if isinstance(quality, dict) else "",
        means=meaning_of_rejection(reason),
        said=reason,
        remote_id=str(one.get("id", "")),
        body=str(parts.get("body", {}).get("text", "")),
        footer=str(parts.get("footer", {}).get("text", "")),
    )


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
