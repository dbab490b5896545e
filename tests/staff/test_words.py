"""Every reason has its words in English and Italian, and everything that waits says what to do."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from channels import graph, mastodon, telegram, twitter
from channels.meanings import Meaning
from channels.outcomes import Halt, Retry, Uncertain
from channels.remarks import ASKS_NOTHING as GOOD_NEWS
from channels.remarks import Remark
from channels.sentence import Worded
from channels.whatsapp.errors import RULES, UNKNOWN, UNSYNCED
from pipeline.cli import main
from pipeline.concerns import Concern
from pipeline.feed_codes import FeedCode
from pipeline.reasons import Code, Reason, columns, of_outcome, read
from pipeline.staff.words import HEADS, NEXT, USUAL, standing, worded
from pipeline.stages.fetch import failures
from pipeline.words import put, speak
from tests import catalogue
from tests.town import ROOT

COMMANDS = set(main.commands)
CODES: list[Worded] = [*Code, *FeedCode, *Concern, *Meaning, *Remark]
# Reasons about one citizen or about ourselves, which require no action.
ASKS_NOTHING = {
    *(Meaning.CONNECTION_LOST, Meaning.INTERRUPTED, Meaning.STOPPED, Meaning.FAILED, Meaning.NO_ADDRESS),
    *(Meaning.NO_MARKETING, Meaning.NOT_BY_USER_ID),
}
# Facts that are no texts, as they are stored.
SAMPLES = {"day": "2026-11-27", "committed": 30_000_000, "budget": 20_000_000}


def fields(code: Worded) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(code.template) if name}


@cache
def _italian() -> dict[object, object]:
    return {message.id: message.string for message in catalogue.read()}


def sample(code: Worded) -> Reason:
    """A reason of that code with all its facts."""
    inner = Reason(Code.TEMPLATE_PENDING if code is Code.TEMPLATE_WAITS else Meaning.TEMPLATE_PARAMETERS)
    return Reason(
        code, **{name: inner if name == "because" else SAMPLES.get(name, 7) for name in fields(code)}
    )


def files(*rooms: str) -> Iterator[tuple[Path, ast.Module]]:
    for room in rooms:
        for path in sorted((ROOT / room).rglob("*.py")):
            yield path, ast.parse(path.read_text(encoding="utf-8"))


# -- words -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", CODES, ids=str)
def test_every_code_has_words_in_both_languages_and_its_facts_fill_them(code: Worded) -> None:
    assert code.template
    assert _italian()[code.template], (
        f"{code!r} has no Italian yet: `make words`, then fill in {catalogue.PO}"
    )
    reason = sample(code)
    spoken = {}
    for language in ("it", "en"):
        speak(language)
        try:
            spoken[language] = worded(reason)
        finally:
            speak("it")
    assert all(line and "{" not in line and "\n" not in line for line in spoken.values())
    same = code in (Code.OTHER, Code.ALSO, FeedCode.FEED_AT)  # nothing but facts
    assert same or spoken["it"] != spoken["en"]


def test_no_two_codes_are_stored_alike() -> None:
    assert len({str(code) for code in CODES}) == len(CODES)
    assert all(re.fullmatch(r"[a-z_]+", code) for code in CODES)


def test_a_reason_is_given_the_facts_of_its_sentence() -> None:
    kinds = {kind.__name__: kind for kind in (Code, FeedCode, Concern, Meaning, Remark)}
    given = 0
    for path, tree in files("pipeline"):
        for node in ast.walk(tree):
            match node:
                case ast.Call(
                    func=ast.Name("Reason"),
                    args=[ast.Attribute(value=ast.Name(kind), attr=name)],
                    keywords=keywords,
                ) if kind in kinds and all(key.arg for key in keywords):
                    facts = {key.arg for key in keywords}
                    assert facts == fields(kinds[kind][name]), f"{path}:{node.lineno}: facts of {kind}.{name}"
                    given += 1
    assert given > 90


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (Reason(Code.STALE, days=12), "vecchia di 12 giorni"),
        (Reason(Code.EXCLUDED, category="Albo pretorio"), "regola: categoria «Albo pretorio» esclusa"),
        (Reason(Code.TEMPLATE_BROKEN, said="x.j2:3: {no}"), "modello da correggere: x.j2:3: {no}"),
        (
            Reason(Meaning.PAYMENT, code="131042", said="as Meta says"),
            "problema di pagamento con Meta: controllare la carta (131042) (as Meta says)",
        ),
        (
            Reason(Code.DUPLICATE, because=Reason(Meaning.ALREADY_THERE, code="506")),
            "il fornitore dice che c'è già (lo stesso testo c'è già: guardare se è uscito (506))",
        ),
        (
            Reason(Concern.MONTH_OVER, committed=30_000_000, budget=20_000_000),
            "il mese è oltre il bilancio: 30,00 € su 20,00 €",
        ),
        (
            Reason(Concern.DIGEST_MISSED, day="2026-11-27"),
            "il riepilogo del 27/11/2026 non è partito perché `infostiglia run` non girava: "
            "le notizie vanno nel prossimo",
        ),
    ],
    ids=lambda value: value.code if isinstance(value, Reason) else "",
)
def test_reasons(reason: Reason, words: str) -> None:
    assert worded(reason) == words


# -- values ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", CODES, ids=str)
def test_a_reason_that_was_stored_is_the_same_one(code: Worded) -> None:
    reason = sample(code)
    assert read(columns(reason)) == reason
    assert hash(read(columns(reason))) == hash(reason)


def test_a_code_of_a_newer_release_is_shown_as_it_is() -> None:
    assert read({"reason": "some_new_code", "facts": '{"n": 1}'}) == Reason(Code.OTHER, said="some_new_code")
    assert read({"reason": "", "facts": ""}) is None
    assert columns(None) == {"reason": "", "facts": ""}


def test_a_fact_that_is_missing_leaves_a_gap_and_no_error() -> None:
    assert worded(read({"reason": "stale", "facts": ""})) == "vecchia di ? giorni"


def test_what_a_provider_answered_is_a_reason() -> None:
    halted = of_outcome(Halt("190", "Session expired", means=Meaning.TOKEN))
    assert halted == Reason(Meaning.TOKEN, code="190", said="Session expired")
    assert of_outcome(Retry("", means=Meaning.STOPPED)) == Reason(Meaning.STOPPED)
    twice = of_outcome(Uncertain("506", duplicate=True, means=Meaning.ALREADY_THERE))
    assert twice == Reason(Code.DUPLICATE, because=Reason(Meaning.ALREADY_THERE, code="506"))


# -- next steps ------------------------------------------------------------------------------------


def commands_of(line: str) -> set[str]:
    return set(re.findall(r"`infostiglia (\w+)", line))


@pytest.mark.parametrize("code", CODES, ids=str)
@pytest.mark.parametrize("state", ["held", "paused", "failed", ""])
def test_whatever_stands_still_names_a_command_that_there_is(code: Worded, state: str) -> None:
    line = standing(sample(code), state=state, item=12, channel="whatsapp", told=True)
    assert commands_of(line)
    assert commands_of(line) <= COMMANDS
    assert "\n" not in line
    assert not {"NUMERO", "CANALE"} & set(line.split())
    if state:
        assert line.startswith(
            {"held": "ferma: ", "paused": "sospesa: ", "failed": "non pubblicata: "}[state]
        )


def test_what_says_itself_what_to_do_does() -> None:
    assert all(
        commands_of(code.template) for code, then in NEXT.items() if not then and code.template != "{because}"
    )
    waiting = [code for code in Code if code.startswith("template_") and code is not Code.TEMPLATE_BROKEN]
    assert all(commands_of(code.template) for code in waiting if code is not Code.TEMPLATE_WAITS)
    assert set(HEADS) == set(USUAL) - {""}


def test_where_no_number_is_known_the_command_names_the_kind() -> None:
    assert "`infostiglia approve NUMERO`" in standing(Reason(Code.HELD_BY_HAND), state="held")
    assert "`infostiglia approve CANALE`" in standing(Reason(Code.STOPPED_BY_HAND))
    assert standing(None, state="held", item=3).startswith("; ") is False


@pytest.mark.parametrize(
    ("reason", "state", "command"),
    [
        (Reason(Code.STOPPED_BY_HAND), "", "`infostiglia approve whatsapp`"),
        (Reason(Meaning.TOKEN, code="190"), "", "`infostiglia approve whatsapp`"),
        (Reason(Meaning.SPAM_LIMIT, code="131048"), "", "`infostiglia approve whatsapp`"),
        (Reason(Code.MANY_UNCERTAIN), "", "`infostiglia approve whatsapp`"),
        (Reason(Code.WEBHOOK_SILENT), "", "`infostiglia approve whatsapp`"),
        (Reason(Code.NO_SERVE), "", "`infostiglia serve`"),
        (Reason(Concern.RESTING, minutes=40), "", "`infostiglia approve whatsapp`"),
        (Reason(Code.DAILY_LIMIT), "", "`infostiglia cancel 12`"),
        (Reason(Code.HELD_BY_HAND), "held", "`infostiglia approve 12`"),
        (Reason(Code.FLOOD, count=9), "held", "`infostiglia approve 12`"),
        (Reason(Code.LATE, hours=115), "held", "`infostiglia approve 12`"),
        (Reason(Code.REFUSALS, rejected=12, answered=100), "paused", "`infostiglia approve 12`"),
        (Reason(Code.TEMPLATE_MISSING), "paused", "`infostiglia templates push`"),
        (Reason(Code.TEMPLATE_PENDING), "paused", "`infostiglia templates status`"),
        (Reason(Code.TEMPLATE_PAUSED), "paused", "`infostiglia templates status`"),
        (Reason(Concern.MONTH_PUT_OFF, count=3), "", "`infostiglia plans`"),
        (Reason(Concern.UNCERTAIN, count=3), "", "`infostiglia uncertain`"),
        (Reason(Concern.STILL_OUT), "", "`infostiglia retract 12`"),
        (Reason(Concern.NOT_SHARED, title="Sagra"), "", "`infostiglia tray`"),
        (Reason(Concern.DIGEST_MISSED, day="2026-11-27"), "", "`infostiglia run`"),
    ],
)
def test_the_very_command(reason: Reason, state: str, command: str) -> None:
    line = standing(reason, state=state, item=12, channel="whatsapp")
    assert command in line
    assert re.sub(r"`[^`]*`", "", line) != line
    assert not re.search(r"\b(the|with|sent|waits|words)\b", line.replace(command, ""))  # Italian


# -- providers and feeds ---------------------------------------------------------------------------


def meanings() -> Iterator[tuple[str, Meaning]]:
    """The meanings of all codes of all providers."""
    for number, rule in RULES.items():
        yield f"whatsapp {number}", rule.means
    for number, means in graph.MEANINGS.items():
        yield f"graph {number}", means
    for channel, table in (
        *(("x", one) for one in (twitter._PROBLEMS, twitter._ACCOUNT, twitter._STATUSES)),
        *(("telegram", one) for one in (telegram._STOP, telegram._STATUSES)),
        ("mastodon", mastodon._STATUSES),
    ):
        for name, means in table.items():
            yield f"{channel} {name}", means
    yield "unknown", UNKNOWN.means
    yield "unsynced", UNSYNCED.means


@pytest.mark.parametrize(("name", "means"), list(meanings()))
def test_every_code_of_a_provider_says_what_it_means_and_what_to_do(name: str, means: Meaning) -> None:
    line = put(Reason(means, code=name).sentence)
    assert line.endswith(f"({name})")
    assert means in ASKS_NOTHING or ":" in line


def test_every_meaning_is_one_of_a_provider_or_of_ours_and_says_what_to_do() -> None:
    assert [code for code in Meaning if ":" not in put(Reason(code).sentence)] == [
        code for code in Meaning if code in ASKS_NOTHING
    ]


def test_every_remark_of_a_channel_says_what_to_do_or_asks_nothing() -> None:
    assert {code for code in Remark if ":" not in put(Reason(code, said="x").sentence)} == GOOD_NEWS


@pytest.mark.parametrize("status", [*range(201, 300), *range(400, 430), *range(500, 512), 521, 999])
def test_every_status_of_a_portal_says_what_to_do(status: int) -> None:
    reason = failures.of_status(status)
    line = worded(reason)
    assert str(status) in line
    assert re.search(r"[:?;]", line)


@pytest.mark.parametrize("code", [code for code in FeedCode if not code.endswith("_shared")], ids=str)
def test_every_error_of_a_feed_says_what_to_do(code: FeedCode) -> None:
    assert re.search(r"[:?;]", standing(sample(code)))


# -- nothing acts on words -------------------------------------------------------------------------

SPOKEN = {"reason", "halted", "error", "alarm", "identity_why", "said", "sentence", "facts"}


def of_a_reason(node: ast.expr) -> bool:
    match node:
        case ast.Attribute(attr=name) | ast.Subscript(slice=ast.Constant(value=str() as name)):
            return name in SPOKEN
    return False


def wording(node: ast.expr) -> bool:
    return any(
        isinstance(one, ast.Constant) and isinstance(one.value, str) and one.value for one in ast.walk(node)
    )


def test_no_code_looks_at_the_wording_of_a_reason() -> None:
    """Neither compares it nor searches in it."""
    found = []
    for path, tree in files("pipeline", "channels"):
        if path.name.startswith("old_"):
            continue
        for node in ast.walk(tree):
            match node:
                case ast.Compare(left=left, comparators=[right, *_]):
                    hit = (of_a_reason(left) and wording(right)) or (of_a_reason(right) and wording(left))
                case ast.Call(
                    func=ast.Attribute(value=value, attr="startswith" | "endswith" | "partition" | "split")
                ):
                    hit = of_a_reason(value)
                case ast.Call(func=ast.Attribute(value=ast.Name("re")), args=arguments):
                    hit = any(of_a_reason(one) for one in arguments)
                case _:
                    hit = False
            if hit:
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert found == []


def statements() -> Iterator[str]:
    for file in sorted((ROOT / "pipeline/store/sql").glob("*.sql")):
        if not file.name.startswith("schema"):
            text = re.sub(r"--(?! :name).*", "", file.read_text(encoding="utf-8"))
            yield from text.split("-- :name ")[1:]


def test_statements_compare_and_write_codes_alone() -> None:
    known, named = {str(code) for code in CODES}, set()
    for statement in statements():
        assert not re.search(r"\b(reason|facts|halted|error|alarm)\s+(NOT\s+)?(LIKE|GLOB)\b", statement), (
            statement
        )
        named |= set(re.findall(r"\breason\s*(?:=|<>)\s*'([^']+)'", statement))
        for listed in re.findall(r"\breason IN \(([^)]*)\)", statement):
            named |= set(re.findall(r"'([^']+)'", listed))
        for verdicts in re.findall(r"SELECT d\.id, CASE\n(.*?)END AS verdict", statement, re.S):
            named |= set(re.findall(r"(?:THEN|ELSE) '([^']+)'", verdicts))
        named |= set(re.findall(r"next\.verdict(?: =| WHEN)? '([^']+)'", statement))
    assert len(named) > 25
    assert named <= known


def test_a_statement_that_writes_a_reason_writes_its_facts() -> None:
    for statement in statements():
        for name in ("reason", "halted"):
            if re.search(rf"(?:\bSET|,)\s+{name} = ", statement):
                assert re.search(r"(?:\bSET|,)\s+facts = ", statement), statement
