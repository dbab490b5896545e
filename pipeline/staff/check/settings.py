"""Settings that are each right by themselves, and wrong together or for a live service."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields

from channels.base import Channel
from channels.sentence import Sentence
from pipeline.addresses import host_of, is_inside, web_address
from pipeline.citizens.phones import is_known, masked
from pipeline.errors import said
from pipeline.model import Mode, Source
from pipeline.settings.folder import defaults
from pipeline.settings.reader import load
from pipeline.settings.values import ChannelConfig, Config, enabled

AS_SHIPPED = Sentence("still as shipped, which suits only the sandbox: write the council's own")


def number_problems(config: Config) -> Iterator[Sentence]:
    """Numbers of the wrong length for their country. The settings' reader checks only the shape of a number."""
    listed = [("testers", number) for number in config.testers]
    listed += [("canary", number) for number in config.canary]
    for key, number in [("service.number", config.service.number), *listed]:
        if not is_known(number):
            shown = masked(number)
            problem = Sentence(
                "{number} cannot be a number of its country: is a digit missing?", number=shown
            )
            yield config.error(key, problem).sentence


def service_among(config: Config) -> Iterator[Sentence]:
    """The service's own number among those that are written to."""
    for key, listed in (("testers", config.testers), ("canary", config.canary)):
        for index, number in enumerate(listed):
            if _digits(number) == _digits(config.service.number):
                itself = Sentence("is the service's own number: it cannot write to itself")
                yield config.error(f"{key}.{index}", itself).sentence


def placeholders(config: Config) -> Iterator[Sentence]:
    """Shipped values, and addresses on this machine, that citizens would meet. In the sandbox they are right."""
    if config.live is Mode.OFF:
        return
    shipped = load(defaults())
    yield from _addresses(config)
    for index, feed in enumerate(config.feeds):
        if feed.url in {one.url for one in shipped.feeds} or feed.url.startswith(f"{config.sandbox.url}/"):
            yield config.error(f"feeds.{index}.url", AS_SHIPPED).sentence
    for key in _names_as_shipped(config, shipped):
        yield config.error(key, AS_SHIPPED).sentence
    if config.live is Mode.TESTERS and not config.testers:
        nobody = Sentence("empty: with live: testers nobody gets anything; write the testers' numbers")
        yield config.error("testers", nobody).sentence
    seen: dict[str, str] = {}
    for configured in enabled(config):
        yield from _ids(config, configured, _alike(shipped, configured), seen)


def _addresses(config: Config) -> Iterator[Sentence]:
    """Addresses that are told to citizens or providers, and that these cannot open."""
    for key, address in (
        ("council.portal", config.council.portal),
        ("service.privacy_url", config.service.privacy_url),
        ("webhook.public_url", config.webhook.public_url),
        ("pages.accessibility_url", config.pages.accessibility_url),
    ):
        parts = web_address(address)
        if address and (parts is None or is_inside(host_of(parts))):
            no = Sentence("citizens cannot open this address: write the public one")
            yield config.error(key, no).sentence
        elif key == "council.portal" and address in _feeds_alone(config):
            home = Sentence("is the address of a feed, and citizens get it as a link: write the home page")
            yield config.error(key, home).sentence
        elif key == "webhook.public_url" and address and not address.startswith("https:"):
            yield config.error(key, Sentence("must begin with https://: providers ask for it")).sentence
        elif key == "webhook.public_url" and parts and parts.path.rstrip("/").endswith(config.webhook.path):
            path = config.webhook.path
            without = Sentence("must be without {path}: the program adds the path of each page", path=path)
            yield config.error(key, without).sentence


def _feeds_alone(config: Config) -> set[str]:
    """The addresses of feeds that are no pages for people."""
    return {feed.url for feed in config.feeds if feed.type is not Source.PAGE}


def _names_as_shipped(config: Config, shipped: Config) -> Iterator[str]:
    """The keys of shipped names and numbers. Those of Ostiglia are right for Ostiglia, whose portal says so."""
    portal = web_address(config.council.portal)
    town = shipped.council.name.split()[-1].casefold()
    if portal is None or town not in host_of(portal):
        yield from ("council.name",) if config.council.name == shipped.council.name else ()
        yield from (
            ("council.phone",) if _digits(config.council.phone) == _digits(shipped.council.phone) else ()
        )
    if _digits(config.service.number) == _digits(shipped.service.number):
        yield "service.number"


def _digits(number: str) -> str:
    return "".join(char for char in number if char.isdigit())


