"""The platforms of Italian councils' portals: how to recognise them, and the paths of their feeds. Pure.

Source: a census of 7,896 portals (August 2026) and the platforms' own code; paths not seen there are not here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.model import Source

_PLONE = (
    "/++api++/@search?portal_type=News+Item&fullobjects=1&sort_on=effective&sort_order=descending&b_size=20"
)


@dataclass(frozen=True)
class Platform:
    name: str
    sign: str  # regular expression over the home page
    paths: tuple[tuple[str, Source], ...]


PLATFORMS = (
    Platform(
        "WordPress, tema per i Comuni",
        r"design-comuni-wordpress-theme",
        (
            ("/feed/?post_type=notizia", Source.FEED),
            ("/tipi_notizia/avvisi/feed/", Source.FEED),
            ("/feed/?post_type=evento", Source.FEED),
            ("/feed/", Source.FEED),
        ),
    ),
    Platform(
        "WordPress",
        r"wp-content|wp-json|content=\"WordPress",
        (
            ("/feed/", Source.FEED),
            ("/wp-json/wp/v2/posts?_embed=1&per_page=20", Source.WORDPRESS),
            ("/feed/?post_type=notizia", Source.FEED),
        ),
    ),
    Platform(
        "Plone",
        r"content=\"Plone|\+\+(?:plone|resource|api)\+\+|data-volto|volto",
        (
            ("/atom.xml", Source.FEED),
            (_PLONE, Source.PLONE),
            ("/rss.xml", Source.FEED),
            ("/RSS", Source.FEED),
        ),
    ),
    Platform(
        "Drupal", r"content=\"Drupal|/sites/default/files|drupal-settings-json", (("/rss.xml", Source.FEED),)
    ),
    Platform("Joomla", r"content=\"Joomla", (("/?format=feed&type=rss", Source.FEED),)),
    Platform("PeopleWeb (Siscom)", r"siscom|peopleweb", (("/ita/rss.aspx", Source.FEED),)),
    Platform("Municipium (Maggioli)", r"municipium", (("/it/feeds", Source.FEED),)),
    Platform("ComWeb (ePublic)", r"comweb|epublic", (("/it-it/feed-rss", Source.FEED),)),
    Platform("Halley", r"/zf/index\.php|/po/mostra_news", ()),
    Platform("OpenCity / OpenPA", r"opencity|openpa|ezpublish", (("/rss.xml", Source.FEED),)),
)


def platform_of(html: str) -> Platform | None:
    """The first platform whose mark is in the page; None if there is none."""
    return next((one for one in PLATFORMS if re.search(one.sign, html, re.I)), None)


def known_paths(html: str) -> tuple[tuple[str, Source], ...]:
    """The possible paths of feeds: those of the recognised platform, else of all platforms."""
    platform = platform_of(html)
    paths = platform.paths if platform else tuple(path for one in PLATFORMS for path in one.paths)
    return tuple(dict.fromkeys(paths))
