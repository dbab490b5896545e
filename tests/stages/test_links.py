"""Citizens see only links to the council's hosts, and no request goes to machines inside a network."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.addresses import is_public
from pipeline.council_channels import channels
from pipeline.settings.folder import lay_out
from pipeline.settings.reader import load
from pipeline.settings.values import ConfigError, Council
from pipeline.stages.render.choice import Renderer
from pipeline.stages.render.example import sample
from pipeline.stages.render.links import counted_link, foreign_hosts, shown_link
from tests.town import ROOT, change_config

HOME = "https://www.comune.example.it/"
COUNCIL = Council(name="Comune", portal=HOME)

OURS = [
    "https://www.comune.example.it/novita/ponte-chiuso/",
    "http://comune.example.it/novita/ponte-chiuso/?a=1&b=2#c",
    "https://COMUNE.example.it./",
    "https://www.comune.example.it:443/",
    "https://www.comune.example.it/novità/è-aperto",
]
FOREIGN = [
    "https://altrove.example.com/",
    "https://www.comune.example.it.altrove.example.com/",
    "https://altro.comune.example.it/",  # anybody may have that name; a council lists its own
    "https://example.com/?www.comune.example.it",
    "https://www.comune.example.it@altrove.example.com/",
    "https://user:word@www.comune.example.it/",
    "https://www.comune.example.it\\@altrove.example.com/",
    "https://www.comune.example.it:8443/",
    "http://www.comune.example.it:443/",
    "https://www.comune.example.it:0/",
    "https://www.comune.example.it:99999/",
    "https://www.comune.example.it/\u202etfel",
    "https://www.comune.example.it/a\u200bb",
    "https://www.comune.example.it/\u3164",
    "https://www.comune.example.it/a b",
    "https://www.comune.example.it\n.altrove.example.com/",
    "https://www.comune.example.it%2ealtrove.example.com/",
    "https:///www.comune.example.it/",
    "http:////www.comune.example.it/",
    "https:www.comune.example.it",
    "//www.comune.example.it/",
    "javascript:alert(1)//www.comune.example.it",
    "data:text/html,x",
    "https://[www.comune.example.it/",
    "https://xn--www-/",
    "https://wwwcomune.example.it/",
    "/novita/",
]


@pytest.mark.parametrize("letters", ["ß", "ẞ"])
def test_a_host_that_browsers_read_differently_is_foreign(letters: str) -> None:
    """`massa` and `maßa` are two names, which anybody may have, although Python's IDNA takes them for one."""
    council = Council(name="Comune", portal="https://www.comune.massa.example.it/")
    assert shown_link(f"https://www.comune.ma{letters}a.example.it/x", council) == council.portal


@pytest.mark.parametrize("link", OURS)
def test_the_councils_own_pages_go_out_as_they_are(link: str) -> None:
    assert shown_link(link, COUNCIL) == link


@pytest.mark.parametrize("link", FOREIGN)
def test_whatever_leads_elsewhere_or_might_gives_way_to_the_portal(link: str) -> None:
    assert shown_link(link, COUNCIL) == HOME
    assert foreign_hosts([link], COUNCIL).total() == 1


def test_an_item_without_a_link_stays_without_one() -> None:
    assert shown_link("", COUNCIL) == ""
    assert not foreign_hosts([""], COUNCIL)


def test_listed_hosts_take_the_place_of_the_portals() -> None:
    listed = replace(COUNCIL, hosts=("eventi.example.it", "Comune.example.it"))
    for ours in ("https://www.eventi.example.it/x", "https://comune.example.it/y"):
        assert shown_link(ours, listed) == ours
    assert shown_link("https://altro.example.it/", listed) == HOME


@pytest.mark.parametrize(
    "host",
    (
        "127.0.0.1 10.0.0.8 192.168.1.5 [::1] [fd00::1] [64:ff9b::7f00:1] localhost intranet 2130706433 "
        "0x7f.1 127.1 server.lan portale.local nas.home.arpa 169.254.169.254 "
    ).split(),
)
def test_internal_addresses_never_go_out_although_they_are_listed(host: str) -> None:
    listed = replace(COUNCIL, hosts=(host,))
    assert shown_link(f"http://{host}/x", listed) == HOME


