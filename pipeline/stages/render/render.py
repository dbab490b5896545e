"""render: one item, one template, one channel: the post's content. Pure.

A template marks parts that may be shortened with `| fit`; everything else (the link above all) is kept. First the
whole text is tried, then fewer hashtags, then ever shorter flexible parts, measured by the channel itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC
from typing import Any

from channels.base import Channel, Content
from channels.sentence import Sentence, joined
from channels.value import dataclass
from pipeline.happening import when_words
from pipeline.model import Lane, News
from pipeline.settings.values import Council
from pipeline.stages.render import filters
from pipeline.stages.render.cards import Card
from pipeline.stages.render.item import Item, item_of
from pipeline.stages.render.options import with_options
from pipeline.stages.render.templates import Front, Template, TemplateError, TemplateSet
from pipeline.stages.render.writing import LONGEST, parameters_of, text_of

# Of a longer text no more than this many times the channel's limit is looked at, but so many characters at least: a
# long address counts as few, yet nothing counts so little that more could be shown.
SHOWN, FEWEST = 20, 5_000


@dataclass(frozen=True)
class Fitting:
    """The room of the flexible parts."""

    length: int = LONGEST  # graphemes of each part marked with `| fit`
    tags: int = 100  # hashtags


def render(
    templates: TemplateSet,
    channel_name: str,
    name: str,
    news: News,
    channel: Channel,
    context: Mapping[str, Any],
) -> Content:
    """The content of an item on a channel. `context`: council, service. Raises TemplateError."""
    caps = channel.capabilities
    template = templates.load(channel_name, name, approved=caps.approved_templates)
    most = max(SHOWN * caps.limit, FEWEST)
    item = item_of(news, context["council"], caps.markup, most)
    values = {**context, "item": item}
    if template.approved:
        content = _approved(templates, channel_name, template, values, channel)
    else:
        content = _free(template, values, channel, news)
    if problems := channel.problems(content):
        raise TemplateError(joined(problems), file=template.file, line=1)
    return content


def render_text(templates: TemplateSet, channel_name: str, name: str, context: Mapping[str, Any]) -> Content:
    """A free text, for replies, with the answers that may be tapped. Raises TemplateError."""
    template = templates.load(channel_name, name, approved=False)
    text, options = with_options(template, text_of(template, {**context, "fitting": Fitting()}))
    return Content(text=text, options=options)


def _approved(
    templates: TemplateSet, channel_name: str, template: Template, values: Mapping[str, Any], channel: Channel
) -> Content:
    registration, front = template.registration, template.front
    item = values["item"]
    button = _button(front, item.link)
    lacking = _lacking(front, button, item)
    if lacking and not front.otherwise:
        raise TemplateError(lacking, file=template.file, line=1)
    other = _other(templates, channel_name, template, values, channel) if front.otherwise else None
    if lacking and other is not None:
        return other

    def content(fitting: Fitting) -> Content:
        parameters = parameters_of(template, {**values, "fitting": fitting})
        return Content(
            text=registration.fill(parameters),
            template=registration.name,
            language=registration.language,
            category=registration.category,
            parameters=parameters,
            button=button,
            footer=registration.footer,
            picture=item.image if front.header else "",
            without_picture=other if front.header else None,
        )

    return _fitted(template, content, item, channel)


def _lacking(front: Front, button: str | None, item: Item) -> Sentence | None:
    """The reason why the button or the header cannot be filled; None = they can."""
    if front.button and not button:
        return Sentence("button: the link does not begin with its prefix")
    if front.header and not item.image:
        return Sentence("header: the item has no picture")
    return None


def _button(front: Front, link: str) -> str | None:
    """The end of the button's address; None if there is no button or it cannot be filled."""
    prefix = front.button.get("prefix", "")
    rest = link.removeprefix(prefix)
    return rest if prefix and rest and rest != link else None


def _other(
    templates: TemplateSet, channel_name: str, template: Template, values: Mapping[str, Any], channel: Channel
) -> Content:
    """The content of the substitute template, for an item that cannot fill this one's button or picture."""
    other = templates.load(channel_name, template.front.otherwise, approved=True)
    if other.front.otherwise:
        raise TemplateError("otherwise: a fallback must not need another one", file=other.file, line=1)
    return _approved(templates, channel_name, other, values, channel)


def _free(template: Template, values: Mapping[str, Any], channel: Channel, news: News) -> Content:
    front, item = template.front, values["item"]
    if front.link == "apart" and not channel.capabilities.preview:
        title = channel.capabilities.title
        raise TemplateError(
            "link: {title} shows no link apart; write it into the text",
            file=template.file,
            line=1,
            title=title,
        )
    pictures = _pictures(front, news, values["council"], item)

    def content(fitting: Fitting) -> Content:
        text = text_of(template, {**values, "fitting": fitting})
        link = item.link if front.link != "none" else ""
        return replace(pictures, text=text, link=link, language=front.language)

    return _fitted(template, content, values["item"], channel)


def _pictures(front: Front, news: News, council: Council, item: Item) -> Content:
    """The content of a page without its text: the item's own picture, and the card a template may ask for as a
    spare."""
    title = filters.calm(item.title, council.name)
    own = (
        Content("", picture=news.image, alt=filters.calm(news.image_alt, council.name) or title)
        if news.image
        else Content("")
    )
    if front.picture == "item":
        return own
    if front.picture != "always":
        return Content("")
    card, alt = card_of(news, council).reference(), f"Scritta: {title}"
    if own.picture:
        return replace(own, spare_picture=card, spare_alt=alt)
    return Content("", picture=card, alt=alt)


def card_of(news: News, council: Council) -> Card:
    """The card of an item without a picture."""
    item = item_of(news, council)  # without a channel's look-alikes
    title = filters.calm(item.title, council.name)
    own = {
        "place": item.event.place if item.event else "",
        "colour": council.colour,
        "crest": council.crest,
        "ground": council.cards.get(Lane(item.lane), ""),
        "phase": item.phase,
        "advice": news.advice,
    }
    when = when_words(item.event, item.published.tzinfo or UTC) if item.event and item.when else item.when
    when = "" if when.casefold() in title.casefold() else when  # said by the title
    return Card(item.lane, title, news.holds or when, council.name, **own)


def _fitted(
    template: Template, content: Callable[[Fitting], Content], item: Item, channel: Channel
) -> Content:
    """The content with as much of its flexible parts as the channel's limit allows."""

    def fits(fitting: Fitting) -> bool:
        return channel.measure(content(fitting)) <= channel.capabilities.limit

    tags = len(item.hashtags or item.categories)
    if fits(Fitting(tags=tags)):
        return content(Fitting(tags=tags))
    if fits(Fitting(tags=0)):
        return content(Fitting(tags=_most(lambda most: fits(Fitting(tags=most)), 0, tags)))
    if not fits(Fitting(1, 0)):
        raise TemplateError(
            "does not fit into the {limit} characters of {title}: mark what may be shortened with | fit",
            file=template.file,
            line=1,
            limit=channel.capabilities.limit,
            title=channel.capabilities.title,
        )
    longest = max(len(item.whole), len(item.details), len(item.title))
    return content(Fitting(_most(lambda length: fits(Fitting(length, 0)), 1, longest), 0))


def _most(fits: Callable[[int], bool], fitting: int, too_many: int) -> int:
    """The largest number that fits, by halving. `fitting`: one that does; `too_many`: one that does not."""
    while too_many - fitting > 1:
        middle = (fitting + too_many) // 2
        fitting, too_many = (middle, too_many) if fits(middle) else (fitting, middle)
    return fitting
