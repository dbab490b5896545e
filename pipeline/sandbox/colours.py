"""The two servers of colours in miniature: Lombardy's hours, and the national bulletin's repository.

Written from descriptions of the real ones. A bulletin arrives as several commits; what has not arrived is a 404.
"""

from __future__ import annotations

import hashlib
import io
import json
import time
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from aiohttp import web

ROME = ZoneInfo("Europe/Rome")
REPOSITORY = "/colours/bulletins"
NO_ALERT = "Assenza di fenomeni significativi prevedibili / NESSUNA ALLERTA"
DEGREES = {1: ("ORDINARIA", "GIALLA"), 2: ("MODERATA", "ARANCIONE"), 3: ("ELEVATA", "ROSSA")}
RISKS = {"idraulico": "IDRAULICO", "temporali": "TEMPORALI", "idrogeologico": "IDROGEOLOGICO"}


@dataclass(frozen=True)
class Area:
    """A zone of alert. `levels`: by risk, 0 to 3; None = no value, a text = these very words."""

    code: str  # Lomb-09
    name: str
    councils: tuple[str, ...]
    levels: Mapping[str, int | str | None] = field(default_factory=dict)


def words(risk: str, level: int | str | None) -> str | None:
    """What a bulletin writes of a level."""
    if level is None or isinstance(level, str):
        return level
    if level == 0:
        return NO_ALERT
    degree, colour = DEGREES[level]
    return f"{degree} CRITICITA' PER RISCHIO {RISKS[risk]} / ALLERTA {colour}"


def topology(areas: Sequence[Area]) -> bytes:
    """The map of one day: `files/topojson/<stamp>_today.json` or `_tomorrow.json`."""
    geometries = []
    for area in areas:
        known = [level for level in area.levels.values() if isinstance(level, int)]
        gravest = max(known, default=0)
        shown = f"ALLERTA {DEGREES[gravest][1]}" if gravest else NO_ALERT
        properties: dict[str, object] = {"Nome zona": area.name, "Zona di Allerta": area.code}
        properties["Rappresentata nella mappa"] = shown
        for risk, level in area.levels.items():
            properties[f"Per rischio {risk}"] = words(risk, level)
        properties["Comuni"] = area.councils
        geometries.append({"type": "Polygon", "arcs": [[0]], "properties": properties})
    whole = {"type": "Topology", "arcs": [], "objects": {"zone": {"geometries": geometries}}}
    return json.dumps(whole, ensure_ascii=False).encode()


def packed_alert(stamp: str, today: Sequence[Area], tomorrow: Sequence[Area]) -> bytes:
    """The zip of a bulletin, with its CAP alert."""
    issued = datetime.strptime(stamp, "%Y%m%d_%H%M").replace(tzinfo=ROME)
    infos = [
        _info(issued.date().toordinal() + n, area, risk, level)
        for n, areas in enumerate((today, tomorrow))
        for area in areas
        for risk, level in area.levels.items()
        if level is not None
    ]
    alert = (
        '<?xml version="1.0" encoding="UTF-8"?><alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">'
        f"<identifier>DPC-{stamp}</identifier><sender>dpc@example.it</sender><sent>{issued.isoformat()}</sent>"
        f"<status>Actual</status><msgType>Alert</msgType><scope>Public</scope>{''.join(infos)}</alert>"
    )
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as files:
        files.writestr(f"Cap_{stamp}.xml", alert)
    return whole.getvalue()


def _info(ordinal: int, area: Area, risk: str, level: int | str | None) -> str:
    day = datetime.fromordinal(ordinal).replace(tzinfo=ROME)
    after = (datetime.fromordinal(ordinal) + timedelta(1)).replace(tzinfo=ROME)
    event = words(risk, level) or ""
    if level == 0:  # of a calm hazard the words name none
        event = f"{event}"
    return (
        f"<info><language>it-IT</language><category>Met</category><event>{escape(event)}</event>"
        f"<urgency>Future</urgency><severity>Moderate</severity><certainty>Likely</certainty>"
        f"<onset>{day.isoformat()}</onset><expires>{after.isoformat()}</expires>"
        f"<headline>Rischio {risk}</headline><area><areaDesc>{escape(area.name)}</areaDesc><geocode>"
        f"<valueName>Zona di Allerta</valueName><value>{area.code}</value></geocode></area></info>"
    )


