"""Meta's side of the webhook: signed requests, in batches, repeated until they are answered."""

from __future__ import annotations

import asyncio
import heapq
import json
import time
from itertools import count
from typing import Any

import aiohttp

from channels.hearing import sign
from pipeline.sandbox.tapping import tap
from pipeline.sandbox.world import Accepted, Message, World, account_of

BATCH = 1000  # updates one POST may hold
LOOK = 0.05  # seconds
LONGEST = 5.0  # seconds between two tries
Change = dict[str, Any]  # `value` and `field`, as Meta posts them


class Reporter:
    def __init__(self, world: World) -> None:
        self._world = world
        self._waiting: list[tuple[float, int, Change]] = []
        self._order = count()
        self._task: asyncio.Task[None] | None = None
        self.failures = 0  # POSTs nobody took
        self.delivered = 0  # updates taken
        self.heard: dict[str, float] = {}  # message id -> when the service answered 200

    def add(self, update: dict[str, Any], after: float, field: str = "messages") -> None:
        """Queue one change, to be posted after `after` seconds. `update`: its `value`."""
        change = {"value": update, "field": field}
        heapq.heappush(self._waiting, (time.time() + after, next(self._order), change))

    def waiting(self) -> int:
        return len(self._waiting)

    def waiting_since(self) -> float:
        """When the oldest change that nobody has taken was to be posted (Unix seconds); 0 = none waits."""
        return self._waiting[0][0] if self._waiting else 0.0

    def report(self, accepted: Accepted, *, held: bool) -> None:
        """Queue the receipts of a message, changed by its faults."""
        faults, to = self._world.faults, accepted.recipient
        late = faults.take("receipts_late", "whatsapp", to)
        start = late.seconds if late else 0.0
        if faults.take("receipts_none", "whatsapp", to) or held:
            return
        failed = faults.take("receipts_failed", "whatsapp", to)
        steps = [("sent", 0.05), ("failed", 0.1)] if failed else [("sent", 0.05), ("delivered", 0.2)]
        if not failed and self._world.chance.random() < 0.3:
            steps.append(("read", 0.5))
        if faults.take("receipts_shuffled", "whatsapp", to):
            times = [after for _, after in steps]
            self._world.chance.shuffle(times)
            steps = [(status, after) for (status, _), after in zip(steps, times, strict=True)]
        again = 2 if faults.take("receipts_doubled", "whatsapp", to) else 1
        for status, after in steps * again:
            self.add(self._status(accepted, status, failed.code if failed else 0), start + after)

    def _status(self, accepted: Accepted, status: str, code: int) -> dict[str, Any]:
        element: dict[str, Any] = {
            "id": accepted.remote_id,
            "status": status,
            "timestamp": str(int(time.time())),
            "recipient_id": accepted.recipient.lstrip("+"),
        }
        accepted.told[status] = float(element["timestamp"])
        if accepted.key:
            element["biz_opaque_callback_data"] = accepted.key
        if status in ("sent", "delivered"):
            element["pricing"] = self._pricing(accepted)
        if status == "failed":
            element["errors"] = [{"code": code, "title": "Failed", "message": "Failed"}]
        return {**self._envelope(), "statuses": [element]}

    def _pricing(self, accepted: Accepted) -> dict[str, Any]:
        """The price fields: a template by its category, a reply as free of charge."""
        categories = {one.name: one.category for one in self._world.templates.values()}
        category = categories.get(accepted.template, "SERVICE")
        kind = "regular" if accepted.template else "free_customer_service"
        return {
            "billable": kind == "regular",
            "pricing_model": "PMP",
            "type": kind,
            "category": category.lower(),
        }

    def citizen_writes(self, number: str, text: str, after: float = 0.0) -> str:
        """A citizen's message to the service; returns its id."""
        return self._citizen(number, text, {"type": "text", "text": {"body": text}}, after)

    def citizen_taps(self, number: str, message: Message, row: tuple[str, str]) -> str:
        """A citizen's tap on a button or a row of a message of ours; returns the id of the answer."""
        ours, listed = self._world.settings.number, bool(message.opens)
        told = tap(*row, in_a_list=listed, message=message.id, number=ours)
        return self._citizen(number, row[0], told, 0.0)

    def _citizen(self, number: str, text: str, told: dict[str, Any], after: float) -> str:
        number = account_of(number)
        message = self._world.message_id(number, written=True)
        digits = number.lstrip("+")
        self._world.last_wrote[number] = time.time()
        self._world.written.append((number, Message(time.time(), text)))
        user = f"IT.{int(digits) * 7919}"
        element = {
            "from": digits,
            "from_user_id": user,
            "id": message,
            "timestamp": str(int(time.time())),
            **told,
        }
        contact = {"profile": {"name": "Città di prova"}, "wa_id": digits, "user_id": user}
        self.add({**self._envelope(), "contacts": [contact], "messages": [element]}, after)
        return message

    def _envelope(self) -> dict[str, Any]:
        settings = self._world.settings
        metadata = {
            "display_phone_number": settings.number.lstrip("+"),
            "phone_number_id": settings.phone_number_id,
        }
        return {"messaging_product": "whatsapp", "metadata": metadata}

    async def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as session:
            pause = 0.0
            while True:
                await asyncio.sleep(max(LOOK, pause))
                batch = self._due()
                if not batch:
                    continue
                if await self._post(session, [change for _, _, change in batch]):
                    self._taken([change for _, _, change in batch])
                    pause = 0.0
                else:
                    self.failures += 1
                    pause = min(LONGEST, max(0.2, pause * 2))
                    for one in batch:
                        heapq.heappush(self._waiting, one)

    def _taken(self, changes: list[Change]) -> None:
        self.delivered += len(changes)
        now = time.time()
        for change in changes:
            self.heard.update((message["id"], now) for message in change["value"].get("messages", ()))

    def _due(self) -> list[tuple[float, int, Change]]:
        batch: list[tuple[float, int, Change]] = []
        while self._waiting and len(batch) < BATCH and self._waiting[0][0] <= time.time():
            batch.append(heapq.heappop(self._waiting))
        return batch

    async def _post(self, session: aiohttp.ClientSession, changes: list[Change]) -> bool:
        waba = self._world.settings.waba_id
        body = {"object": "whatsapp_business_account", "entry": [{"id": waba, "changes": changes}]}
        raw = json.dumps(body, separators=(",", ":")).encode()
        signature = sign(self._world.secret("WHATSAPP_APP_SECRET"), raw)
        headers = {"Content-Type": "application/json", "X-Hub-Signature-256": signature}
        try:
            async with session.post(self._world.settings.webhook_url, data=raw, headers=headers) as response:
                return response.status == 200
        except (aiohttp.ClientError, TimeoutError, OSError):
            return False
