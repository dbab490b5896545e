"""config.yaml: strict, and every mistake is one line with its place and its remedy."""

from __future__ import annotations

import re
import stat
from dataclasses import fields
from pathlib import Path

import pytest

from channels.base import Channel
from channels.problems import ChannelError
from channels.registry import OWN
from channels.registry import load as load_channel
from pipeline import council_channels
from pipeline.model import Lane, Mode
from pipeline.settings import credentials
from pipeline.settings import values as shapes
from pipeline.settings.own_words import own_words
from pipeline.settings.reader import load
from pipeline.settings.values import ConfigError
from pipeline.store.vault import Vault
from tests.town import ROOT, change_config

SHIPPED = ROOT / "config.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "config.yaml").write_text(SHIPPED.read_text(encoding="utf-8"), encoding="utf-8")
    return tmp_path


def test_a_word_is_a_topic_or_a_zone(folder: Path) -> None:
    change_config(folder, r"^zones: \{\}", "zones: {centro: [Centro, Piazza]}")
    assert load(folder).zones == {"centro": ("Centro", "Piazza")}
    change_config(folder, r"^topics: \{\}", "topics: {centro: [Eventi]}")
    with pytest.raises(ConfigError, match="is a topic too"):
        load(folder)


def test_a_zone_may_be_several_words_and_the_towns_name_is_known(folder: Path) -> None:
    change_config(folder, r"^zones: .*", "zones: {borgo san rocco: [Borgo]}")
    words = own_words(load(folder))
    assert (words.zones, set(words.places)) == (("borgo san rocco",), {"ostiglia", "infostiglia"})


def test_when_silence_counts_is_set_for_each_lane_and_reaches_the_sender(folder: Path) -> None:
    usual = {Lane.EMERGENCY: 60, Lane.REPLY: 60, Lane.SERVICE: 7200, Lane.NEWS: 7200}
    assert load(folder).safety.resend == usual
    change_config(folder, r"resend_after_silence: .*", "resend_after_silence: {news: 0, emergency: 90}")
    config = load(folder)
    channels = council_channels.channels(config, {}, with_secrets=False)
    sender = council_channels.sender(
        config, "whatsapp", channels["whatsapp"], Vault(bytes(32), bytes(32), bytes(32))
    )
    assert sender.resend == {**usual, Lane.NEWS: 0, Lane.EMERGENCY: 90}


def test_the_shipped_settings_are_safe(folder: Path) -> None:
    config = load(folder)
    assert config.live is Mode.OFF
    assert all("127.0.0.1" in feed.url for feed in config.feeds)
    channels = council_channels.channels(config, {})
    assert sorted(channels) == ["facebook", "whatsapp"]  # X wants to be asked first


