"""Helpers for documents of colours: their XML, and what was not understood in them. Pure."""

from __future__ import annotations

from xml.etree import ElementTree

from pipeline.colour import Reading, Readings
from pipeline.feed_codes import FeedCode
from pipeline.model import Document, Parsed
from pipeline.reasons import Reason
from pipeline.stages.parse.exchange import FeedError

LONGEST = 20_000  # elements of a document


def xml_of(document: Document) -> ElementTree.Element:
    """The document's root. Raises FeedError. No definitions: what entities grow to is not for us."""
    if b"<!ENTITY" in document.body or b"<!DOCTYPE" in document.body[:2_000].upper():
        raise FeedError(Reason(FeedCode.NO_COLOURS, said="DOCTYPE"))
    try:
        root = ElementTree.fromstring(document.body)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise FeedError(Reason(FeedCode.NO_COLOURS, said=type(error).__name__)) from None
    if sum(1 for _ in root.iter()) > LONGEST:
        raise FeedError(Reason(FeedCode.NO_COLOURS, said=f"> {LONGEST}"))
    return root


def local(tag: str) -> str:
    return str(tag).rpartition("}")[2]


def told(readings: tuple[Reading, ...], odd: list[str]) -> Parsed:
    """What was read, with the words that were not understood for a person to see."""
    flaw = Reason(FeedCode.COLOURS_UNKNOWN, said=odd[0][:120], count=len(odd)) if odd else None
    return Parsed((), colours=Readings(readings), flaw=flaw)
