"""secrets.env is read by every command, however an editor has saved it, and comes after environment and systemd."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

import pytest

from pipeline.model import Mode
from pipeline.settings import credentials
from pipeline.settings.folder import lay_out
from pipeline.settings.secrets_env import FILE, line_problems, secrets_of
from pipeline.settings.values import ConfigError
from tests.commands import call
from tests.town import change_config

ADDRESSES = "operatori=mailtos://a:b@smtp.example/?to=c@example.it&from=d@example.it altri=ntfy://x/y&z"


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("INFOSTIGLIA_WHATSAPP_TOKEN=EAAG&x=1", "EAAG&x=1"),
        ("export INFOSTIGLIA_WHATSAPP_TOKEN = 'EAAG#1'  # da Meta", "EAAG#1"),
        ('INFOSTIGLIA_WHATSAPP_TOKEN="EAAG"\r', "EAAG"),
        ("\ufeffINFOSTIGLIA_WHATSAPP_TOKEN=EAAG   # da Meta", "EAAG"),
        (f"INFOSTIGLIA_WHATSAPP_TOKEN={ADDRESSES}", ADDRESSES),
        ("INFOSTIGLIA_WHATSAPP_TOKEN=", None),
        ("PATH=/tmp", None),
    ],
)
def test_a_value_is_the_rest_of_its_line(tmp_path: Path, line: str, value: str | None) -> None:
    (tmp_path / FILE).write_text(f"{line}\n", encoding="utf-8")
    assert secrets_of(tmp_path, {}).get("INFOSTIGLIA_WHATSAPP_TOKEN") == value
    assert "PATH" not in secrets_of(tmp_path, {})


def test_environment_and_systemd_come_first(tmp_path: Path) -> None:
    lines = "INFOSTIGLIA_A=file\nINFOSTIGLIA_B=file\nINFOSTIGLIA_C=file\n"
    (tmp_path / FILE).write_text(lines, encoding="utf-16")  # as Windows' editor may save it
    (tmp_path / "infostiglia_b").write_text("systemd", encoding="utf-8")
    env = {"INFOSTIGLIA_A": "environment", "CREDENTIALS_DIRECTORY": str(tmp_path)}
    assert secrets_of(tmp_path, env) == {"INFOSTIGLIA_C": "file"}


@pytest.mark.parametrize("value", ["“EAAG”", "EA\tAG", "«EAAG»", "EAÀG"])
def test_what_no_token_can_be_is_refused_with_its_name(tmp_path: Path, value: str) -> None:
    with pytest.raises(
        ConfigError, match="INFOSTIGLIA_WHATSAPP_TOKEN: has blanks, quotes or letters"
    ) as caught:
        credentials.get(
            "WHATSAPP_TOKEN", mode=Mode.ALL, data=tmp_path, env={"INFOSTIGLIA_WHATSAPP_TOKEN": value}
        )
    assert value not in str(caught.value)


def test_lines_without_effect_are_told_with_their_number(tmp_path: Path) -> None:
    lines = (
        "# x",
        "INFOSTIGLIA_WHATSAP_TOKEN=x",
        "EAAG",
        "INFOSTIGLIA_KEY_PROOF=a",
        "INFOSTIGLIA_KEY_PROOF=b",
    )
    (tmp_path / FILE).write_text("\n".join(lines), encoding="utf-8")
    told = [str(one) for one in line_problems(tmp_path, {"WHATSAPP_TOKEN", "KEY_PROOF"})]
    assert [one.split(": ")[0] for one in told] == [f"{FILE}:{n}" for n in (2, 3, 5)]
    assert "did you mean INFOSTIGLIA_WHATSAPP_TOKEN?" in told[0]
    assert "EAAG" not in " ".join(told)


def test_a_shell_and_the_program_read_the_same(tmp_path: Path) -> None:
    """Also where somebody still loads the file before a command."""
    lay_out(tmp_path)
    text = (tmp_path / FILE).read_text(encoding="utf-8")
    (tmp_path / FILE).write_text(text.replace("URLS=''", f"URLS='{ADDRESSES}'"), encoding="utf-8")
    names = list(secrets_of(tmp_path, {}))
    script = f"set -a; . ./{FILE}; " + "; ".join(f'printf "%s\\n" "${name}"' for name in names)
    shown = subprocess.run(
        ["sh", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True
    ).stdout
    assert shown.splitlines() == list(secrets_of(tmp_path, {}).values())
    assert ADDRESSES in shown


def test_every_command_has_the_secrets_of_its_folder(tmp_path: Path) -> None:
    lay_out(tmp_path)
    change_config(tmp_path, r"^live: off", "live: testers")
    change_config(tmp_path, r"    enabled: true", "    enabled: false")
    change_config(tmp_path, r'to: ""  ', "to: operatori")
    text = (tmp_path / FILE).read_text(encoding="utf-8")
    (tmp_path / FILE).write_text(
        text.replace("URLS=''", f"URLS={ADDRESSES}").replace("\n", "\r\n"), encoding="utf-8"
    )
    done = call("-C", shlex.quote(str(tmp_path)), "keys", "status")
    assert done.returncode == 0, done.stderr
    assert "APPRISE" not in call("-C", str(tmp_path), "check").stderr