def test_the_sandboxs_portal_is_the_councils() -> None:
    council = load(ROOT).council
    assert shown_link(council.portal + "novita/x", council) == council.portal + "novita/x"
    assert shown_link("http://127.0.0.1:9/x", council) == council.portal


@pytest.mark.parametrize(
    "host", ["https://comune.example.it", "comune.example.it/x", "a b", "", "localhost", "x:80"]
)
def test_a_host_that_is_none_is_one_line(tmp_path: Path, host: str) -> None:
    lay_out(tmp_path)
    change_config(tmp_path, r"hosts: \[\]", f"hosts: ['{host}']")
    with pytest.raises(ConfigError, match=r"^config.yaml:\d+: council.hosts: .* is no host's name"):
        load(tmp_path)


@pytest.mark.parametrize(
    "address",
    (
        "64:ff9b::7f00:1 64:ff9b:1::a00:1 64:ff9b::808:808 2002:7f00:1:: 2002:808:808::1 ::127.0.0.1 "
        "::ffff:127.0.0.1 ::ffff:10.0.0.1 :: ::1 fe80::1 fec0::1 fc00::1 ff02::1 ff0e::1 2001::1 2001:db8::1 "
        "3fff::1 5f00::1 100::1 224.0.0.1 239.1.1.1 0.0.0.0 10.0.0.1 127.0.0.1 100.64.0.1 169.254.169.254 "
        "192.0.0.170 192.88.99.1 198.18.0.1 240.0.0.1 255.255.255.255 "
    ).split(),
)
def test_such_an_address_is_private(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    ("8.8.8.8 93.184.215.14 2001:4860:4860::8888 2a00:1450::1 ::ffff:8.8.8.8 ").split(),
)
def test_such_an_address_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        ("auguri!", "auguri%21"),
        ("n.", "n%2E"),
        ("n", "n"),
        ("n/", "n/"),
        ("n?a=1", "n?a=1"),
        ("n«", "n%C2%AB"),
    ],
)
def test_a_link_ends_in_a_sign_that_apps_take_for_a_part_of_it(link: str, shown: str) -> None:
    assert shown_link(f"{HOME}{link}", COUNCIL) == f"{HOME}{shown}"


@pytest.mark.parametrize(
    ("link", "utm", "counted"),
    [
        ("https://a.example.it/x", "", "https://a.example.it/x"),
        ("", "utm_source=x", ""),
        ("https://a.example.it/x", "utm_source=x", "https://a.example.it/x?utm_source=x"),
        ("https://a.example.it/?p=1", "utm_source=x", "https://a.example.it/?p=1&utm_source=x"),
        ("https://a.example.it/x#fine", "utm_source=x", "https://a.example.it/x?utm_source=x#fine"),
        ("https://a.example.it/#/novita/2", "utm_source=x", "https://a.example.it/?utm_source=x#/novita/2"),
        ("https://a.example.it/x?utm_source=y", "utm_source=x", "https://a.example.it/x?utm_source=y"),
    ],
)
def test_a_link_is_counted_by_its_channel(link: str, utm: str, counted: str) -> None:
    assert counted_link(link, utm) == counted


def test_only_the_channel_that_asks_for_it_counts_its_links(tmp_path: Path) -> None:
    lay_out(tmp_path)
    change_config(tmp_path, '    utm: ""', '    utm: "utm_source=whatsapp"')
    config = load(tmp_path)
    render = Renderer(config, channels(config, {}))
    news = sample(f"{config.council.portal}novita/x")
    texts = {name: render(news, name).content for name in ("whatsapp", "facebook")}
    assert f"{config.council.portal}novita/x?utm_source=whatsapp" in str(texts["whatsapp"])
    assert "utm_" not in str(texts["facebook"])
