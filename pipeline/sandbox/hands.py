"""The forms of the sandbox's page: the hands of a citizen, of the portal's editor, and of whoever breaks things.

A form changes something and leads back to the page. Another site's form is refused (`guard.py`).
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web

from pipeline.errors import ActionError
from pipeline.sandbox.failures import FAILURES, FOREVER, OF_THE_PORTAL
from pipeline.sandbox.page import answer
from pipeline.sandbox.portal import Item
from pipeline.sandbox.webhook import Reporter
from pipeline.sandbox.world import World

LONGEST = 20_000  # characters of a text


class Hands:
    def __init__(self, world: World, reporter: Reporter) -> None:
        self._world, self._reporter = world, reporter

    def routes(self) -> list[web.RouteDef]:
        acts = {"write": self.write, "tap": self.tap, "publish": self.publish, "correct": self.correct}
        acts |= {"trash": self.trash, "break": self.break_, "mend": self.mend}
        return [web.post(f"/sandbox/hands/{name}", self._handler(act)) for name, act in acts.items()]

    def _handler(self, act: Callable[[Mapping[str, str]], None]) -> Any:
        """The handler of one form: act, then show the page; a mistake is shown above it."""

        async def handle(request: web.Request) -> web.Response:
            try:
                act(await _form(request))
            except ActionError as mistake:
                return answer(request, self._world, self._reporter, mistake.sentence)
            raise web.HTTPSeeOther("/sandbox#seen")

        return handle

    def write(self, form: Mapping[str, str]) -> None:
        """A citizen writes to the service."""
        self._reporter.citizen_writes(_number(form.get("number", "")), _demanded(form, "text"))

    def tap(self, form: Mapping[str, str]) -> None:
        """A citizen taps a button or a row of a message."""
        number, id_ = _number(form.get("number", "")), form.get("id", "")
        for message in self._world.phones.get(number, ()):
            for row in message.rows if message.id == form.get("message", "") else ():
                if row[1] == id_:
                    self._reporter.citizen_taps(number, message, row)
                    return
        raise ActionError("this button is no longer there")

    def publish(self, form: Mapping[str, str]) -> None:
        """The editor publishes an item."""
        portal, category = self._world.portal, form.get("category", "")
        portal.publish(
            _demanded(form, "title"),
            form.get("text", "")[:LONGEST].replace("\r\n", "\n"),
            categories=(category,) if category else (),
            image=f"{self._world.settings.url}/portal/pictures/foto.jpg" if form.get("picture") else "",
            now=time.time(),
        )

    def correct(self, form: Mapping[str, str]) -> None:
        item = self._item(form)
        item.title = _demanded(form, "title")
        item.text = form.get("text", "")[:LONGEST].replace("\r\n", "\n")
        item.modified = time.time()

    def trash(self, form: Mapping[str, str]) -> None:
        """Take an item off the portal."""
        item = self._item(form)
        item.status, item.modified = "trash", time.time()

    def break_(self, form: Mapping[str, str]) -> None:
        failure, channel = form.get("failure", ""), form.get("channel", "")
        if failure not in FAILURES:
            raise ActionError("choose what is to break")
        _, fault, only = FAILURES[failure]
        if channel == "portal" and failure not in OF_THE_PORTAL:
            raise ActionError("of the portal only the first two failures are known")
        count = None if form.get("times") == FOREVER else 1
        try:
            self._world.faults.add({**fault, "channel": only or channel, "count": count})
        except ValueError:
            raise ActionError("choose where it is to break") from None

    def mend(self, form: Mapping[str, str]) -> None:
        self._world.faults.clear()

    def _item(self, form: Mapping[str, str]) -> Item:
        number = form.get("item", "")
        known = number.isascii() and number.isdecimal() and len(number) < 19
        item = self._world.portal.items.get(int(number)) if known else None
        if item is None:
            raise ActionError("this item is no longer on the portal")
        return item


async def _form(request: web.Request) -> Mapping[str, str]:
    """The fields of a form. Raises ActionError for a body that is none."""
    try:
        return {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    except (ValueError, LookupError):
        raise ActionError("nothing was written: nothing was done") from None


def _number(written: str) -> str:
    """A phone number as people write it; an Italian mobile one may lack its prefix. Raises ActionError."""
    digits = re.sub(r"[^0-9]", "", written).removeprefix("00")
    if "+" not in written and re.fullmatch(r"3\d{8,9}", digits):
        digits = f"39{digits}"
    if not re.fullmatch(r"[1-9]\d{7,14}", digits):
        raise ActionError("this is no phone number; write it like +39 333 000 0001")
    return f"+{digits}"


def _demanded(form: Mapping[str, str], name: str) -> str:
    if not (text := form.get(name, "").strip()[:LONGEST]):
        raise ActionError("nothing was written: nothing was done")
    return text
