"""Files of a clumsy hand: whatever stands in them is one line, and ends no process by a fault of memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from pipeline.settings.nesting import DEEPEST
from pipeline.settings.reader import load
from pipeline.settings.values import ConfigError
from pipeline.stages.render.templates import TemplateError, TemplateSet
from tests.town import ROOT

SHIPPED = (ROOT / "config.yaml").read_text(encoding="utf-8")
DEEP = {
    "brackets": "[" * 95_000,
    "brackets that close": "[" * 95_000 + "]" * 95_000,
    "braces": "{a: " * 45_000,
    "lists": "\n " + "- " * 95_000 + "x",
    "questions": "\n " + "? " * 95_000,
    "questions in brackets": "[? " * 60_000,
    "lines": "\n" + "\n".join(" " * n + "a:" for n in range(1, 600)),
    "brackets after a mistake": "}\n" + "[" * 95_000,
    "brackets with an alias": "*b\nb: " + "[" * 95_000,
    "a little more than is allowed": "[" * (DEEPEST + 1) + "]" * (DEEPEST + 1),
}
_SCAN = yaml.scan


def refused(folder: Path, text: str) -> str:
    (folder / "config.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(folder)
    line = str(caught.value)
    assert "\n" not in line
    assert len(line) < 500
    return line


@pytest.mark.parametrize("name", DEEP)
def test_settings_nested_without_end_are_one_line(tmp_path: Path, name: str) -> None:
    assert refused(tmp_path, f"live: off\ncouncil: {DEEP[name]}\n").startswith("config.yaml:")
    assert refused(tmp_path, DEEP[name].strip()).startswith("config.yaml:")


def test_what_is_nested_without_end_is_not_scanned_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each token takes as long as there are open brackets: minutes for a file of them."""
    scanned: list[yaml.Token] = []

    def scan(*args: Any, **options: Any) -> Iterator[yaml.Token]:
        for token in _SCAN(*args, **options):
            scanned.append(token)
            yield token

    monkeypatch.setattr(yaml, "scan", scan)
    assert "expected the node content" in refused(tmp_path, DEEP["brackets after a mistake"])
    assert len(scanned) < 2 * DEEPEST


@pytest.mark.parametrize("name", DEEP)
def test_front_matter_nested_without_end_is_one_line(tmp_path: Path, name: str) -> None:
    (tmp_path / "facebook").mkdir()
    (tmp_path / "facebook" / "x.j2").write_text(
        f"---\nlink: {DEEP[name][:90_000]}\n---\nTesto\n", encoding="utf-8"
    )
    with pytest.raises(
        TemplateError, match=r"^templates/facebook/x\.j2:\d+: (front matter|link: must)"
    ) as caught:
        TemplateSet(tmp_path).load("facebook", "x", approved=False)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "---\nlink: " + "x" * 200_000 + "\n---\nTesto",
        "---\n" + "a: b\n" * 50_000 + "---\nTesto",
        "x" * 200_000,
        "---\nlink: 2026-99-99\n---\nTesto",
        "---\nlink: !!float x\n---\nTesto",
        "---\nlink: !!bool x\n---\nTesto",
        "---\nlink: !!timestamp x\n---\nTesto",
        "---\n? [a, b]\n: c\n---\nTesto",
        "---\nlink: &a [*a]\n---\nTesto",
    ],
)
def test_front_matter_that_is_huge_or_odd_is_one_line(tmp_path: Path, text: str) -> None:
    (tmp_path / "facebook").mkdir()
    (tmp_path / "facebook" / "x.j2").write_text(text, encoding="utf-8")
    with pytest.raises(TemplateError) as caught:
        TemplateSet(tmp_path).load("facebook", "x", approved=False)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400


ADDRESSES = (
    *("http://[", "http://[::1", "https://]/", "http://a:x/", "http://a:99999/", "http://a:0/"),
    *("http://a b.it/", "https://maßa.it/", f"https://{'a' * 64}.it/"),
    *("//a", "a", "http:"),
)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    "key", ["url", "portal", "privacy_url", "public_url", "news_page", "base_url", "database"]
)
def test_no_address_ends_in_more_than_a_line(tmp_path: Path, key: str, address: str) -> None:
    """Whichever setting it is of."""
    given = f'{key}: "{address}"'
    places = {
        "news_page": (r"^(\s+)lane: \w+", rf"\g<0>\n\g<1>{given}"),
        "base_url": (r"^  facebook:\n(\s+)", rf"\g<0>{given}\n\g<1>"),
        "database": (r"\A", f"{given}\n"),
    }
    pattern, new = places.get(key, (rf"\b{key}: .*", given))
    text, changed = re.subn(pattern, new, SHIPPED, count=1, flags=re.M)
    assert changed
    assert key in refused(tmp_path, text)


@pytest.mark.parametrize("data", ["config.yaml", "config.yaml/data", "a\\0b", "x" * 300])
def test_data_that_can_be_no_folder_is_one_line(tmp_path: Path, data: str) -> None:
    line = refused(tmp_path, SHIPPED.replace("\ndata: data\n", f'\ndata: "{data}"\n'))
    assert re.search(r": data: (.* is a file, not a folder|is no name of a folder|has characters .*)$", line)


