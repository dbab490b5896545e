"""X's API, as far as the program uses it."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from channels.twitter_links import links
from channels.twitter_text import weighted_length
from pipeline.sandbox.publishing import Provider, publish
from pipeline.sandbox.world import Accepted, Post, Refusal, World

_FIELDS = frozenset(("text", "media"))


class X:
    def __init__(self, world: World) -> None:
        self._world = world
        self._alts: dict[str, str] = {}

    def routes(self) -> list[web.RouteDef]:
        user = self._world.settings.user_id
        return [
            web.post("/x/2/tweets", self.tweet),
            web.get(f"/x/2/users/{user}/tweets", self.tweets),
            web.get("/x/2/users/me", self.me),
            web.post("/x/2/media/upload", self.upload),
            web.post("/x/2/media/metadata", self.describe),
            web.delete("/x/2/tweets/{id}", self.delete),
        ]

    async def tweet(self, request: web.Request) -> web.Response:
        world = self._world
        if denied := self._signed(request):
            return denied
        body = json.loads(await request.read() or b"{}")
        text = str(body.get("text", "")) if isinstance(body, dict) else ""
        pictures = (body.get("media") or {}).get("media_ids", []) if isinstance(body, dict) else []

        def refuse() -> Refusal | None:
            if not text or weighted_length(text) > 280:
                return Refusal(403, "Your Tweet text is too long or empty.", 403)
            if unknown := set(body) - _FIELDS:
                return Refusal(400, f"Unknown parameter {sorted(unknown)[0]}")
            if len(pictures) > 4 or any(f"x:{one}" not in world.media for one in pictures):
                return Refusal(400, "Your media IDs are invalid.")
            if any(post.text == text for post in world.tweets[-50:]):
                return Refusal(403, "You are not allowed to create a Tweet with duplicate content.", 403)
            return None

        def accept() -> Accepted:
            alt = self._alts.get(str(pictures[0]), "") if pictures else ""
            post = Post(world.next_id("tweet"), time.time(), text, "", bool(pictures), alt)
            post.image = f"x:{pictures[0]}" if pictures else ""
            world.tweets.append(post)
            return Accepted(post.at, "twitter", "", text, "", post.id)

        return await publish(
            world,
            request,
            Provider(
                "twitter",
                refuse,
                accept,
                lambda accepted: {"data": {"id": accepted.remote_id, "text": text}},
                _x_error,
            ),
        )

    async def tweets(self, request: web.Request) -> web.Response:
        if denied := self._signed(request):
            return denied
        start = request.query.get("start_time", "1970-01-01T00:00:00Z")
        since = datetime.strptime(start, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp()
        data = [_tweet(post) for post in reversed(self._world.tweets) if post.at >= since]
        return web.json_response({"data": data, "meta": {"result_count": len(data)}})

    async def upload(self, request: web.Request) -> web.Response:
        if denied := self._signed(request):
            return denied
        if fault := self._world.faults.take("status", "media"):
            return web.json_response({}, status=fault.status)
        form = await request.post()
        file = form.get("media")
        if not isinstance(file, web.FileField) or form.get("media_category") != "tweet_image":
            return _x_error(Refusal(400, "media and media_category are needed"))
        content = file.file.read()
        if not content.startswith((b"\xff\xd8\xff", b"\x89PNG")) or len(content) > 5_000_000:
            return _x_error(Refusal(400, "media type unrecognized"))
        id_ = self._world.next_id("x_media")
        self._world.media[f"x:{id_}"] = content
        return web.json_response({"data": {"id": id_, "expires_after_secs": 86400}})

    async def describe(self, request: web.Request) -> web.Response:
        if denied := self._signed(request):
            return denied
        body = await request.json()
        self._alts[str(body["id"])] = str(body["metadata"]["alt_text"]["text"])
        return web.json_response({"data": {"id": body["id"]}})

    async def delete(self, request: web.Request) -> web.Response:
        if denied := self._signed(request):
            return denied
        found = [post for post in self._world.tweets if post.id == request.match_info["id"]]
        if not found:
            return _x_error(Refusal(404, "Not Found", 404))
        self._world.tweets.remove(found[0])
        return web.json_response({"data": {"deleted": True}})

    async def me(self, request: web.Request) -> web.Response:
        if denied := self._signed(request):
            return denied
        return web.json_response({"data": {"id": self._world.settings.user_id, "username": "comune"}})

    def _signed(self, request: web.Request) -> web.Response | None:
        """The answer to a wrong OAuth 1.0a signature, or None."""
        from oauthlib.oauth1 import SIGNATURE_TYPE_AUTH_HEADER, Client
        from oauthlib.oauth1.rfc5849.utils import parse_authorization_header

        header = request.headers.get("Authorization", "")
        try:
            given = dict(parse_authorization_header(header))
            client = Client(
                self._world.secret("TWITTER_CONSUMER_KEY"),
                self._world.secret("TWITTER_CONSUMER_SECRET"),
                self._world.secret("TWITTER_ACCESS_TOKEN"),
                self._world.secret("TWITTER_ACCESS_SECRET"),
                signature_type=SIGNATURE_TYPE_AUTH_HEADER,
                nonce=given["oauth_nonce"],
                timestamp=given["oauth_timestamp"],
            )
            _, signed, _ = client.sign(str(request.url), request.method)
            if dict(parse_authorization_header(signed["Authorization"])) == given:
                return None
        except (ValueError, KeyError):
            pass
        return web.json_response(
            {"title": "Unauthorized", "status": 401, "detail": "Unauthorized"}, status=401
        )


def _tweet(post: Post) -> dict[str, Any]:
    """A tweet as X returns it: addresses shortened, with their full form listed apart; a picture has an address too."""
    text, urls = post.text, []
    for number, (start, end) in enumerate(reversed(links(post.text))):
        short, full = f"https://t.co/{post.id[-6:]}{number}", post.text[start:end]
        urls.append({"url": short, "expanded_url": full if "://" in full else f"http://{full}"})
        text = text[:start] + short + text[end:]
    if post.picture:
        short, full = f"https://t.co/{post.id[-6:]}p", f"https://x.com/comune/status/{post.id}/photo/1"
        urls.append({"url": short, "expanded_url": full, "media_key": f"3_{post.id}"})
        text = f"{text} {short}"
    return {"id": post.id, "text": text, "entities": {"urls": urls}, "edit_history_tweet_ids": [post.id]}


def _x_error(refusal: Refusal) -> web.Response:
    status = refusal.status if refusal.status != 400 else refusal.code if 400 <= refusal.code < 600 else 400
    body = {"title": "Error", "type": "about:blank", "status": status, "detail": refusal.text}
    return web.json_response(body, status=status)
