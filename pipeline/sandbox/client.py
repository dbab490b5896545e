"""The actions of editor, citizens and Meta in the sandbox, for demo and tests."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import httpx

from channels.transport import trust


class SandboxClient:
    """A client of a running sandbox. Raises httpx errors if there is none."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._http = httpx.Client(base_url=url, timeout=30, verify=trust(url), trust_env=False)

    def close(self) -> None:
        self._http.close()

    # -- the editor -------------------------------------------------------------------------------

    def publish(self, title: str, text: str = "", **fields: Any) -> dict[str, Any]:
        """Publish an item. `fields`: summary, categories, published (Unix seconds).
        Returns its fields with id, guid and link."""
        return self._post("/sandbox/items", {"title": title, "text": text, **fields})

    def edit(self, item: int, **fields: Any) -> dict[str, Any]:
        return self._post(f"/sandbox/items/{item}", fields)

    def trash(self, item: int) -> None:
        self.edit(item, status="trash")

    def restore(self, item: int) -> None:
        self.edit(item, status="publish")

    def portal_items(self) -> list[dict[str, Any]]:
        return self._list("/sandbox/items")

    def colours(self, **told: Any) -> None:
        """What the servers of official colours say from now on: see `pipeline.sandbox.colours.Colours.set`."""
        self._post("/sandbox/colours", told)

    # -- citizens ---------------------------------------------------------------------------------

    def write(self, numbers: Iterable[str], text: str) -> list[str]:
        """Let each of these numbers write the text to the service. Returns the ids of the messages."""
        response = self._http.post("/sandbox/write", json={"numbers": list(numbers), "text": text})
        ids: list[str] = response.raise_for_status().json()
        return ids

    def tap(self, number: str, title: str) -> None:
        """Let this number tap a button or a row of the last message on its phone."""
        message = self.phones()[number][-1]
        [id_] = [row[1] for row in message["rows"] if row[0] == title]
        form = {"number": number, "message": message["id"], "id": id_}
        response = self._http.post("/sandbox/hands/tap", data=form)
        assert response.status_code == 303, response.text

    def review(self, name: str, **changes: str) -> None:
        """Meta changes a template: status, category or quality."""
        self._post("/sandbox/templates", {"name": name, **changes})

    def heard(self) -> dict[str, float]:
        """The time (Unix seconds) when the service answered 200 to a citizen's message, by the message's id."""
        found: dict[str, float] = self._get("/sandbox/heard")
        return found

    def phones(self) -> dict[str, list[dict[str, Any]]]:
        """The messages on every phone, by number."""
        found: dict[str, list[dict[str, Any]]] = self._get("/sandbox/phones")
        return found

    # -- the providers ----------------------------------------------------------------------------

    def received(self) -> list[dict[str, Any]]:
        """Every publishing request that was accepted, in order."""
        return self._list("/sandbox/received")

    def received_count(self) -> int:
        """The number of accepted requests, cheap to ask often."""
        return int(self._get("/sandbox/received/count"))

    def state(self) -> dict[str, Any]:
        found: dict[str, Any] = self._get("/sandbox/state")
        return found

    def fault(self, kind: str, **options: Any) -> None:
        """Switch a fault on: see `pipeline.sandbox.faults.KINDS`. `count=None`: until cleared."""
        self._post("/sandbox/faults", {"kind": kind, **options})

    def clear_faults(self) -> None:
        self._http.delete("/sandbox/faults").raise_for_status()

    def _get(self, path: str) -> Any:
        return self._http.get(path).raise_for_status().json()

    def _list(self, path: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._get(path)
        return found

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        response = self._http.post(path, json=body)
        if response.status_code == 400:
            raise ValueError(response.text)
        found: dict[str, Any] = response.raise_for_status().json()
        return found
