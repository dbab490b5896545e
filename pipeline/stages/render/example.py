"""A made-up item, to try templates with. Pure."""

from __future__ import annotations

from pipeline.model import Lane, News


def sample(link: str, *, text: str = "", title: str = "", image: str = "") -> News:
    """A sample item for trying templates out."""
    return News(
        title=title or "Lavori in via Roma: strada chiusa da lunedì",
        summary=text or "Da lunedì 23 novembre la via è chiusa al traffico per i lavori all'acquedotto.",
        text=text,
        link=link,
        category="Avvisi",
        categories=("Avvisi", "Viabilità"),
        lane=Lane.NEWS,
        published=1795363200.0,
        image=image,
    )
