"""What people read has a language: Italian unless they ask for English."""

from __future__ import annotations

from string import Formatter

import pytest

from channels.sentence import OneLineError, Sentence
from pipeline.words import FOLDER, language_of, put, speak
from tests import catalogue


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "it"),
        ({"LANG": "C.UTF-8"}, "it"),
        ({"LANG": "it_IT.UTF-8"}, "it"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "it_IT.UTF-8"}, "it"),
        ({"LANG": "it_IT.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LC_ALL": "", "LANG": "en_US"}, "en"),
    ],
)
def test_the_environment_may_ask_for_english(environment: dict[str, str], language: str) -> None:
    assert language_of(environment) == language


def test_a_sentence_is_one_of_two_forms() -> None:
    speak("en")
    try:
        assert put(Sentence("{n} items wait", one="{n} item waits", n=1)) == "1 item waits"
        assert put(Sentence("{n} items wait", one="{n} item waits", n=2)) == "2 items wait"
    finally:
        speak("it")


def test_braces_of_a_sentence_without_facts_are_its_own() -> None:
    assert str(OneLineError("use {token}")) == put(OneLineError("use {token}").sentence) == "use {token}"
    assert str(OneLineError("{file}: missing", file="{a}")) == "{a}: missing"


def test_the_compiled_catalogue_is_the_written_one() -> None:
    assert catalogue.compiled(catalogue.read()) == catalogue.MO.read_bytes(), "run `make words`"
    assert catalogue.MO.parent.parent.parent == FOLDER


def test_every_sentence_of_the_code_is_in_the_catalogue_and_no_other() -> None:
    written = {message.id for message in catalogue.read() if message.id}
    assert written == {message.id for message in catalogue.collected() if message.id}, "run `make words`"


def test_a_translation_has_the_facts_of_its_sentence() -> None:
    def facts(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}

    for message in catalogue.read():
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        if message.python_brace_format and any(forms):
            assert all(facts(form) == facts(ids[-1]) for form in forms), message.id
