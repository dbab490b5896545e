"""Commands and options with translated help. The English text, in docstrings and `help=`, is the key (`make words`).

Click's own words ("Usage", "Missing argument") go through gettext as well, and come from the same catalogue.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Callable
from functools import cached_property
from inspect import cleandoc
from typing import Any

import click

from channels.sentence import Sentence
from pipeline.words import FOLDER, language_of, put, say, speak

# Click's own sentences that a person may see here.
CLICK = (
    *(Sentence("Usage:"), Sentence("Options"), Sentence("Commands"), Sentence("default: {default}")),
    *(Sentence("Error: {message}"), Sentence("Try '{command} {option}' for help."), Sentence("Aborted!")),
    *(Sentence("Missing command."), Sentence("Missing argument"), Sentence("Missing option")),
    *(Sentence("Invalid value: {message}"), Sentence("Invalid value for {param_hint}: {message}")),
    *(Sentence("No such option {name!r}."), Sentence("No such command {name!r}.")),
    Sentence("(Did you mean one of: {possibilities}?)", one="Did you mean {possibility}?"),
    Sentence("Got unexpected extra arguments ({args})", one="Got unexpected extra argument ({args})"),
    Sentence("Option {name!r} requires {nargs} arguments.", one="Option {name!r} requires an argument."),
    Sentence("Option {name!r} does not take a value."),
    Sentence("{value!r} is not one of {choices}.", one="{value!r} is not {choice}."),
    *(Sentence("{value!r} is not a valid {number_type}."), Sentence("{value} is not in the range {range}.")),
    Sentence("required"),
)

# What stands for a value, or for several parts, in a line of usage.
METAVARS = {
    "[OPTIONS]": Sentence("[OPTIONS]"),
    "COMMAND [ARGS]...": Sentence("COMMAND [ARGS]..."),
    "FOLDER": Sentence("FOLDER"),
    "FILE": Sentence("FILE"),
    "NAME": Sentence("NAME"),
    "NUMBER": Sentence("NUMBER"),
    "SOURCE": Sentence("SOURCE"),
    "TEXT": Sentence("TEXT"),
    "URL": Sentence("ADDRESS"),
    "ADDRESS": Sentence("ADDRESS"),
    "LANE": Sentence("LANE"),
    "ROLE": Sentence("ROLE"),
    "CHANNEL": Sentence("CHANNEL"),
    "DAYS": Sentence("DAYS"),
    "HAZARD": Sentence("HAZARD"),
}


class _Translated:
    """An attribute that is stored in English and read in the person's language."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = f"_{name}_in_english"

    def __get__(self, it: Any, owner: type) -> Any:
        text = None if it is None else getattr(it, self._name)
        return say(cleandoc(text)) if text else text

    def __set__(self, it: Any, text: str | None) -> None:
        setattr(it, self._name, text)


class _Number(click.IntRange):
    """A whole number. Click's own types name themselves in English."""

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        return "NUMBER"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        self.name = say("whole number")
        return super().convert(value, param, ctx)

    def _describe_range(self) -> str:
        return say("1 or more")


NUMBER, COUNT = _Number(), _Number(min=1)


class Option(click.Option):
    help = _Translated()

    def make_metavar(self, ctx: click.Context) -> str:
        return _worded(super().make_metavar(ctx))


class Argument(click.Argument):
    def make_metavar(self, ctx: click.Context) -> str:
        return _worded(super().make_metavar(ctx))


def _worded(metavar: str) -> str:
    """`[SOURCE]` in the person's language."""
    if metavar in METAVARS:
        return put(METAVARS[metavar])
    bare = metavar.strip("[]")
    return metavar.replace(bare, put(METAVARS.get(bare, bare)))


class Command(click.Command):
    help = _Translated()

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return [_worded(piece) for piece in super().collect_usage_pieces(ctx)]

    @cached_property
    def _asking_for_help(self) -> Option:
        def show(context: click.Context, _option: click.Parameter, asked: bool) -> None:
            if asked and not context.resilient_parsing:
                click.echo(context.get_help(), color=context.color)
                context.exit()

        return Option(
            ("-h", "--help"),
            is_flag=True,
            expose_value=False,
            is_eager=True,
            help="Show this message and exit.",
            callback=show,
        )

    def get_help_option(self, ctx: click.Context) -> click.Option:
        return self._asking_for_help


class Group(Command, click.Group):
    command_class = Command
    group_class = type


class Main(Group):
    """The program: its language comes from the environment, unless `--lang` gives another."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        speak_at_terminal(language_of(os.environ))
        return super().parse_args(ctx, args)


def speak_at_terminal(language: str) -> None:
    """Set the language of all output. Click looks its own words up by LANGUAGE, so that is set too."""
    speak(language)
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain("infostiglia", str(FOLDER))
    gettext.textdomain("infostiglia")


def option(*names: str, **attributes: Any) -> Callable[[Any], Any]:
    """`click.option`, with help in the person's language."""
    return click.option(*names, cls=Option, **attributes)


def argument(name: str, **attributes: Any) -> Callable[[Any], Any]:
    """`click.argument`, whose name is shown in the person's language."""
    return click.argument(name, cls=Argument, **attributes)


def command(name: str | None = None) -> Callable[[Callable[..., Any]], Command]:
    """`click.command`, with help in the person's language."""
    return click.command(name, cls=Command)


def group(name: str | None = None) -> Callable[[Callable[..., Any]], Group]:
    """`click.group`, with help in the person's language."""
    return click.group(name, cls=Group)


def confirm(question: str) -> None:
    """Ask at the terminal, in the person's language. Ends the command unless the person agrees."""
    answer = click.prompt(f"{question} {say('[y/N]')}", default="", show_default=False)
    if answer.strip().casefold() not in ("y", "yes", "s", "si", "sì"):
        raise click.Abort
