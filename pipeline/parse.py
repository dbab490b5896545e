"""parse: what was fetched becomes entries. Pure; the forms in which portals tell their news are in `sources`."""

from __future__ import annotations

from pipeline.model import Document, Parsed
from pipeline.sources.common import FeedError

__all__ = ["FeedError", "parse"]


def parse(document: Document) -> Parsed:
    """The entries of a document, by its source. Raises FeedError: it is none, or none that can be trusted."""
    from importlib import import_module

    module = import_module(f"pipeline.sources.{document.source}")
    parsed: Parsed = module.read(document)
    return parsed