def test_a_folder_that_is_not_there_yet_is_good(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(
        SHIPPED.replace("\ndata: data\n", "\ndata: a/b/c\n"), encoding="utf-8"
    )
    assert load(tmp_path).data == tmp_path / "a" / "b" / "c"


def test_a_key_of_several_lines_is_one_line(tmp_path: Path) -> None:
    assert "a b: unknown" in refused(tmp_path, SHIPPED + '\n"a\\nb": 1\n')
    refused(tmp_path, SHIPPED + f"\n{'x' * 900}: 1\n")


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        *(
            (r"^    enabled: true", f"    enabled: {value}")
            for value in ("!!bool vero", '!!bool ""', '!!int ""', '!!float ""', "!!timestamp x", "!!binary é")
        ),
        *(
            (rf"^ +{key}: [\d.]+", f"  {key}: {value}")
            for key in ("max_age_days", "retries", "proof_months", "monthly_budget", "replies_a_day")
            for value in ("1" + "0" * 30, "9" * 400, "1.0e+300")
        ),
        (r"^    rate: 80", f"    rate: {'9' * 400}"),
        (r"prices: \{.*\}", f"prices: {{service: 1{'0' * 15}}}"),
        *(
            (pattern, text.replace("VALUE", value))
            for value in (r'"\\0"', r'"\\ud800"', r'"\\x07"')
            for pattern, text in (
                (r"news: notizia, service", "news: VALUE, service"),
                (r"^  name: Comune.*", "  name: VALUE"),
                (r"^    graph_version: .*", "    graph_version: VALUE"),
                (r"^topics: \{\}", "topics: {VALUE: [x]}"),
            )
        ),
        (r"^  crest: .*", f"  crest: {'x' * 300}.png"),
        *(
            (rf"^{part}:\n  host: 127.0.0.1", f'{part}:\n  host: "{host}"')
            for part in ("webhook", "sandbox")
            for host in ("a" * 300, "a..b", "", "a b", "127.0.0.1:80", "[::1", "::1%zz", "http://x", "é")
        ),
        (r"^testers: \[\]", 'testers: ["+39 ٣٣٣ ٠٠٠ ٠٠٠١"]'),
    ],
)
def test_values_beyond_all_sense_are_one_line(tmp_path: Path, pattern: str, text: str) -> None:
    changed, count = re.subn(pattern, text, SHIPPED, flags=re.M)
    assert count
    line = refused(tmp_path, changed)
    line.encode()
    assert line.startswith("config.yaml:")


@pytest.mark.parametrize("host", ["0.0.0.0", "::1", "localhost", "web_1", "serve.comune.example.it"])
def test_what_can_be_listened_at_is_a_host(tmp_path: Path, host: str) -> None:
    changed = re.sub(r"  host: 127.0.0.1", f'  host: "{host}"', SHIPPED)
    (tmp_path / "config.yaml").write_text(changed, encoding="utf-8")
    assert load(tmp_path).webhook.host == host
    assert urlsplit(load(tmp_path).sandbox.url).port == 8099


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('phone: "0386 300 211"', 'phone: "0386 300 211', "  phone: ", "is its quote not closed?"),
        (
            "name: Comune di Ostiglia ",
            "name: Comune di\n    Ostiglia ",
            "  name: Comune",
            "must end on its line",
        ),
        ("  phone:", "  phone", "  phone ", "a colon is missing"),
        ("  hour: 18", "  hour:18", "  hour:18", "a colon is missing"),
        ("  name: Comune", "  name:Comune", "  name:Comune", "a colon is missing"),
        ("ignore: []", 'ignore: ["\\d"]', "    ignore: ", "use single quotes"),
        ("hosts: []", "hosts: [", "  hosts: [", "a bracket is not closed"),
        ("name: Comune di", "name: Comune: di", "  name: Comune:", "one colon too many"),
        ("name: InfOstiglia", "name: @InfOstiglia", "  name: @", "special character needs quotes"),
        ("  colour:", "    colour:", "    colour:", "the indentation is another"),
        ("  timezone:", "\ttimezone:", "\ttimezone:", "begins with a tab"),
        (
            'page_id: "200000000000002"',
            "page_id: 200000000000002",
            "    page_id:",
            "ids and telephone numbers",
        ),
    ],
)
def test_a_slip_of_the_hand_is_named_at_its_line(
    tmp_path: Path, old: str, new: str, line: str, words: str
) -> None:
    assert old in SHIPPED
    text = SHIPPED.replace(old, new, 1)
    number = next(n for n, one in enumerate(text.splitlines(), 1) if one.startswith(line))
    told = refused(tmp_path, text)
    assert words in told
    assert told.startswith(f"config.yaml:{number}: ")


@pytest.mark.parametrize("text", ["", "# only a comment\n", "\n\n"])
def test_an_empty_file_is_told_so(tmp_path: Path, text: str) -> None:
    assert refused(tmp_path, text).startswith("config.yaml:1: empty; ")


@pytest.mark.parametrize(
    "raw", [SHIPPED.encode("utf-8-sig"), SHIPPED.encode("utf-16"), SHIPPED.replace("\n", "\r\n").encode()]
)
def test_what_an_editor_of_windows_saves_is_read(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "config.yaml").write_bytes(raw)
    assert load(tmp_path).council.name == "Comune di Ostiglia"
    (tmp_path / "config.yaml").write_bytes(b"live: off\ncouncil:\n  name: Citt\xe0\n")
    with pytest.raises(ConfigError, match=r"^config\.yaml:3: not UTF-8"):
        load(tmp_path)
