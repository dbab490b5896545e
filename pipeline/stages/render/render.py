"""render: one item, one template, one channel: the post's content. Pure.

A template marks parts that may be shortened with `| fit`; everything else (the link above all) is kept. First the
whole text is tried, then fewer hashtags, then ever shorter flexible parts, measured by the channel itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from channels.base import Channel, Content
from channels.sentence import Sentence, joined
from channels.value import dataclass
from pipeline.model import Lane, News
from pipeline.settings.values import Council
from pipeline.stages.render import facts, filters, repeats
from pipeline.stages.render.cards import Card
from pipeline.stages.render.endings import HEADINGS
from pipeline.stages.render.links import shown_link
from pipeline.stages.render.templates import Front, Template, TemplateError, TemplateSet
from pipeline.stages.render.writing import LONGEST, parameters_of, text_of
from pipeline.text import without_loose_end

# Of a longer text no more than this many times the channel's limit is looked at, but so many characters at least: a
# long address counts as few, yet nothing counts so little that more could be shown.
SHOWN, FEWEST = 20, 5_000


@dataclass(frozen=True)
class Fitting:
    """The room of the flexible parts."""

    length: int = LONGEST  # graphemes of each part marked with `| fit`
    tags: int = 100  # hashtags


@dataclass(frozen=True)
class Item:
    """An item as templates see it."""

    title: str
    summary: str  # the portal's teaser, or else the text
    text: str
    link: str
    category: str
    categories: tuple[str, ...]  # none where somebody has died: a hashtag would be out of place
    lane: str
    published: datetime  # in the council's time zone
    image: str
    place: str  # of an event; "" = none
    phase: str  # of its matter: "" = it begins
    heading: str  # of an end, an exercise or a mistake: "FINE ALLERTA"; "" = none
    hashtags: tuple[str, ...] = ()  # that a rule sets instead of those of the categories

    @cached_property
    def whole(self) -> str:
        """The text, with what only the summary says before it."""
        return repeats.with_lead(self.summary, self.text)[:LONGEST]

    @cached_property
    def details(self) -> str:
        """The summary, with what only the text says of time and place before it."""
        return facts.details(self.title, self.summary, self.text)[:LONGEST]

    @cached_property
    def when(self) -> str:
        """The day that it is about, as the portal writes it: `dal 7 al 12 dicembre`; "" = none, or it is over."""
        told = f"{self.title}\n{self.summary}\n{self.text}"
        return facts.coming_date(told, self.published.date())


def item_of(news: News, council: Council, markup: str = "", most: int = LONGEST) -> Item:
    """`markup`: signs that mean something on the channel. `most`: characters of a text that it may show.

    Nothing is in it twice: neither summary nor text begin with the title.
    """

    def clean(text: str) -> str:
        shortened = filters.cut(text, most) if len(text) > most else text
        return filters.harmless(filters.one_apostrophe(_ended(shortened)), markup).strip()

    def quiet(text: str) -> str:
        return "".join(filters.calm(one, council.name) for one in repeats.sentences(text))

    names = f"{council.name} {filters.proper_names(news.text)}"
    title, *texts = map(clean, (news.title, repeats.laid_out(news.summary, news.text), news.text))
    summary, text = (repeats.without_title(quiet(one), title) for one in texts)
    title = repeats.telling_title(
        filters.calm(repeats.without_council(title, council.name), names), summary or text
    )
    mourns = filters.mourns(f"{title} {summary}")
    summary, text = (repeats.without_title(one, title) for one in (summary or text, text or summary))
    return Item(
        title=title,
        summary=summary,
        text=text,
        link=shown_link(news.link, council),
        category=clean(news.category),
        categories=() if mourns else news.categories or (news.category,),
        lane=str(news.lane),
        published=datetime.fromtimestamp(news.published, ZoneInfo(council.timezone)),
        image=news.image,
        place=clean(news.place),
        phase=news.phase,
        heading=HEADINGS.get(news.phase, ""),
        hashtags=() if mourns else news.hashtags,
    )


def _ended(text: str) -> str:
    """The text with the portal's mark of a shortened one, `[…]`, as people write it."""
    text = text.rstrip()
    mark = next((mark for mark in ("[…]", "[...]") if text.endswith(mark)), "")
    shortened = text.removesuffix(mark) if mark else text.removesuffix("…")
    return text if shortened == text else without_loose_end(shortened) + "…"


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
    """A free text, for replies. Raises TemplateError."""
    template = templates.load(channel_name, name, approved=False)
    return Content(text=text_of(template, {**context, "fitting": Fitting()}))


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
    own = Content("", picture=news.image, alt=news.image_alt or title) if news.image else Content("")
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
        "place": item.place,
        "colour": council.colour,
        "crest": council.crest,
        "ground": council.cards.get(Lane(item.lane), ""),
        "phase": item.phase,
    }
    when = "" if item.when.casefold() in title.casefold() else item.when  # said by the title
    return Card(item.lane, title, when, council.name, **own)


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
