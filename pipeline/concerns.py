"""Concerns: matters that a person should know although no single post waits for them. Codes, each with its words."""

from __future__ import annotations

from channels.sentence import Worded, template


class Concern(Worded):
    """Some are stored, programs read all of them: a value never changes."""

    # -- of news
    NOT_SHARED = "not_shared", template("to be shared by hand: {title}")
    RENAMED = (
        "renamed",
        template(
            "the portal seems to call «{ours}» «{theirs}» now: write that in {where}, or it holds no longer"
        ),
    )
    NOT_CHANGED = (
        "not_changed",
        template(
            "the page still shows the old text ({because}): it is tried again, hours apart, for a week; if it is "
            "urgent, change it on the page by hand"
        ),
    )
    STILL_OUT = "still_out", template("no longer on the portal, but still out here")
    FOREIGN_LINK = (
        "foreign_link",
        template(
            "links of the last week's news that lead to {host} ({n}): citizens get the portal's home page instead; if "
            "that is a host of the council, add it to council.hosts in config.yaml"
        ),
    )
    BAD_LINK = (
        "bad_link",
        template(
            "links of the last week's news that are no proper web address ({n}): citizens get the portal's home page "
            "instead"
        ),
    )
    UNCERTAIN = (
        "uncertain",
        template(
            "{count} that may or may not have arrived: `infostiglia why` lists them; look for them, then settle them"
            " with `infostiglia uncertain`"
        ),
    )
    LONG_UNCERTAIN = (
        "long_uncertain",
        template(
            "{count} uncertain for more than a day: look for them, then settle them with `infostiglia uncertain`"
        ),
    )
    UNCONFIRMED = (
        "unconfirmed",
        template(
            "of a list, the confirmation did not reach {n}: they get nothing, and their numbers are erased after 30"
            " days; then they may be on a list again"
        ),
    )
    UNANSWERED = (
        "unanswered",
        template("{count} sent more than a day ago without receipts: is the webhook heard?"),
    )

    INCOMPLETE = (
        "incomplete",
        template(
            "an emergency that does not tell: {missing}; add it on the portal, the title or the first words"
        ),
    )
    NOT_APPROVED = (
        "not_approved",
        template("expired, not sent: nobody approved it in time"),
    )

    APPROVED_ALONE = (
        "approved_alone",
        template("{who} approved it alone, without a second person: is it right?"),
    )

    # -- of a channel
    RESTING = "resting", template("the provider asked for a pause: it goes on by itself in {minutes} minutes")
    OVER_LIMIT = (
        "over_limit",
        template(
            "{n} subscribers, but Meta allows writing to {limit} people in 24 hours: every notice takes {days} "
            "days, and some may not get it; have Meta verify the business"
        ),
    )
    NEAR_LIMIT = (
        "near_limit",
        template(
            "{n} subscribers, of {limit} people that Meta allows in 24 hours: do not print the poster before "
            "the limit is higher"
        ),
    )
    TEMPLATE_STANDS = "template_stands", template("{standing}; {because}")

    # -- of what the webhook heard
    REPORTS_UNREAD = (
        "reports_unread",
        template(
            "{count} reports could not be read: what is in them has no effect, they are kept for 7 days; if "
            "INFOSTIGLIA_KEY_ENCRYPTION was changed, put the right one back"
        ),
    )
    REPORTS_OF_OTHERS = (
        "reports_of_others",
        template(
            "{count} reports are about another number or account and were ignored: are phone_number_id and "
            "waba_id right in config.yaml? If they are, remove the other one from the webhook in Meta's panel"
        ),
    )
    REPORTS_OUT_OF_TIME = (
        "reports_out_of_time",
        template(
            "{count} messages older than 7 days, or dated in the future, were ignored: is this computer's clock "
            "right?"
        ),
    )
    REPORTS_OF_OTHER_KINDS = (
        "reports_of_other_kinds",
        template("{count} reports of kinds that are not read here were ignored"),
    )
    # -- of the database
    GONE_BACK = (
        "gone_back",
        template(
            "an older database was put back: nothing is sent, not even emergencies and answers, until somebody says "
            "`infostiglia restored`"
        ),
    )

    # -- of the machine
    NOT_RUNNING = (
        "not_running",
        template(
            "`infostiglia run` has not run since {since}: no news goes out, alerts neither; look after cron or the "
            "systemd timer"
        ),
    )

    LITTLE_ROOM = (
        "little_room",
        template("only {n} MB are free on the disk of the data: make room, or nothing can be kept any more"),
    )
    OLD_MODE = (
        "old_mode",
        template(
            "`infostiglia serve` was started with live: {before}, and config.yaml says live: {mode} now: who joins "
            "is still taken in as before; start it anew"
        ),
    )
    OLD_SETTINGS = (
        "old_settings",
        template(
            "config.yaml has changed since `infostiglia serve` was started, which still goes by the earlier one: "
            "start it anew"
        ),
    )

    # -- of money and digests
    MONTH_OVER = "month_over", template("the month is over its budget: {committed} of {budget}")
    MONTH_PUT_OFF = (
        "month_put_off",
        template("{count} broadcasts of the last day did not fit into the budget"),
    )
    DIGEST_LATE = (
        "digest_late",
        template("the digest went {hours} hours late: at its time `infostiglia run` was not running"),
    )
    DIGEST_MISSED = (
        "digest_missed",
        template(
            "the digest of {day} did not go because `infostiglia run` was not running: its news go into "
            "the next one"
        ),
    )

    # -- of an election period
    ELECTION_ON = (
        "election_on",
        template(
            "election period «{election}» until {day} (L. 28/2000): emergencies go out, service notices need "
            "`infostiglia approve --because`, news is skipped"
        ),
    )
    ELECTION_NEAR = (
        "election_near",
        template(
            "election period «{election}» from {day} (L. 28/2000): from then on news is skipped, and what is not out "
            "by then never goes"
        ),
    )

    # -- of a feed
    FEED_MOVED = "feed_moved", template("the portal says that it moved to {url} on {day}")
    FEED_FOLLOWED = (
        "feed_followed",
        template("the portal has moved it: it is read from {url} now (write that into config.yaml)"),
    )
