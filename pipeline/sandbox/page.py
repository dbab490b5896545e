"""The sandbox's page: the state of portal, phones, Page and profile, for people who try the system out."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.sandbox.webhook import Reporter
    from pipeline.sandbox.world import World

_STYLE = """
body{font:16px/1.45 system-ui,sans-serif;margin:0 auto;max-width:70rem;padding:1rem 1.5rem;color:#17324d;
background:#f5f7fa}
h1{font-size:1.5rem;margin:.2rem 0}h2{font-size:1.1rem;margin:0 0 .6rem}
.columns{display:grid;gap:1rem;grid-template-columns:repeat(auto-fit,minmax(20rem,1fr))}
section{background:#fff;border:1px solid #d9dee6;border-radius:.5rem;padding:1rem;min-width:0}
.message{background:#e7f6e0;border-radius:.6rem;padding:.5rem .7rem;margin:.5rem 0;white-space:pre-wrap;
overflow-wrap:anywhere}
.post{border-left:4px solid #0066cc;padding-left:.7rem;margin:.8rem 0;white-space:pre-wrap;overflow-wrap:anywhere}
.wide{margin-top:1rem}.phones{display:grid;gap:0 1rem;grid-template-columns:repeat(auto-fill,minmax(17rem,1fr))}
.quiet{color:#5c6f82;font-size:.9rem}a{color:#0059b3}ul{padding-left:1.1rem;margin:.3rem 0}
"""


def page(world: World, reporter: Reporter) -> str:
    """The whole page, in Italian; it renews itself every five seconds."""
    shown = list(world.phones.items())[-6:]
    phones = "".join(_phone(number, [m.text for m in messages[-2:]]) for number, messages in reversed(shown))
    items = "".join(
        f'<li><a href="{escape(world.portal.link(item))}">{escape(item.title)}</a></li>'
        for item in world.portal.window()[:6]
    )
    faults = "".join(f"<li>{escape(f.channel)}: {escape(f.kind)}</li>" for f in world.faults.active)
    sections = (
        (
            "Portale",
            f'<p class=quiet>Il feed è <a href="/portal/feed/">/portal/feed/</a></p><ul>{items}</ul>',
        ),
        (f"Pagina Facebook ({len(world.page)})", _posts([p.text + _link(p.link) for p in world.page])),
        (f"X ({len(world.tweets)})", _posts([p.text for p in world.tweets])),
        ("Guasti accesi", f"<ul>{faults}</ul>" if faults else _nothing("Nessuno.")),
        (
            "Ricevute",
            _nothing(f"{reporter.delivered} consegnate al servizio, {reporter.waiting()} in attesa."),
        ),
    )
    body = "".join(f"<section><h2>{escape(title)}</h2>{content}</section>" for title, content in sections)
    citizens = (
        f'<div class="phones">{phones}</div>' if phones else _nothing("Nessuno ha ancora ricevuto messaggi.")
    )
    return (
        '<!doctype html><html lang="it"><head><meta charset="utf-8"><meta http-equiv="refresh" content="5">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>Ambiente di prova</title><style>{_STYLE}</style></head><body>"
        "<h1>Ambiente di prova</h1><p class=quiet>Portale, WhatsApp, Facebook, X e telefoni in miniatura: "
        f'nulla esce da questo computer.</p><main><div class="columns">{body}</div>'
        f'<section class="wide"><h2>Telefoni ({len(world.phones)}): gli ultimi sei</h2>{citizens}</section>'
        "</main></body></html>"
    )


def _phone(number: str, texts: list[str]) -> str:
    messages = "".join(f'<div class="message">{_bold(escape(text))}</div>' for text in texts)
    return f"<div><h3 class=quiet>{escape(number)}</h3>{messages}</div>"


def _bold(text: str) -> str:
    """The text with WhatsApp's *bold* as HTML."""
    return re.sub(r"\*(\S(?:[^*\n]*\S)?)\*", r"<b>\1</b>", text)


def _posts(texts: list[str]) -> str:
    shown = "".join(f'<div class="post">{escape(text)}</div>' for text in reversed(texts[-3:]))
    return shown or _nothing("Ancora nulla.")


def _link(link: str) -> str:
    return f"\n{link}" if link else ""


def _nothing(text: str) -> str:
    return f"<p class=quiet>{escape(text)}</p>"
