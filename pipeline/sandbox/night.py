"""The flood night: from the first yellow bulletin to the mayor's report, in about two minutes, for people to watch.

The program is the live one, and its clock the real one: the bulletin comes from the sandbox, staff type commands, and
the phones are asked what they got. Only the hours between two acts are left out.
"""

from __future__ import annotations

import re
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

import click
import httpx

from pipeline.sandbox.client import SandboxClient
from pipeline.sandbox.colours import ROME
from pipeline.sandbox.onlooker import Onlooker
from pipeline.sandbox.staging import command_of, stage, tell
from pipeline.settings.reader import load
from pipeline.words import number, say

MAYOR, OFFICER = "Maria Rossi", "Piero Bianchi"
WRONG, RIGHT = "via Verdi 2", "via Marconi 5"
OFF = 3  # phones that are switched off
LATER = 2.2  # seconds until cron reads a new bulletin: a feed is not polled again, nor a validator trusted, within two
CHANGES = {
    r"(?m)^feeds:\n": "feeds:\n"
    "  - name: colori\n"
    "    url: http://127.0.0.1:8099/colours/bulletins/commits/master.atom\n"
    "    type: colours\n"
    f'    colours: {{form: bulletin, istat: "020038", automatic: {{by: "{MAYOR}, sindaca"}}}}\n',
    "two_people: false": "two_people: true",
    r"quiet: \{.*\}": 'quiet: {from: "00:00", to: "00:00"}',  # else the yellow alert waits where it is night
    r'sender: ""': "sender: protezionecivile@comune.example.it",
    r'area: ""': 'area: "45.07,11.13 8"',
    r'public_url: ""': 'public_url: "https://infostiglia.example.it"',
}


def night(folder: Path, *, citizens: int) -> int:
    """Play the night. Returns 0 if everything arrived as it should. Raises ConfigError if the folder is somebody
    else's."""
    with stage(folder, CHANGES) as sandbox_url:
        client = SandboxClient(sandbox_url)
        faults = Night(folder, client, [f"+393330{n:06d}" for n in range(1, citizens + 1)]).play()
        client.close()
    click.echo()
    for what in faults:
        tell(say("Not as it should be: {what}", what=what))
    click.echo(say("Result: SOMETHING IS WRONG.") if faults else say("Result: everything arrived once."))
    return 1 if faults else 0