@pytest.mark.parametrize(
    ("pattern", "replacement", "key", "words"),
    [
        (r"^live: off", "live: on", "live", "none of off, testers, all"),
        (r"  settle_seconds", "  settel_seconds", "schedule.settel_seconds", "did you mean settle_seconds?"),
        (r'^database: ""', "database: mysql://x/y", "database", "must be postgresql://user@host/name"),
        (r'^database: ""', "database: postgresql://u@h/", "database", "must be postgresql://user@host/name"),
        (
            r'^database: ""',
            "database: postgresql://u:geheim@h/d",
            "database",
            "INFOSTIGLIA_DATABASE_PASSWORD",
        ),
        (
            r'^database: ""',
            "database: postgresql://u@h/d?password=x",
            "database",
            "must not hold the password",
        ),
        (r"poll_seconds: 300", "poll_seconds: presto", "schedule.poll_seconds", "must be a number"),
        *(
            (r"    headers: \{\}", f"    headers: {headers}", "feeds.0.headers", words)
            for headers, words in (
                ("{Host: altro.example}", "sets this header itself"),
                ("{if-none-match: x}", "sets this header itself"),
                ("{Authorization: Basic eA==}", "would be a secret"),
                ("{Cookie: a=b}", "would be a secret"),
                ("{User Agent: x}", "no name of a header"),
                ('{User-Agent: "così"}', "without accents"),
                ('{User-Agent: "a\\\\nX-Other: b"}', "in one line"),
                ('{User-Agent: ""}', "plain text"),
            )
        ),
        *(
            (r'    utm: ""', f'    utm: "{utm}"', "channels.whatsapp.utm", "must be like")
            for utm in (
                "facebook",
                "source=x",
                "utm_source=a b",
                "utm_source=a&x=1",
                "?utm_source=a",
                "utm_source=",
            )
        ),
        (
            r"resend_after_silence: .*",
            "resend_after_silence: {news: 5}",
            "safety.resend_after_silence",
            "news must be 0 (never) or at least 30 seconds",
        ),
        (
            r"resend_after_silence: .*",
            "resend_after_silence: {reply: 60}",
            "safety.resend_after_silence.reply",
            "none of emergency, service, news",
        ),
        (
            r"resend_after_silence: .*",
            "resend_after_silence: {news: mai}",
            "safety.resend_after_silence.news",
            "must be a number",
        ),
        (
            r"resend_after_silence: .*",
            "resend_after_silence: 0",
            "safety.resend_after_silence",
            "must be a list",
        ),
        (r"poll_seconds: 300", "poll_seconds: -1", "schedule.poll_seconds", "must not be negative"),
        (r"enabled: true  ", "enabled: si  ", "channels.whatsapp.enabled", "must be true or false"),
        (r"url: http://127.0.0.1:8099/portal/feed/", "url: file:///etc/passwd", "feeds.0.url", "https://"),
        (r"    lane: news  ", "    lane: urgent  ", "feeds.0.lane", "none of emergency, service, news"),
        (r'number: "\+39 333 000 0000"', 'number: "333 000"', "service.number", "country code"),
        (r"timezone: Europe/Rome", "timezone: Europe/Ostiglia", "council.timezone", "no such time zone"),
        (r"  portal: .*", "", "council", "portal is missing"),
        (r"testers: \[\]", 'testers: ["12"]', "testers.0", "country code"),
        (r"port: 8080", "port: 80800", "webhook.port", "between 1 and 65535"),
        (r"port: 8080", "port: ottanta", "webhook.port", "whole number"),
        (r"port: 8099", "port: otto", "sandbox.port", "whole number"),
        *(
            (r"path: /webhook", f'path: "{path}"', "webhook.path", "must be letters")
            for path in (
                "/{x",
                "/{x}",
                "/a b",
                "//",
                "/..",
                "/a/../b",
                "/a?b",
                "/a#b",
                "/%2e",
                "/é",
                "/a\\\\n",
            )
        ),
        *(
            (r"path: /webhook", f"path: {path}", "webhook.path", "another page")
            for path in (
                "/health",
                "/ping",
                "/consents/head",
                "/tray/x",
                "/pictures",
                "/websub/avvisi",
                "/health/",
            )
        ),
        (r"path: /webhook", "path: webhook", "webhook.path", "must begin with /"),
        *(
            (r'public_url: ""', f'public_url: "{url}"', "webhook.public_url", "must be an address")
            for url in ("http://[", "https://x:porta", "https://x:99999", "https://x:-1", "https://[::1", "x")
        ),
        (r"  emergency: \[Allerta,", "  emergency: [Avvisi,", "lanes.service", "in two lanes"),
        (r"^data: data", "data: data\ndata: other", "data", "twice"),
        (r"exclude: \[\] ", "exclude: Albo ", "channels.whatsapp.exclude", "must be a list"),
        (r"^data: data", "data: data\nnews: 1", "news", "unknown key"),
        (r"^topics: \{\}", "topics: {Eventi: [Eventi]}", "topics.Eventi", "one word of lower-case letters"),
        (r"^topics: \{\}", "topics: {dati: [Dati]}", "topics.dati", "means something else"),
        (r"^topics: \{\}", "topics: {altro: [Altro]}", "topics.altro", "means something else"),
        (r"^zones: \{\}", "zones: {stop: [Centro]}", "zones.stop", "means something else"),
        (r"^zones: \{\}", "zones: {Borgo San Rocco: [Borgo]}", "zones.Borgo San Rocco", "a zone up to four"),
        (
            r"^topics: \{\}",
            "topics: {vita sociale: [Vita]}",
            "topics.vita sociale",
            "one word of lower-case letters",
        ),
    ],
)
def test_a_mistake_is_one_line(folder: Path, pattern: str, replacement: str, key: str, words: str) -> None:
    change_config(folder, pattern, replacement)
    with pytest.raises(ConfigError) as caught:
        load(folder)
    message = str(caught.value)
    assert re.fullmatch(r"config\.yaml:\d+: .+", message), message
    assert key in message
    assert words in message
    line = int(message.split(":")[1])
    near = (folder / "config.yaml").read_text(encoding="utf-8").splitlines()[max(0, line - 2) : line]
    assert line == 1 or key.split(".")[-1] in " ".join(near) or key.split(".")[-1].isdigit()