def hours_of_zone(code: str, name: str, hours: Mapping[float, int]) -> bytes:
    """allertaLOM's answer for one hazard. `hours`: the level by the hour's begin (Unix seconds); -1 = no forecast."""
    levels = "".join(
        f"<livello><dtPrevisione>{int(begin * 1000)}</dtPrevisione><cdLivello>{level}</cdLivello></livello>"
        for begin, level in sorted(hours.items())
    )
    zone = f"<zona><cdZona>{escape(code)}</cdZona><dsZona>{escape(name)}</dsZona><livelli>{levels}</livelli></zona>"
    return f'<?xml version="1.0" encoding="UTF-8"?><listaZone>{zone if code else ""}</listaZone>'.encode()


class Colours:
    """The servers' state and their pages."""

    def __init__(self) -> None:
        self.hours: dict[str, dict[float, int]] = {}  # by cdTipologiaGis
        self.zone = ("IM-11", "Bassa pianura mantovana")
        self.istat = "020038"
        self.down = ""  # "" = up; "hours", "bulletins" or "all" give 503
        self.files: dict[str, bytes] = {}  # of the repository, by path
        self.commits: list[str] = []  # the file that each has brought, in order
        self.asked: list[str] = []

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/colours/lista-zone", self.lista_zone),
            web.get(REPOSITORY + "/commits/master.atom", self.atom),
            web.get(REPOSITORY + "/commit/{sha}.diff", self.difference),
            web.get(REPOSITORY + "/raw/master/{path:.+}", self.file),
            web.post("/sandbox/colours", self.set),
        ]

    def issue(
        self, stamp: str, today: Sequence[Area], tomorrow: Sequence[Area], *, whole: bool = True
    ) -> None:
        """A bulletin, or its first commit alone."""
        first = f"files/preview/{stamp}.json"
        self.put(first, b"{}")
        if whole:
            self.put(f"files/topojson/{stamp}_today.json", topology(today))
            self.put(f"files/topojson/{stamp}_tomorrow.json", topology(tomorrow))
            self.put(f"files/xml/{stamp}.zip", packed_alert(stamp, today, tomorrow))

    def put(self, path: str, body: bytes) -> None:
        """A commit that brings one file."""
        self.files[path] = body
        self.commits.append(path)

    async def set(self, request: web.Request) -> web.Response:
        """For programs: `{"hours": {"9": {"<Unix seconds>": 2}}, "down": "hours"}`, or a bulletin's stamp and areas."""
        told = await request.json()
        for number, hours in told.get("hours", {}).items():
            self.hours[number] = {float(begin): int(level) for begin, level in hours.items()}
        self.down = told.get("down", self.down)
        self.istat = told.get("istat", self.istat)
        if stamp := told.get("stamp"):
            today, tomorrow = ([_area(one) for one in told.get(day, ())] for day in ("today", "tomorrow"))
            self.issue(stamp, today, tomorrow, whole=told.get("whole", True))
        return web.json_response({"commits": len(self.commits)})

    async def lista_zone(self, request: web.Request) -> web.Response:
        self.asked.append(request.path_qs)
        if self.down in ("hours", "all"):
            return web.Response(status=503)
        known = request.query.get("cdIstatComune") == self.istat
        hours = self.hours.get(request.query.get("cdTipologiaGis", ""), {})
        code, name = self.zone if known else ("", "")
        hours = hours or {time.time() // 3600 * 3600: -1} if known else {}
        return web.Response(body=hours_of_zone(code, name, hours), content_type="text/xml", charset="utf-8")

    async def atom(self, request: web.Request) -> web.Response:
        self.asked.append(request.path_qs)
        if self.down in ("bulletins", "all"):
            return web.Response(status=503)
        tag = f'"{_sha(len(self.commits))}"'
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304)
        links = [
            f'<entry><title>{escape(path)}</title><link type="text/html" rel="alternate" '
            f'href="https://github.com/example/bulletins/commit/{_sha(n)}"/></entry>'
            for n, path in reversed(list(enumerate(self.commits)))
        ]
        body = f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">{"".join(links[:20])}</feed>'
        return web.Response(text=body, content_type="application/atom+xml", headers={"ETag": tag})

    async def difference(self, request: web.Request) -> web.Response:
        self.asked.append(request.path_qs)
        paths = {_sha(n): path for n, path in enumerate(self.commits)}
        path = paths.get(request.match_info["sha"])
        if path is None:
            return web.Response(status=404)
        return web.Response(text=f"diff --git a/{path} b/{path}\nnew file mode 100644\n")

    async def file(self, request: web.Request) -> web.Response:
        self.asked.append(request.path_qs)
        body = self.files.get(request.match_info["path"])
        return web.Response(status=404) if body is None else web.Response(body=body)


def _area(told: Mapping[str, Any]) -> Area:
    return Area(told["code"], told["name"], tuple(told.get("councils", ())), told.get("levels", {}))


def _sha(number: int) -> str:
    return hashlib.sha1(str(number).encode(), usedforsecurity=False).hexdigest()
