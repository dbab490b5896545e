"""Meta's Graph API for pages, through facebook-sdk made safe; and how long its versions last."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from channels import sessions
from channels.base import Access
from channels.discreet import discreet
from channels.meanings import Meaning
from channels.outcomes import Halt, Outcome, Rest, Retry, Uncertain
from channels.remarks import Remark, Remarked

USUAL = "https://graph.facebook.com"
TOKEN = ("190", "102")  # codes about the token only
BLOCKED = 368  # "the action attempted has been deemed abusive or is otherwise disallowed"
_TOO_FAST = 1390008  # its subcode that is about the pace, and so about the whole sender
Reader = Callable[[int, object, dict[str, Any]], Outcome]  # of an HTTP status, an error's code and its body

# Source: Meta's tables of errors for the Graph API and for publishing on Instagram, 2026.
MEANINGS: Mapping[int, Meaning] = {
    **dict.fromkeys((102, 190), Meaning.TOKEN),
    **dict.fromkeys((10, *range(200, 300)), Meaning.PERMISSION),
    **dict.fromkeys((-2, -1, 1, 2), Meaning.META_TROUBLE),
    **dict.fromkeys((4, 17, 32, 341, 613, 80001, 80002), Meaning.META_CALLS),
    9: Meaning.IG_QUOTA,
    24: Meaning.IG_REMADE,
    25: Meaning.IG_ACCOUNT,
    **dict.fromkeys((100, 1500, 1609005), Meaning.META_PARAMETER),
    BLOCKED: Meaning.META_FEATURE,
    506: Meaning.ALREADY_THERE,
    2635: Meaning.META_VERSION,
    **dict.fromkeys((9004, 36000, 36001, 36003), Meaning.IG_PICTURE),
    9007: Meaning.IG_CONTAINER,
    36004: Meaning.IG_TEXT,
}
SPAM = 2207051  # a subcode: taken for spam, which may be out all the same

# Source: Meta's changelog, 24 November 2026; v26.0 is the newest.
_ENDS = {
    23: date(2027, 10, 8),
    24: date(2028, 2, 18),
    25: date(2028, 7, 29),
}  # nothing is known about newer ones
_DAYS = 90  # before a version's end from which on it is reported


class Api:
    """The SDK with our own session: fixed version, timeouts, no token in an address, errors as outcomes."""

    def __init__(self, access: Access, token: str, version: str, timeout: float, reader: Reader) -> None:
        """`token`: the name of its secret; `timeout`: seconds for each read."""
        import facebook

        value = access.secrets.get(token, "")
        proof = sessions.proof(value, access.secrets.get("FACEBOOK_APP_SECRET", ""))
        self.session: Any = sessions.pinned(USUAL, access.base_url, timeout=timeout, always=proof)
        self._sdk = facebook.GraphAPI(access_token=value, timeout=timeout, session=self.session)
        self._sdk.version = version  # its constructor only takes versions that are long dead
        self._reader = reader

    def close(self) -> None:
        self.session.close()

    @property
    def status(self) -> int:
        """The HTTP status of this thread's last answer; 0 if there was none."""
        last = self.session.last_response
        return last.status_code if last is not None else 0

    def call(self, request: Callable[[Any], Any]) -> dict[str, Any] | Outcome:
        """The SDK's result for a request, or the Outcome that its exception stands for."""
        import facebook
        import requests

        try:
            answer = request(self._sdk)
        except facebook.GraphAPIError as error:
            return self._reader(
                self.status, error.code, error.result if isinstance(error.result, dict) else {}
            )
        except requests.exceptions.RequestException as error:
            if self.session.nothing_left:
                return Retry("network", means=Meaning.NO_CONNECTION)
            return Uncertain("network", type(error).__name__, means=Meaning.CONNECTION_LOST)
        except Exception as error:  # the SDK fails on answers without a content type, and the like
            return Uncertain(str(self.status), type(error).__name__, means=Meaning.STRANGE_ANSWER)
        return answer if isinstance(answer, dict) else {}


def blocked(said: str, subcode: object) -> Retry:
    """The outcome for BLOCKED. Meta does not say whether the content or the Page is blocked, so only this post waits.

    If it is the Page, each further post is blocked and waits in turn.
    """
    if subcode == _TOO_FAST:
        return Retry(str(BLOCKED), said, after=(3600.0,), rest=Rest.SENDER, means=Meaning.TOO_FAST)
    after = (900.0, 3600.0, 3 * 3600.0)
    return Retry(str(BLOCKED), said, after, Rest.POST, tries=6, means=Meaning.META_FEATURE)


def meaning_of(status: int, code: object, subcode: object = None) -> Meaning:
    """The meaning of an error of Meta's; `code`: None where the answer has only an HTTP status."""
    if subcode == SPAM:
        return Meaning.IG_SPAM
    if isinstance(code, int):
        return MEANINGS.get(code, Meaning.META_TROUBLE if status >= 500 else Meaning.UNKNOWN_CODE)
    if status == 429:
        return Meaning.META_CALLS
    return Meaning.WRONG if 400 <= status < 500 else Meaning.STRANGE_ANSWER


def words(error: Mapping[str, Any]) -> str:
    """Meta's error text in one line; Meta has been seen to echo tokens."""
    return discreet(str(error.get("message", "")))[:200]


def warnings(version: str, now: float) -> list[Remarked]:
    """A warning if this Graph API version expires soon; [] otherwise. `now`: Unix seconds."""
    found = re.fullmatch(r"v(\d+)\.\d+", version)
    number = int(found[1]) if found else 0
    if number > max(_ENDS):
        return []
    end = _ENDS.get(number)
    if end is None:
        return [Remarked(Remark.GRAPH_UNKNOWN, {"version": version})]
    left = (end - datetime.fromtimestamp(now, UTC).date()).days
    facts = {"version": version, "day": end.isoformat()}
    if left < 0:
        return [Remarked(Remark.GRAPH_ENDED, facts)]
    return [Remarked(Remark.GRAPH_ENDS, facts)] if left <= _DAYS else []


def troubles(answer: object) -> list[Remarked]:
    """The problem with our token, if the answer to a simple read reveals one; [] otherwise.

    Other refusals are ignored: reading some fields needs permissions that publishing does not.
    """
    if isinstance(answer, Halt) and answer.code in TOKEN:
        return [Remarked(Remark.TOKEN_ENDED, {"said": answer.said or answer.code})]
    return []