@pytest.mark.parametrize(
    "text", ["live: [", "a: &x 1\nb: *x\n", "just words", "- 1", "\x00", "live: {a: b", "? [a]\n: b"]
)
def test_hostile_files_are_one_line_too(tmp_path: Path, text: str) -> None:
    (tmp_path / "config.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(tmp_path)
    assert "\n" not in str(caught.value)


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="infostiglia init"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("replacement", "words"),
    [
        ("rate: fast", "rate: must be a number"),
        ("raet: 80", "raet: unknown key; did you mean rate?"),
        ("rate: 0", "more than 0"),
    ],
)
def test_a_channels_own_settings_are_checked_with_their_line(
    folder: Path, replacement: str, words: str
) -> None:
    change_config(folder, r"rate: 80", replacement)
    with pytest.raises(ConfigError) as caught:
        council_channels.channels(load(folder), {})
    assert re.match(r"config\.yaml:\d+: channels\.whatsapp\.", str(caught.value))
    assert words.split(": ", 1)[-1] in str(caught.value)


def test_a_live_channel_without_its_secrets_is_refused(folder: Path) -> None:
    change_config(folder, r"^live: off", "live: all")
    with pytest.raises(
        ConfigError,
        match=r"config\.yaml:\d+: channels\.whatsapp: INFOSTIGLIA_WHATSAPP_TOKEN: missing secret; set it",
    ):
        council_channels.channels(load(folder), {})


def test_nothing_that_costs_goes_live_without_a_budget(folder: Path) -> None:
    change_config(folder, r"^live: off", "live: testers")
    env = {f"INFOSTIGLIA_{name}": "x" for name in load_channel("whatsapp").capabilities.secrets}
    whatsapp = next(one for one in load(folder).channels if one.name == "whatsapp")
    with pytest.raises(
        ConfigError, match=r"config\.yaml:\d+: money\.monthly_budget: channel whatsapp costs money"
    ):
        council_channels.build(load(folder), env, whatsapp)
    change_config(folder, r"monthly_budget: 0", "monthly_budget: 50")
    council_channels.build(load(folder), env, whatsapp)


def test_whatsapp_goes_live_only_with_a_webhook_that_can_hear_departures(folder: Path) -> None:
    change_config(folder, r"^live: off", "live: all")
    with pytest.raises(ConfigError, match="WHATSAPP_APP_SECRET"):
        council_channels.channels(load(folder), {"INFOSTIGLIA_WHATSAPP_TOKEN": "x"})


