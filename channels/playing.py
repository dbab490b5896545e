"""The sandbox's stand-in for the provider of a channel of one's own: the effect of each request, and the answer.

All are pure values: a channel describes its provider's behaviour in a few lines and needs no server of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from channels.value import dataclass


@dataclass(frozen=True, slots=True)
class Request:
    """One request, as the sandbox got it."""

    method: str  # POST, PUT, PATCH or DELETE
    path: str  # below the channel's `sandbox` path, percent-decoded, e.g. "/messages/7"
    body: Any  # parsed JSON, or the text itself where it is none


@dataclass(frozen=True, slots=True)
class Publish:
    """A new post with this text. The sandbox gives it an id."""

    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """The post with this id says this text instead."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class TakeDown:
    """The post with this id is deleted."""

    id: str


Effect = Publish | Change | TakeDown


class Player:
    """A provider of the usual shape: POST publishes; PUT, PATCH and DELETE of an address that ends with a post's id
    change it and take it down; every answer is `{"id": …}`. A provider of another shape is a subclass."""

    def effect(self, request: Request) -> Effect:
        """The effect of the request. An id that does not exist is answered with 404."""
        last = request.path.rstrip("/").rpartition("/")[2]
        match request.method:
            case "POST":
                return Publish(texts(request.body))
            case "DELETE":
                return TakeDown(last)
            case _:
                return Change(last, texts(request.body))

    def answer(self, id: str) -> Mapping[str, Any]:
        """The JSON that the provider answers with when it has done so; `id`: of the post."""
        return {"id": id}


USUAL = Player()


def texts(body: Any) -> str:
    """All texts in a JSON value, each in a line of its own."""
    if isinstance(body, dict):
        body = list(body.values())
    if isinstance(body, list):
        return "\n".join(part for part in map(texts, body) if part)
    return body if isinstance(body, str) else ""
