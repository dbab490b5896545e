"""Templates that never end, or make more than any memory holds: one line for their post, and the process goes on."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from pipeline.stages.render import bounded
from pipeline.stages.render.templates import TemplateError
from tests.stages.test_bounds import within_limits
from tests.stages.test_render import HEAD, NEWS, folder, written

__all__ = ["folder"]  # a fixture

LOOP = "{% set n = namespace(x='ab') %}{% for i in range(99) %}"
END = "{% endfor %}{{ n.x | length }}"
MACRO = "{% macro f(n) %}{{ f(n + 1) }}{% endmacro %}{{ f(0) }}"
CALLED = "{% macro f() %}{{ caller() }}{% endmacro %}"
TREE = "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}x{% endmacro %}{{ f(90) }}"
TREES = (
    "{% set n = namespace(x=(1,), y=(1,)) %}{% for i in range(60) %}"
    "{% set n.x = (n.x, n.x) %}{% set n.y = (n.y, n.y) %}{% endfor %}"
)
ENDLESS = {
    "a long range": "{% for i in range(10**12) %}x{% endfor %}",
    "a loop without a word": "{% for i in range(99999) %}{% endfor %}x",
    "loops in loops": "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}x",
    "loops over letters": "{% for a in item.text * 99 %}{% for b in item.text * 99 %}{% endfor %}{% endfor %}x",
    "a loop with a loop of its own": "{% for a in range(9) recursive %}{{ loop(range(9)) }}{% endfor %}",
    "a filtered loop": "{% for i in range(99999) if i == -1 %}{% for j in range(99999) %}x{% endfor %}{% endfor %}x",
    "a text times a number": '{{ "x" * 10**10 }}',
    "a number times a text": '{{ 10**10 * "x" }}',
    "a list times a number": "{{ ([1] * 10**10) | length }}",
    "a power": "{{ 10 ** (10 ** 10) }}",
    "powers in turn": "{{ (((9 ** 999) ** 999) ** 999) ** 999 }}",
    "a filter that pads": "{{ '' | center(10**10) }}",
    "a method that pads": "{{ 'x'.center(10**10) }}",
    "zeros": "{{ '1'.zfill(10**10) }}",
    "tabs": "{{ '\\t'.expandtabs(10**10) }}",
    "a format": "{{ '%10000000000d' % 1 }}",
    "a format filter": "{{ '%10000000000d' | format(1) }}",
    "a format method": "{{ '{:10000000000}'.format(1) }}",
    "a mapped format": "{{ '{a:10000000000}'.format_map({'a': 1}) }}",
    "bytes": "{{ (1).to_bytes(10**10) }}",
    "rounded": "{{ 1.5 | round(10**9, 'ceil') }}",
    "indented": "{{ 'x\\nx' | indent(10**10) }}",
    "padded with batches": "{{ [1] | batch(10**10, 'x') | list | length }}",
    "slices": "{{ [1] | slice(10**10) | list | length }}",
    "wrapped words": "{{ ('a ' * 9999) | wordwrap(1, wrapstring='x' * 99999) }}",
    "made-up words": "{{ lipsum(n=10**7) }}",
    "replaced": "{% set a = 'a' * 9999 %}{{ a | replace('a', a) | replace('a', a) }}",
    "replaced by a method": "{% set a = 'a' * 9999 %}{{ a.replace('a', a).replace('a', a) }}",
    "replaced between all": "{{ ('a' * 9999) | replace('', 'a' * 9999) }}",
    "joined": "{% set a = 'a' * 9999 %}{{ a | join(a) | join(a) }}",
    "joined by a method": "{% set a = 'a' * 9999 %}{{ a.join(a) }}",
    "long texts joined": "{% set a = 'a' * 99999 %}{{ range(9999) | map('replace', '', '') | join(a) }}",
    "doubled by ~": LOOP + "{% set n.x = n.x ~ n.x %}" + END,
    "doubled by +": LOOP + "{% set n.x = n.x + n.x %}" + END,
    "doubled by a block": LOOP + "{% set n.x %}{{ n.x }}{{ n.x }}{% endset %}" + END,
    "doubled by replace": LOOP + "{% set n.x = n.x | replace('b', 'bb') | replace('b', 'bb') %}" + END,
    "squared": LOOP + "{% set n.x = n.x | join(n.x) %}" + END,
    "a list in a list": LOOP + "{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x }}",
    "a list in a list as text": LOOP + "{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x ~ '' }}",
    **{
        f"a list in a list to {name}": LOOP
        + f"{{% set n.x = [n.x, n.x] %}}{{% endfor %}}{{{{ n.x | {name} }}}}"
        for name in (
            "upper",
            "oneline",
            "fit",
            "wordcount",
            "urlencode",
            "escape",
            "calm",
            "inline",
            "join",
            "replace('a', 'b')",
        )
    },
    "a list in a list as a string": LOOP + "{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x | string }}",
    **{
        f"two equal trees {name}": TREES + f"{{{{ 'x' if {question} else 'y' }}}}"
        for name, question in {
            "compared": "n.x == n.y",
            "looked for": "n.x in [n.y]",
            "tested": "n.x is eq(n.y)",
            "chosen": "[n.x] | select('eq', n.y) | list",
            "as keys": "{n.x: 1}",
            "told apart": "[n.x] | unique | list",
            "put in order": "[n.x, n.y] | sort",
        }.items()
    },
    "trees of arguments": "{% set n = namespace(x=(1,)) %}{% macro f() %}{% set n.x = varargs %}{% endmacro %}"
    + "{% for i in range(99) %}{{ f(n.x, n.x) }}{% endfor %}{{ {n.x: 1} | length }}",
    "trees that grow": "{% set n = namespace(x=[1]) %}{% for i in range(99) %}{% set a = [] %}"
    + "{% set b = a.append(n.x) or a.append(n.x) %}{% set n.x = a %}{% endfor %}{{ n.x == n.x * 1 }}",
    "lists of lists": "{% set a = [[0] * 99999] * 99999 %}{{ a | sum(start=[]) | length }}",
    "a sum of lists": "{% set a = [[0]] * 49999 %}{% for i in range(9) %}{{ a | sum(start=[]) | length }}{% endfor %}",
    "squared numbers": "{% set n = namespace(x=3) %}{% for i in range(99) %}{% set n.x = n.x * n.x %}" + END,
    "a macro in itself": MACRO,
    "a macro twice in itself": TREE,
    "a block in itself": "{% block a %}{{ self.a() }}{% endblock %}",
    "a macro with a caller": "{% macro f() %}{{ caller() }}{% endmacro %}"
    + "{% call f() %}" * 300
    + "{% endcall %}" * 300,
    "a chain of filters": "{{ range(99999) | " + " | ".join(["map('abs')"] * 900) + " | sum }}",
    "brackets": "{{ " + "(" * 9_000 + "1" + ")" * 9_000 + " }}",
    "lists in lists": "{{ " + "[" * 9_000 + "]" * 9_000 + " }}",
    "conditions in conditions": "{% if 1 %}" * 3_000 + "x" + "{% endif %}" * 3_000,
    "loops within loops": "{% for i in [1] %}" * 60 + "x" + "{% endfor %}" * 60,
    "a long number": "{{ " + "9" * 9_000 + " }}",
    "a sum without end": "{{ 1" + " + 1" * 20_000 + " }}",
    "attributes without end": "{{ item" + ".x" * 30_000 + " }}",
}


def render_endless(name: str) -> None:
    with tempfile.TemporaryDirectory() as place:
        for channel, before in (("facebook", ""), ("whatsapp", HEAD + "Testo {% block a %}")):
            if before and "block" in ENDLESS[name]:
                continue
            Path(place, channel).mkdir()
            text = before + ENDLESS[name] + ("{% endblock %} fine." if before else "")
            with pytest.raises(TemplateError) as caught:
                written(Path(place), channel, text, NEWS)
            line = str(caught.value)
            assert line.startswith(f"templates/{channel}/x.j2:"), line
            assert "\n" not in line
            assert len(line) < 400


def render_all() -> None:
    for name in ENDLESS:
        try:
            render_endless(name)
        except BaseException as error:
            raise AssertionError(name) from error


def test_a_template_that_goes_on_for_ever_is_one_line() -> None:
    """All of them in one process, with less time and memory than any of them would take."""
    within_limits("render_all()", 60, module=__name__)


def test_the_budget_counts_steps_and_not_seconds(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loop = "{% for i in range(100) %}x{% endfor %}"
    assert written(folder, "facebook", loop).text == "x" * 100
    monkeypatch.setattr(bounded, "BUDGET", 100 * bounded.STEP)
    assert written(folder, "facebook", "{% for i in range(90) %}x{% endfor %}").text == "x" * 90
    with pytest.raises(TemplateError, match="goes on for too long"):
        written(folder, "facebook", "{% for i in range(101) %}x{% endfor %}")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{{ item.categories | join(', ') }}", "Avvisi, Viabilità"),
        ("{{ 'x' * 3 }}{{ 2 ** 10 }}{{ 7 % 4 }}{{ 'a' ~ 1 ~ none }}", "xxx10243a1None"),
        ("{{ 'abc'.replace('b', 'd') }}{{ ', '.join(['a', 'b']) }}{{ 'a b'.split() | last }}", "adca, bb"),
        ("{% macro m(x) %}<{{ x }}>{% endmacro %}{{ m(1) }}{{ m('a' | upper) }}", "<1><A>"),
        (
            "{% for c in item.categories %}{{ loop.index }}{{ c }}{{ ' ' if not loop.last }}{% endfor %}",
            "1Avvisi 2Viabilità",
        ),
        (
            "{% set n = namespace(x=0) %}{% for i in range(500) %}{% set n.x = n.x + i %}{% endfor %}{{ n.x }}",
            "124750",
        ),
        ("{{ 'a\nb' | indent(2) }}", "a\n  b"),
        ("{{ [3, 1] | sort | map('string') | join }}{{ (1, 2) | length }}", "132"),
        ("{{ item.published.strftime('%Y') }}", "2026"),
        ("{{ council.name if council.name.startswith('Comune') else 'x' }}", "Comune di Ostiglia"),
        ("{{ 'x' | replace('x', 'y') }}{{ [] | sum }}{{ true }}{{ 1.5 | round }}", "y0True2.0"),
    ],
)
def test_what_templates_are_for_goes_on_as_before(folder: Path, text: str, shown: str) -> None:
    assert written(folder, "facebook", text).text == shown
