"""A town that has told its citizens much: news, a notice, an alert, something retracted, and a hostile title."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.town import Town, change_config, number, town

EVIL = """"><script>alert(1)</script><img src=x onerror='alert(2)'>{{ 7*7 }}"""
NOTICE = "# Titolare\n\nComune di Ostiglia.\n\n# Finalità\n\n<b>Solo</b> gli avvisi."


def _furnish(folder: Path) -> None:
    (folder / "informativa.txt").write_text(NOTICE, encoding="utf-8")
    for pattern, replacement in (
        (r'privacy_text: ""', "privacy_text: informativa.txt"),
        (r'accessibility_url: ""', "accessibility_url: https://form.agid.gov.it/view/x"),
        (r'feedback: ""', "feedback: accessibile@comune.example.it"),
        (r"topics: \{\}$", "topics: {eventi: [Eventi]}"),
    ):
        change_config(folder, pattern, replacement)


@contextmanager
def telling_town(folder: Path) -> Iterator[Town]:
    """A town whose portal has told much, with `serve` running."""
    with town(folder, furnish=_furnish) as here:
        here.tick()
        here.heartbeat()
        here.join(*(number(n) for n in range(1, 6)))
        for title, category in (
            ("Fiera in piazza", "Eventi"),
            ("Biblioteca, nuovi orari", "Notizie"),
            ("Titolo strano", "Notizie"),
            ("Via Piave chiusa", "Viabilità"),
            ("Acqua non potabile in via Roma", "Allerta"),
        ):
            here.stage.publish(title, f"Testo: {title}.", categories=[category])
            here.tick()
        here.tick()
        [[wrong]] = here.rows("SELECT id FROM item WHERE title LIKE 'Biblioteca%' AND shown_at IS NOT NULL")
        assert here.call("retract", str(wrong), "--yes").returncode == 0
        here.tick()
        with here.open_council() as opened:
            about = (EVIL, EVIL, "Titolo strano")
            opened.store.connection.execute("UPDATE item SET title = ?, text = ? WHERE title = ?", about)
        with here.serving():
            yield here
