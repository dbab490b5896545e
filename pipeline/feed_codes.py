"""The reasons why a feed cannot be read or seems wrong: stored codes, each with its sentence."""

from __future__ import annotations

from channels.sentence import Worded, template


class FeedCode(Worded):
    """The reason for a feed's trouble. The value is stored, so it never changes."""

    # -- of the answer
    FEED_PASSWORD = (
        "feed_password",
        template("the portal wants a password for the feed (HTTP 401): it must be public"),
    )
    FEED_REFUSED = (
        "feed_refused",
        template(
            "the portal refuses us (HTTP 403): ask its keeper to let the user agent {agent} pass, or give the feed "
            "another one (`headers` in config.yaml)"
        ),
    )
    FEED_NOT_FOUND = (
        "feed_not_found",
        template(
            "there is nothing at that address (HTTP 404): `infostiglia discover` finds the feeds of the "
            "portal"
        ),
    )
    FEED_GONE = (
        "feed_gone",
        template(
            "the portal says that the feed is gone for good (HTTP 410), and it is asked once a day: "
            "`infostiglia discover` finds others"
        ),
    )
    FEED_TOO_OFTEN = (
        "feed_too_often",
        template(
            "the portal says that it gets too many requests (HTTP 429): the program asks less often; if"
            " it lasts, ask its keeper"
        ),
    )
    FEED_IN_TROUBLE = (
        "feed_in_trouble",
        template("the portal is in trouble (HTTP {status}): it is asked again; if it lasts, tell its keeper"),
    )
    FEED_HTTP = (
        "feed_http",
        template("the site answers with the error HTTP {status}: check the address with a browser"),
    )
    FEED_REDIRECTS = (
        "feed_redirects",
        template("the address leads on more than {most} times: set the last one in config.yaml"),
    )
    FEED_ELSEWHERE = (
        "feed_elsewhere",
        template(
            "it leads to {site}, with none of our items; if that is right, set it as url in config.yaml"
        ),
    )
    FEED_AT = "feed_at", template("{address}: {because}")

    # -- of the network
    FEED_NO_ANSWER = (
        "feed_no_answer",
        template("no answer within {seconds} seconds: is the portal down? it is asked again"),
    )
    FEED_TOO_SLOW = (
        "feed_too_slow",
        template("not read within {seconds} seconds: the portal is too slow, tell its keeper if it lasts"),
    )
    FEED_TOO_LARGE = (
        "feed_too_large",
        template("larger than {bytes} bytes: is this really the feed? ask for a shorter one"),
    )
    FEED_CUT_OFF = (
        "feed_cut_off",
        template("cut off in the middle: it is asked again; if it lasts, tell the portal's keeper"),
    )
    FEED_NO_NAME = (
        "feed_no_name",
        template("there is no address for the name {host}: check it in config.yaml, and this machine's DNS"),
    )
    FEED_PRIVATE = (
        "feed_private",
        template("{host} is on a private network: if that is meant so, set safety.allow_private_networks"),
    )
    FEED_NO_ADDRESS = (
        "feed_no_address",
        template("not an http or https address, or one with a password in it: correct it in config.yaml"),
    )
    FEED_NO_CONNECTION = (
        "feed_no_connection",
        template("the portal takes no connection ({said}): is it down? it is asked again"),
    )
    FEED_TLS = (
        "feed_tls",
        template(
            "the secure connection fails ({said}), mostly because of the portal's certificate: "
            "tell its keeper"
        ),
    )
    FEED_NETWORK = (
        "feed_network",
        template("the connection failed during the reading ({said}): it is asked again"),
    )

    # -- of the document
    NO_FEED = (
        "no_feed",
        template(
            "this is no feed: if the portal is not in maintenance, the address is wrong; `infostiglia discover` finds"
            " the feeds of the portal"
        ),
    )
    FEED_NAMED = (
        "feed_named",
        template(
            "this is no feed but a web page, which names its feed {url}: set that as url in config.yaml"
        ),
    )
    FEED_IS_CALENDAR = (
        "feed_is_calendar",
        template("this is no feed but a calendar: set `type: calendar` in config.yaml"),
    )
    FEED_IS_JSON = (
        "feed_is_json",
        template("this is no feed but JSON: if it is WordPress's API, set `type: wordpress` in config.yaml"),
    )
    FEED_DAMAGED = "feed_damaged", template("damaged beyond reading ({said}): tell the portal's keeper")
    FEED_TOO_MUCH = (
        "feed_too_much",
        template(
            "not read within {seconds} seconds and {gigabytes} GiB: is this really the feed? ask its keeper for"
            " a shorter one"
        ),
    )
    FEED_UNREADABLE = "feed_unreadable", template("unreadable ({said}): tell those who maintain the program")
    NO_JSON = (
        "no_json",
        template("this is no JSON, or it is cut off: is the portal in maintenance, or the address wrong?"),
    )
    NO_JSON_FEED = "no_json_feed", template("this is JSON, but no JSON Feed: check the address")
    JSON_FEED_EMPTY = "json_feed_empty", template("a JSON Feed without a list of items: check the address")
    NO_WORDPRESS = (
        "no_wordpress",
        template("this is JSON, but no list of WordPress's posts; is it …/wp-json/wp/v2/posts?_embed=1 ?"),
    )
    WORDPRESS_REFUSES = (
        "wordpress_refuses",
        template("WordPress refuses ({said}): is its API open to all? use its feed instead"),
    )
    NO_PLONE = "no_plone", template("no list of Plone's items ({said}): is it the address of @search?")
    NO_CALENDAR = "no_calendar", template("this is no calendar: is it the address of the .ics file?")
    CALENDAR_BROKEN = "calendar_broken", template("a broken calendar ({said}): if it lasts, tell its keeper")
    NO_HTML = "no_html", template("this page cannot be read as HTML: check the address")
    WRONG_SELECT = "wrong_select", template("`select` in config.yaml is wrong: {said}")
    NO_LIST = "no_list", template("no list of news is recognised on this page: set `select` in config.yaml")

    NO_COLOURS = (
        "no_colours",
        template(
            "no colours of alerts are recognised in it ({said}): is the address right, and `colours.form`?"
        ),
    )
    COLOURS_NO_COUNCIL = (
        "colours_no_council",
        template("it tells of no zone of «{council}»: correct `colours` of this feed in config.yaml"),
    )
    COLOURS_ZONES = (
        "colours_zones",
        template("it has {count} zones of «{council}»: name the right one as `colours.zone` in config.yaml"),
    )
    BULLETIN_ARRIVES = (
        "bulletin_arrives",
        template(
            "the bulletin {stamp} is not whole yet, because it arrives piece by piece: it is asked again"
        ),
    )
    BULLETIN_NONE = (
        "bulletin_none",
        template("the newest changes in the repository belong to no bulletin: it is asked again"),
    )

    # -- of a document that is read all the same
    COLOURS_UNKNOWN = (
        "colours_unknown",
        template(
            "words about colours that the program does not know ({count}, for example «{said}»): it says nothing of"
            " that hazard; look at the bulletin, and tell those who maintain the program"
        ),
    )
    COLOURS_PARTLY = (
        "colours_partly",
        template("some hazards could not be read ({because}): they are asked again"),
    )
    FEED_BROKEN = (
        "feed_broken",
        template(
            "the feed is damaged ({said}): its news are read as far as that is possible, one within which it ends waits"
            " for a person; tell the portal's keeper"
        ),
    )
    FEED_CHARACTERS = (
        "feed_characters",
        template(
            "the feed has unreadable characters ({count}): what is out is not corrected by texts that have them; tell"
            " the portal's keeper"
        ),
    )
    FEED_JUNK = (
        "feed_junk",
        template(
            "there is something before or after the feed («{said}»), which is read all the same: tell the portal's"
            " keeper"
        ),
    )

    # -- what no error shows
    FEED_SILENT = (
        "feed_silent",
        template("nothing new for {days} days (at most {usual} are usual): does the feed still work?"),
    )
    FEED_LACKS = (
        "feed_lacks",
        template("the page of news has {count} items that the feed lacks, for example «{title}»"),
    )
    GUID_SHARED = "guid_shared", template("the identifier {name} stands for several items")
    LINK_SHARED = "link_shared", template("the address {name} stands for several items")
    GUID_WANDERS = (
        "guid_wanders",
        template("the identifier {name} passes from item to item: is it the number of a row?"),
    )
    LINK_WANDERS = "link_wanders", template("the address {name} passes from item to item")
    LINKS_CHANGE = (
        "links_change",
        template(
            "addresses such as {name} are others at every reading (a session id?): set `identity: title` for "
            "this feed in config.yaml"
        ),
    )