def test_secrets_come_from_the_environment_or_from_systemd(tmp_path: Path) -> None:
    (tmp_path / "infostiglia_facebook_token").write_text("from systemd\n", encoding="utf-8")
    here = {"mode": Mode.ALL, "data": tmp_path}
    assert (
        credentials.get("FACEBOOK_TOKEN", **here, env={"CREDENTIALS_DIRECTORY": str(tmp_path)})
        == "from systemd"
    )
    assert (
        credentials.get("FACEBOOK_TOKEN", **here, env={"INFOSTIGLIA_FACEBOOK_TOKEN": "from env"})
        == "from env"
    )


def test_the_sandbox_makes_its_own_keys_once_and_for_nobody_else(tmp_path: Path) -> None:
    here = {"mode": Mode.OFF, "data": tmp_path, "env": {}}
    assert credentials.get("KEY_PROOF", **here) == credentials.get("KEY_PROOF", **here)
    assert credentials.get("KEY_PROOF", **here) != credentials.get("KEY_LOOKUP", **here)
    assert stat.S_IMODE((tmp_path / "sandbox.keys").stat().st_mode) == 0o600


def test_every_setting_is_in_the_shipped_file_with_a_comment() -> None:
    lines = SHIPPED.read_text(encoding="utf-8").splitlines()
    own = [
        shapes.Council,
        shapes.Service,
        shapes.Feed,
        shapes.Schedule,
        shapes.Safety,
        shapes.Webhook,
        shapes.Retention,
        shapes.Money,
        shapes.DigestConfig,
    ]
    wanted = {f.name for cls in [*own, shapes.SandboxConfig] for f in fields(cls)}
    wanted |= {f.name for f in fields(shapes.Config)} - {"folder", "lines"}
    wanted |= {f.name for f in fields(shapes.ChannelConfig)} - {"name", "settings"}
    for key in sorted(wanted):
        at = next((n for n, line in enumerate(lines) if re.match(rf"\s*(?:- )?{key}:", line)), None)
        assert at is not None, f"{key} is not in config.yaml"
        above = lines[max(0, at - 3) : at]
        section = re.fullmatch(r"\S+:\s*", lines[at]) is not None
        assert section or "#" in lines[at] or any(line.lstrip().startswith("#") for line in above), (
            f"{key} has no comment"
        )


@pytest.mark.parametrize("name", OWN)
def test_every_channel_refuses_a_setting_it_does_not_know(name: str) -> None:
    from channels.base import Access

    cls = load_channel(name)
    with pytest.raises(ChannelError, match="unknown key"):
        cls(Access("http://127.0.0.1:9", {}, {"nonsense": 1}))
    assert issubclass(cls, object)
    assert Channel is not None


@pytest.mark.parametrize(
    "text",
    [
        "a: [1",
        "a: b: c",
        "\tx: 1",
        "a: 'x",
        "a: &x 1\nb: *x",
        "- a\nb: 1",
        "a: \x01",
        "{",
        "a: !!python/object:x {}",
        "? [a]",
    ],
)
def test_mistakes_read_by_libyaml_are_told_in_the_words_of_pyyaml(
    folder: Path, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "config.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as fast:
        load(folder)
    monkeypatch.setattr("yaml.__with_libyaml__", False)
    with pytest.raises(ConfigError) as slow:
        load(folder)
    assert str(fast.value) == str(slow.value)


def test_the_password_of_a_database_server_comes_like_other_secrets(tmp_path: Path) -> None:
    from pipeline.settings.credentials import database_password

    (tmp_path / "infostiglia_database_password").write_text("two\n", encoding="utf-8")
    assert database_password({}) == ""
    assert database_password({"CREDENTIALS_DIRECTORY": str(tmp_path)}) == "two"
    assert database_password({"INFOSTIGLIA_DATABASE_PASSWORD": "one"}) == "one"


@pytest.mark.parametrize("lane", ["emergency", "service", "news"])
def test_a_lane_that_would_never_be_sent_is_refused(folder: Path, lane: str) -> None:
    change_config(folder, rf"(not_after_hours: .*{lane}: )\d+", r"\g<1>0")
    with pytest.raises(ConfigError, match=f"not_after_hours: {lane} must be more than 0"):
        load(folder)