def _alike(shipped: Config, configured: ChannelConfig) -> Mapping[str, object]:
    """The shipped settings of a channel of the same type."""
    return next((one.settings for one in shipped.channels if one.type == configured.type), {})


def _ids(
    config: Config, configured: ChannelConfig, shipped: Mapping[str, object], seen: dict[str, str]
) -> Iterator[Sentence]:
    """Ids that are missing, shipped, no ids at all, or one id in two places. `seen`: ids and their places so far."""
    for key, usual in shipped.items():
        if not key.endswith("_id"):
            continue
        own = str(configured.settings.get(key, "")).strip()
        problem = None
        if own == usual:
            problem = AS_SHIPPED
        elif not own:
            problem = Sentence("missing: copy it from the provider's panel")
        elif str(usual).isdigit() and not own.isdigit():
            problem = Sentence("must be digits only, in quotes: copy it from the provider's panel")
        elif own in seen and not seen[own].endswith(
            f".{key}"
        ):  # two channels of one place: `account_problems`
            other = seen[own].removeprefix(f"channels.{configured.name}.")
            problem = Sentence("the same as {other}: one of them is another's", other=other)
        seen.setdefault(own, f"channels.{configured.name}.{key}")
        if problem:
            yield config.error(f"channels.{configured.name}.{key}", problem).sentence


def file_and_port_problems(config: Config) -> Iterator[Sentence]:
    """A notice that cannot be read, and one port for two servers."""
    if name := config.service.privacy_text:
        try:
            (config.folder / name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            why = said(error) if isinstance(error, OSError) else Sentence("not UTF-8; save it as UTF-8")
            unread = Sentence("{file}: {problem}", file=name[:80], problem=why)
            yield config.error("service.privacy_text", unread).sentence
    if config.live is Mode.OFF and config.webhook.port == config.sandbox.port:
        same = Sentence("the same as webhook.port: two servers need two ports")
        yield config.error("sandbox.port", same).sentence


def idle(config: Config) -> Iterator[Sentence]:
    """What leaves the service without anything to do."""
    for key, empty, problem in (
        ("feeds", not config.feeds, Sentence("none: nothing is read; `infostiglia discover` finds them")),
        ("channels", not enabled(config), Sentence("none is enabled: nothing is published anywhere")),
    ):
        if empty:
            yield Sentence("{where}: ATTENTION: {warning}", where=config.where(key), warning=problem)


def page_remarks(config: Config) -> Iterator[Sentence]:
    """What the law asks of the pages for citizens, and is missing while the service is open to them."""
    if config.live is not Mode.ALL or not config.webhook.public_url:
        return
    if not config.pages.accessibility_url:
        declare = Sentence("empty: the law asks for a declaration, made with AgID's form (form.agid.gov.it)")
        where = config.where("pages.accessibility_url")
        yield Sentence("{where}: ATTENTION: {warning}", where=where, warning=declare)
    if not config.pages.feedback and not config.council.phone:
        nobody = Sentence("empty, and council.phone as well: who cannot use a page has nobody to tell")
        yield Sentence("{where}: ATTENTION: {warning}", where=config.where("pages.feedback"), warning=nobody)


def account_problems(config: Config, channels: Mapping[str, Channel]) -> Iterator[Sentence]:
    """Two channels that publish in one place, or both write to the citizens: everything would be there twice."""
    places: dict[tuple[str, ...], str] = {}
    to_citizens = ""
    for configured in enabled(config):
        if (channel := channels.get(configured.name)) is None:
            continue
        keys = _naming(channel)
        place = (configured.type, *(_folded(configured.settings.get(key, "")) for key in ("", *keys)))
        place += (configured.base_url.rstrip("/") or channel.capabilities.base_url,)
        where = f"channels.{configured.name}"
        if other := places.get(place):
            twice = Sentence(
                "the same place as channel {other}: everything would be there twice", other=other
            )
            yield config.error(where, twice).sentence
        elif channel.capabilities.address:
            continue  # nothing goes there by itself
        elif channel.capabilities.broadcast and to_citizens:
            both = Sentence(
                "writes to citizens, as channel {other} does: they would get everything twice",
                other=to_citizens,
            )
            yield config.error(where, both).sentence
        places.setdefault(place, configured.name)
        to_citizens = to_citizens or (configured.name if channel.capabilities.broadcast else "")


def _naming(channel: Channel) -> list[str]:
    """The settings that name the place: those a channel cannot do without, else all of them."""
    own = fields(channel.Settings)
    needed = [one.name for one in own if one.default is MISSING and one.default_factory is MISSING]
    return needed or [one.name for one in own]


def _folded(value: object) -> str:
    return str(value).strip().casefold()
