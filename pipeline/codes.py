"""What this program decides by itself, as codes. `pipeline.reasons` joins them with their facts."""

from __future__ import annotations

from channels.sentence import Worded, template


class Code(Worded):
    """The reason for a decision of this program. The value is stored and compared in SQL, so it never changes."""

    # -- why an item is published, held or skipped
    NEW = "new", template("new")
    CALMED = (
        "calmed",
        template(
            "the category «{category}» is for emergencies, but the title does not sound like one: it goes as {lane}; "
            "if it is one, name the danger in its title on the portal"
        ),
    )
    PERHAPS_URGENT = (
        "perhaps_urgent",
        template(
            "«{words}» may be an emergency, but no category says so: it goes as {lane}; if it is one, give it a "
            "category of emergencies on the portal"
        ),
    )
    BASELINE = "baseline", template("it was there at the first reading")
    NEW_CHANNEL = "new_channel", template("it was there when the channel was set up")
    STALE = "stale", template("{days} days old")
    LATE = "late", template("published {hours} hours ago and seen only now: does it still hold?")
    FUTURE = "future", template("dated {days} days ahead")
    OVER = "over", template("the event ended {days} days ago")
    NO_EVENT = "no_event", template("no event that is certain: this feed is for events only")
    FLOOD = "flood", template("{count} new items at once: check that it is meant so")
    FLOOD_OF_EDITS = "flood_of_edits", template("{count} items corrected at once: check that it is meant so")
    MANY_EMERGENCIES = (
        "many_emergencies",
        template(
            "the portal has started {an_hour} emergencies within an hour or {a_day} within a day, as many as it may by "
            "itself: is this one real?"
        ),
    )
    BROKEN_TITLE = "broken_title", template("broken characters in the title")
    CUT = "cut", template("the damaged feed ends within it: is its text whole?")
    EVENT_OFF = (
        "event_off",
        template("declared as cancelled or postponed, which its title does not say: is it?"),
    )
    OTHER_DATE = (
        "other_date",
        template("it tells of {here}, but its own page declares {page}: which is right?"),
    )
    SAME_ADDRESS = (
        "same_address",
        template("the same address as item {item}, but another guid, title and date: is it new?"),
    )
    SAME_GUID = (
        "same_guid",
        template("the same identifier as item {item}, but another address, title and date: is it new?"),
    )
    SAME_NEWS = "same_news", template("there is other news with this title, of the same day: is it the same?")
    RETITLED = (
        "retitled",
        template(
            "much like item {item}, which has left the feed, under another title and address: is it new?"
        ),
    )
    CLOCK_AHEAD = "clock_ahead", template("seemed old while the clock was ahead: judged anew")
    BACK_DATED = (
        "back_dated",
        template("dated {days} days ago, but it has only now appeared at the top: is it new?"),
    )
    SLID_IN = (
        "slid_in",
        template("without a date, at the end of the list: is it new, or older news that moved up?"),
    )
    LOCKED = "locked", template("protected by a password")
    EMPTY = "empty", template("without a title or a text")
    CALLED_OFF = "called_off", template("the event was called off")
    ERROR_PAGE = "error_page", template("an error page, no news")
    EXCLUDED = "excluded", template("a rule: the category «{category}» is left out")
    EXCLUDED_BY_RULE = "excluded_by_rule", template("rule «{rule}»: it is not published")
    NOT_INCLUDED = "not_included", template("rule «{rule}»: this channel takes only what it names")
    HELD_BY_RULE = "held_by_rule", template("rule «{rule}»: is it to go out?")
    PERSONAL_DATA = (
        "personal_data",
        template("rule «{rule}»: it looks like personal data: may everybody read it?"),
    )
    PASSED_RULE = (
        "passed_rule",
        template(
            "an emergency, which rule «{rule}» does not stop: it goes out; look at what it tells of people, and "
            "`infostiglia retract` takes it back"
        ),
    )
    LANE_BY_RULE = "lane_by_rule", template("rule «{rule}»: it goes as {lane}")
    BY_RULE = "by_rule", template("rule «{rule}»")
    ELECTION_NEWS = (
        "election_news",
        template(
            "election period «{election}» (L. 28/2000): news does not go out, not even when the period is over"
        ),
    )
    ELECTION_SERVICE = (
        "election_service",
        template("election period «{election}» (L. 28/2000): it goes only if it is indispensable"),
    )
    ELECTION_VOTERS = (
        "election_voters",
        template(
            "election period «{election}» (L. 28/2000): it tells voters what they need, which may go if it is "
            "impersonal and indispensable"
        ),
    )
    ELECTION_NAMES = (
        "election_names",
        template("election period «{election}» (L. 28/2000): it names «{named}», and must be impersonal"),
    )
    PASSED_NAMES = (
        "passed_names",
        template(
            "an emergency, which goes out in the election period «{election}» too, but it names «{named}»: the portal "
            "should leave that out"
        ),
    )
    INDISPENSABLE = (
        "indispensable",
        template("election period «{election}»: {by} found it indispensable: {said}"),
    )
    ALSO = "also", template("{first}; {then}")
    TESTERS = "testers", template("mode testers: pages get nothing")
    EDITED_OPEN = "edited_open", template("corrected before the sending was done")
    GAINED = "gained", template("fuller or more urgent before the sending was done")
    EDITED_HELD = "edited_held", template("corrected while it was held")
    EDIT = "edit", template("a correction of news that is out")
    CORRECTED = (
        "corrected",
        template("corrected on the portal after it went out: shall those who got it be told?"),
    )
    RAISED = (
        "raised",
        template("an alert with another colour, place or validity than before (item {item}): published anew"),
    )
    TURNED_URGENT = (
        "turned_urgent",
        template("news (item {item}) that the portal shows as an alert now: published anew"),
    )
    REPLACED = "replaced", template("an alert that is another one now: published anew as item {item}")
    ENDED = "ended", template("its end was published as item {item}: nobody else is sent the beginning")
    COLOUR_WAITS = "colour_waits", template("an official colour: shall citizens be told?")
    COLOUR_BY = "colour_by", template("an official colour, which goes out as {by} has decided (`automatic`)")
    COLOUR_KNOWN = "colour_known", template("the colour that citizens were told of last, or none at all")
    JOINED = "joined", template("an alert sent by hand says this already (item {item}): it is not sent again")
    JOINED_MORE = (
        "joined_more",
        template(
            "an alert sent by hand (item {item}) is about this too, but here is more, or something else: to everybody "
            "again? `infostiglia alert --update {item}` tells those who got it"
        ),
    )
    OVER_ALREADY = (
        "over_already",
        template(
            "the portal says at the same time that it is over («{title}»): shall it be told all the same?"
        ),
    )
    CALLS_OFF = (
        "calls_off",
        template("calls off the event of item {item}: those who were told of it are told"),
    )
    CORRECTS = "corrects", template("corrects item {item} («{title}»): those who were told it are told")
    CORRECTS_ASKED = (
        "corrects_asked",
        template(
            "corrects item {item} («{title}»), with other hours or places: shall those who were told it be told?"
        ),
    )
    PERHAPS_CORRECTS = (
        "perhaps_corrects",
        template(
            "perhaps it corrects item {item} («{title}»): if so, `infostiglia retract {item}`; it went out itself"
        ),
    )
    CORRECTED_BY = "corrected_by", template("item {item} corrects it: nobody else is sent this one")
    CORRECTION_ASKED = "correction_asked", template("item {item} seems to correct it: approve one of the two")
    EDIT_UNREAD = "edit_unread", template("a correction of a part that this channel does not show")
    EDIT_AFTER = "edit_after", template("a correction that came after the publication")
    EDIT_OF_NOTHING = "edit_of_nothing", template("a correction of news that never was published here")
    EDIT_OF_ENDED = "edit_of_ended", template("a correction of news that has ended ({state})")
    REAPPEARED = "reappeared", template("back on the portal")
    NOW_PUBLIC = "now_public", template("it was reserved, and is public now")
    TRASHED = "trashed", template("taken off the portal before it was sent")
    TAKEN_DOWN = "taken_down", template("taken off the portal after its publication")
    TEMPLATE_BROKEN = "template_broken", template("a template to be corrected: {said}")
    NO_PICTURE = "no_picture", template("published without its picture, which could not be had")
    IS_THERE = "is_there", template("somebody has looked: it is there")
    IS_NOT_THERE = "is_not_there", template("somebody has looked: it is not there")

    # -- why a post stands as it does
    HELD_BY_HAND = "held_by_hand", template("held by hand")
    CANCELLED_BY_HAND = "cancelled_by_hand", template("cancelled by hand")
    TAKEN_BACK = "taken_back", template("taken back")
    NOT_IN_TIME = "not_in_time", template("not sent in time")
    MODE_CHANGED = "mode_changed", template("the mode changed to {mode}")
    REFUSALS = "refusals", template("{rejected} refusals in {answered}: check before it goes on")
    ALL_REFUSED = "all_refused", template("several refusals in a row for the same reason ({because})")
    NOT_PREPARED = "not_prepared", template("it cannot be made ready: {said}")
    NOT_TAKEN = "not_taken", template("it cannot be made ready: {because}")
    CANARY = "canary", template("sent to the staff; to the others shortly, unless somebody stops it")
    FIRST_WAVE = "first_wave", template("sent to the first; the others follow when the receipts come")
    KEPT_BACK = (
        "kept_back",
        template("the provider keeps messages back for a check of their quality: the others wait"),
    )
    TEMPLATE_WAITS = "template_waits", template("{because}")
    TEMPLATE_MISSING = (
        "template_missing",
        template("the template is not registered with Meta: `infostiglia templates push`"),
    )
    TEMPLATE_PENDING = (
        "template_pending",
        template(
            "Meta is examining the template: it goes when it is approved; see `infostiglia templates status`"
        ),
    )
    TEMPLATE_REJECTED = (
        "template_rejected",
        template("Meta has rejected the template: see `infostiglia templates status`"),
    )
    TEMPLATE_PAUSED = (
        "template_paused",
        template("Meta has paused the template: it goes on by itself; see `infostiglia templates status`"),
    )
    TEMPLATE_OTHER = (
        "template_other",
        template("Meta has not approved the template ({status}): see `infostiglia templates status`"),
    )
    BACKUP_RESTORED = "backup_restored", template("cancelled when a backup was restored")
    IMPORTED_LIST = "imported_list", template("an imported list: a person approves its first message")
    NOTICE_CHANGED = (
        "notice_changed",
        template("the privacy notice has changed: inform the citizens who agreed to another one"),
    )
    NUMBER_CHANGE = "number_change", template("a change of number: a person approves it")
    OVER_BUDGET = "over_budget", template("no room in the month's budget: it goes into the next digest")
    NO_BUDGET = "no_budget", template("no room in the month's budget: it is not sent")
    GATHERED = "gathered", template("gathered for the next digest")
    QUIET_HOURS = "quiet_hours", template("waits until {until}: quiet hours")
    GAP = "gap", template("waits until {until}: {minutes} minutes lie between two posts")
    HOUR_IS_FULL = "hour_is_full", template("waits until {until}: {count} posts an hour are the most")
    DAY_IS_FULL = "day_is_full", template("waits until {until}: {count} posts a day are the most")
    NO_TIME_LEFT = "no_time_left", template("its turn would come too late ({because})")
    NO_TIME_LEFT_DIGEST = (
        "no_time_left_digest",
        template("its turn would come too late, so it goes into the next digest ({because})"),
    )

    RAISED_BY_RULE = (
        "raised_by_rule",
        template(
            "rule «{rule}» makes it an emergency, its words do not: two people approve that, with a reason"
        ),
    )
    RAISE_ASKED = "raise_asked", template("{who} asks for the emergency lane ({said}): a second one approves")
    SECOND_PERSON = "second_person", template("asked for by {who}: a second person approves it")

    # -- why a delivery stands as it does
    DAILY_LIMIT = (
        "daily_limit",
        template("Meta's limit of today is used up: it goes on by itself when there is room"),
    )
    OWN_QUIET = "own_quiet", template("waits for the end of the citizen's own quiet hours")
    WEEK_IS_FULL = "week_is_full", template("has had enough messages this week: it comes with the digest")
    NEVER_PUBLISHED = "never_published", template("never published: there is nothing to correct")
    GONE_ALREADY = "gone_already", template("taken down already")
    SAYS_SO = "says_so", template("it says so already")
    BY_HAND = (
        "by_hand",
        template("to be corrected by hand on the page: the program does not know where it is"),
    )
    NEVER_GOT_IT = "never_got_it", template("this citizen never got it")
    EXERCISE = "exercise", template("an exercise: it goes only to those who take part in it")
    NO_SUBSCRIBER = "no_subscriber", template("a subscriber who is no longer there")
    NUMBER_GONE = "number_gone", template("the number is erased already")
    GUEST = "guest", template("not subscribed")
    LEAVING = "leaving", template("is leaving the service")
    LEFT = "left", template("has left the service")
    SUSPENDED = "suspended", template("suspended: nothing until the citizen writes again")
    OTHER_MODE = "other_mode", template("the mode is another one")
    WELCOME_FAILED = "welcome_failed", template("the welcome did not arrive")
    NO_MARKETING = "no_marketing", template("wants no news from those who write with WhatsApp")
    WANTS_URGENT = "wants_urgent", template("wants emergencies only")
    PAUSES = "pauses", template("has paused the news until a day")
    WANTS_DIGEST = "wants_digest", template("wants the digest")
    WANTS_ALL = "wants_all", template("wants the news at once")
    NO_REMINDERS = "no_reminders", template("wants no reminders")
    NO_PATH = "no_path", template("has withdrawn this path")
    REACHED = "reached", template("reached by another path")
    OTHER_TOPICS = "other_topics", template("has chosen other topics")
    OTHER_ZONE = "other_zone", template("has chosen another zone")
    NOT_CONFIRMED = "not_confirmed", template("has not confirmed the subscription yet")
    AWAITS_WELCOME = "awaits_welcome", template("waits for the welcome")
    SUPERSEDED = "superseded", template("a newer version has taken its place")
    CANCELLED = "cancelled", template("cancelled")
    EXPIRED = "expired", template("its time has passed")
    RETRACTED = "retracted", template("retracted")
    NEVER_AND_BACK = "never_and_back", template("never published, and then taken back")
    DUPLICATE = "duplicate", template("the provider says that it is there already ({because})")
    RESENT = "resent", template("no receipt: sent again")
    RESENT_TO_PAGE = "resent_to_page", template("not found on the page: sent again")
    DONE_AGAIN = "done_again", template("it is unknown whether it was done: done again")

    # -- why a sender stands still
    STOPPED_BY_HAND = "stopped_by_hand", template("stopped by hand")
    MANY_UNCERTAIN = (
        "many_uncertain",
        template("many uncertain answers in a row: is the provider or the network down?"),
    )
    WEBHOOK_SILENT = (
        "webhook_silent",
        template("the webhook is silent: many messages sent, and no receipt in 10 minutes"),
    )
    NO_SERVE = "no_serve", template("no sign of `infostiglia serve`: departures would not be heard")

    # -- what no code is known for
    UNKNOWN = "unknown", template("no reason was kept")
    OTHER = "other", template("{said}")  # a sentence of before schema 14, or the code of a newer release
