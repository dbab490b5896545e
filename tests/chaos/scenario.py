"""One scenario: a town at its beginning, a run struck at one call, the repair, and the verdict."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field

from tests.chaos.stage import PAGES, Ended, Stage, Strike, settle_receipts, wait_for_evidence
from tests.chaos.verdict import Verdict, judge, settled

# asyncio's own wake-up call, by which a thread wakes the loop: neither disk nor network; it cannot fail unless by
# force, and without it the loop stays asleep.
# uvloop, which ends the process then, has an eventfd for it, and for its lock of signals a pipe with one byte in it.
BELLS = re.compile(r"<UNIX-STREAM:|<anon_inode:\[eventfd\]>|^write\(\d+<pipe:\[\d+\]>, \"\*\", 1\)")
LATE = 3.0  # seconds: by then the next run has decided
PAUSE = 0.5  # seconds between two of them
RUNS = 8  # until nothing may be due any more
_PRIVATE = re.compile(r"39333000\d{3,4}|sandbox-[a-z_]*(?:token|secret|key)|appsecret_proof=\w|Bearer \w")


@dataclass
class Result:
    """The result of one scenario."""

    strike: Strike
    struck: str  # the call, as strace shows it; "" = the run ended before this call
    code: int
    survived: bool  # an error that the run could do without: it did everything due all the same
    verdict: Verdict
    wrong: list[str] = field(default_factory=list)
    logs: str = ""


def play(on: Stage, strike: Strike, receipts: str = "both") -> Result:
    """One scenario from its beginning to the verdict.

    `receipts`: prompt = they come at once, and may prove what a killed run left in doubt before the next one looks;
    late = after the next run, which must decide without them; both = in turn.
    """
    logs: list[str] = []
    with on.scene() as here:
        with on.serving(here, logs):
            if receipts == "late" or (receipts == "both" and strike.n % 2):
                here.stage.fault("receipts_late", count=None, seconds=LATE)
            item = here.stage.publish("Avviso a tutti", "Testo.")
            ended = on.run(strike)
            logs.append(ended.log)
            done = settled(on.database)
            wrong = how_it_ended(strike, ended, done)
            for _ in range(RUNS):
                wrong += run_unharmed(on, logs)
                if settled(on.database):
                    break
                time.sleep(PAUSE)
            else:
                wrong.append("never done")
            if not settle_receipts(here):
                wrong.append("receipts were not taken")
            wait_for_evidence(here, on.database, on.citizens, item["link"])
            before = here.stage.received_count()
            wrong += run_unharmed(on, logs)  # nothing is due: nothing may leave
            if here.stage.received_count() > before:
                wrong.append("a run with nothing due sent something")
            states = wait_for_evidence(here, on.database, on.citizens, item["link"])
        copies = here.copies(item["link"])
    verdict = judge(copies, states, on.citizens, PAGES)
    wrong += verdict.violations()
    text = "\n".join(logs)
    if found := _PRIVATE.search(text):
        wrong.append(f"a log line holds a number or a secret: …{found[0][-6:]}")
    struck = what_was_struck(ended)
    if is_bell(struck) and strike.how != "SIGKILL":
        wrong = [one for one in wrong if one != "hung"]
    if strike.how == "SIGKILL" and struck and ended.code != -9:
        wrong.append(f"outlived its kill: {ended.code}")
    survived = strike.how != "SIGKILL" and bool(struck) and done and not wrong
    return Result(strike, struck, ended.code, survived, verdict, wrong, text)


def is_bell(call: str) -> bool:
    """Whether a call, as strace shows it, is the loop's wake-up call."""
    return BELLS.search(call) is not None


def run_unharmed(on: Stage, logs: list[str]) -> list[str]:
    """A run that nothing strikes must end well, in any state it finds. Returns the faults otherwise."""
    ended = on.run()
    logs.append(ended.log)
    if ended.hung:
        return ["the next run hung"]
    if "Traceback" in ended.log or ended.code not in (0, 3):
        return [f"the next run ended with {ended.code}"]
    return []


def how_it_ended(strike: Strike, ended: Ended, done: bool) -> list[str]:
    """After an error the run may go on if it does everything all the same; else it ends with one clear line."""
    wrong = []
    if ended.hung:
        wrong.append("hung")
    if strike.how.startswith("SIG"):
        return wrong
    lines = ended.log.splitlines()
    told = [
        line for line in lines if line.startswith("infostiglia:") or re.match(r"\S+ (warning|error) ", line)
    ]
    if "Traceback" in ended.log or "--- Logging error" in ended.log:
        wrong.append(f"traceback: {lines[-1][:100] if lines else ''}")
    elif ended.code != 0 and not told and not done:
        wrong.append(f"ended with {ended.code} without a line that says why")
    if ended.code == 0 and not done:
        wrong.append("ended with 0 although not everything was done")
    return wrong


def what_was_struck(ended: Ended) -> str:
    """The call as strace shows it; "" if the run did not come to it."""
    for lines in ended.calls.values():
        for line in lines:
            if line.endswith("= ?") or "(INJECTED)" in line:
                return re.sub(r"/\S*/(town|scratch)/", "", line)[:150]
    return ""