class Night:
    def __init__(self, folder: Path, client: SandboxClient, citizens: list[str]) -> None:
        self._folder, self._client, self._citizens = folder, client, citizens
        self._on = Onlooker(folder, client, citizens)

    def play(self) -> list[str]:
        """All acts. Returns what was not as it should be."""
        self._before()
        self._yellow()
        self._orange()
        evacuation = self._evacuation()
        shelter = self._shelter()
        self._all_clear(evacuation, shelter)
        self._report(evacuation)
        return self._on.faults

    # -- the acts ----------------------------------------------------------------------------------

    def _before(self) -> None:
        self._on.act(say("An evening in November"))
        self._bulletin("10:00", 0)
        self._run()
        self._client.write(self._citizens, "Iscrivimi")
        self._on.waits(lambda: sum(map(bool, self._client.phones().values())) >= len(self._citizens))
        for phone in self._citizens[-OFF:]:
            self._client.fault("receipts_none", to=phone, count=None)
        n = number(len(self._citizens))
        tell(say("{n} citizens have joined; the phones of {off} of them are switched off.", n=n, off=OFF))
        tell(say("The national bulletin says: no alert. Nobody is written to."))

    def _yellow(self) -> None:
        self._on.act(say("The bulletin turns yellow"))
        self._bulletin("15:00", 1)
        self._run()
        tell(say("Yellow is information: the program has written the message, and a person decides."))
        since = time.time()
        self._on.types("approve", "Allerta gialla", who=MAYOR)
        self._run()
        self._on.all_get("ALLERTA GIALLA", since)
        self._on.shows_a_phone()

    def _orange(self) -> None:
        self._on.act(say("The bulletin turns orange"))
        self._bulletin("19:00", 2)
        tell(
            say("Orange goes by itself, because the mayor has decided so in the settings: {who}.", who=MAYOR)
        )
        since = time.time()
        self._run()
        self._on.all_get("arancione", since)
        self._on.shows_a_phone()

    def _evacuation(self) -> str:
        self._on.act(say("The embankment gives way: an evacuation, by hand"))
        self._client.fault("status", channel="portal", status=503, count=None)
        tell(say("The portal does not answer any more. The alert does not need it."))
        item = self._alert("evacuazione", "--place", "nelle golene di Correggioli", "--until", "?")
        since = time.time()
        self._on.types("approve", item, who=MAYOR)
        self._on.all_get("Evacuazione", since)
        self._on.shows_a_phone()
        return item

    def _shelter(self) -> str:
        self._on.act(say("A shelter opens, and the street is wrong"))
        item = self._alert("centro-accoglienza", "--place", f"nella palestra di {WRONG}", "--until", "?")
        since = time.time()
        going = self._on.begins("approve", item, who=MAYOR)
        self._on.waits(lambda: len(self._on.copies(WRONG, since)) >= len(self._citizens) // 4)
        tell(say("It is the gym in {right}. Stop it at once:", right=RIGHT))
        self._on.types("hold", item, who=OFFICER)
        going.communicate()
        wrong = self._on.copies(WRONG, since)
        tell(say("{n} phones have the wrong street, and no further one gets it.", n=number(len(wrong))))
        change = ("--place", f"nella palestra di {RIGHT}", "--words", "La via indicata prima era sbagliata")
        self._on.types("alert", "--update", item, *change, "--yes", who=OFFICER)
        corrected_at = time.time()
        self._on.types("approve", item, who=MAYOR)
        self._on.all_get(RIGHT, corrected_at)
        self._on.expects(WRONG, good=self._on.copies(WRONG, since) == wrong)
        self._on.shows_a_phone()
        return item

    def _all_clear(self, evacuation: str, shelter: str) -> None:
        self._on.act(say("The all-clear"))
        self._client.clear_faults()
        for item, sign in ((evacuation, "tornare nelle case"), (shelter, "centro di accoglienza è chiuso")):
            self._on.types("alert", "--end", item, "--yes", who=OFFICER)
            since = time.time()
            self._on.types("approve", item, who=MAYOR)
            self._on.all_get(sign, since)
        self._bulletin("21:00", 0)
        tell(say("The bulletin has no alert any more: its end goes by itself, to those who were told."))
        since = time.time()
        self._run()
        self._run()
        self._on.all_get("FINE ALLERTA", since)
        self._on.shows_a_phone()

    def _report(self, evacuation: str) -> None:
        self._on.act(say("The report for mayor and prefecture"))
        report = self._folder / "rapporto.pdf"
        self._on.types("reach", evacuation)
        self._on.types("reach", evacuation, "--report", str(report))
        self._on.expects("rapporto.pdf", good=report.exists())
        self._on.types("register")
        kinds = Counter(self._cap())
        tell(
            say(
                "Whoever reads alerts by program (CAP 1.2) knows that all are over: {n} of {all} messages are ends.",
                n=kinds["Cancel"],
                all=sum(kinds.values()),
            )
        )
        self._on.expects("CAP", good=set(kinds) == {"Cancel"})

    # -- what makes it happen ----------------------------------------------------------------------

    def _bulletin(self, hour: str, level: int) -> None:
        """A new national bulletin: so grave is tomorrow's flood in the council's zone."""
        ours = {"code": "Lomb-09", "name": "Bassa pianura mantovana", "councils": ["Ostiglia"]}
        calm, tomorrow = ({**ours, "levels": {"idraulico": n, "idrogeologico": 0}} for n in (0, level))
        stamp = f"{datetime.now(ROME):%Y%m%d}_{hour.replace(':', '')}"
        self._client.colours(stamp=stamp, today=[calm], tomorrow=[tomorrow])
        time.sleep(LATER)

    def _alert(self, *words: str) -> str:
        """An alert by hand, which waits for a second person. Returns its number."""
        said = self._on.types("alert", *words, "--yes", who=OFFICER)
        found = re.search(r"--update (\d+)", said)
        if found is None:
            raise click.ClickException(said)
        return found[1]

    def _run(self) -> None:
        """What cron does every five minutes."""
        subprocess.run(command_of(self._folder, "run"), stderr=subprocess.DEVNULL)

    def _cap(self) -> Iterator[str]:
        """The kinds of the messages in the council's CAP feed."""
        address = f"http://127.0.0.1:{load(self._folder).webhook.port}/cap"
        feed = httpx.get(address, trust_env=False).raise_for_status()
        for link in ElementTree.fromstring(feed.content).iter("{http://www.w3.org/2005/Atom}link"):
            if (name := link.get("href", "").rpartition("/")[2]).endswith(".xml"):
                alert = httpx.get(f"{address}/{name}", trust_env=False).raise_for_status()
                root = ElementTree.fromstring(alert.content)
                yield root.findtext("{urn:oasis:names:tc:emergency:cap:1.2}msgType") or ""
