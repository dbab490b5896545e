"""The meanings of providers' error codes: our own stored code for each, and its sentence for staff (what, and what to
do).

Channels map their providers' codes onto these; `channels/outcomes.py` carries one with every answer but a success.
"""

from __future__ import annotations

from channels.sentence import Worded, template


class Meaning(Worded):
    """The meaning of an answer that is no success. The value is stored, so it never changes."""

    # -- of any provider
    SAYS = "says", template("the provider answers in words of its own: read them, and look into its panel")
    TOKEN = "token", template("the token is not valid or has expired: make a new one")
    PERMISSION = "permission", template("the token lacks a permission: give it in Meta's panel")
    TOO_FAST = "too_fast", template("sent too fast: it goes on by itself, more slowly")
    TOO_MANY = "too_many", template("too many requests: it goes on by itself after a pause")
    TROUBLE = (
        "trouble",
        template(
            "temporary trouble at the provider: it passes by itself; if it lasts, see the provider's "
            "status page"
        ),
    )
    ACCOUNT_BLOCKED = (
        "account_blocked",
        template("the account is restricted or blocked: see the provider's panel"),
    )
    NOT_ALLOWED = (
        "not_allowed",
        template("the provider does not take this very text: change it, or write to the provider"),
    )
    NOT_FOUND = (
        "not_found",
        template("the provider does not find it: check the numbers and names in config.yaml"),
    )
    WRONG = (
        "wrong",
        template(
            "the provider takes the request for a wrong one: check the template and the settings of the "
            "channel"
        ),
    )
    ALREADY_THERE = "already_there", template("the same text is there already: look whether it is out")
    NO_CONNECTION = (
        "no_connection",
        template("no connection to the provider: if it lasts, check this machine's network"),
    )
    CONNECTION_LOST = "connection_lost", template("the network failed during the sending")
    STRANGE_ANSWER = (
        "strange_answer",
        template("the provider's answer says nothing we understand: look whether it is out"),
    )
    NO_PROOF = "no_proof", template("the provider did not agree, or not in time: look whether it is out")
    INTERRUPTED = "interrupted", template("the program was stopped during the sending")
    STOPPED = "stopped", template("stopped before it left")
    DEFECT = "defect", template("a defect of the program: tell those who maintain it")
    FAILED = "failed_later", template("the provider took it and could not deliver it")
    CANNOT_EDIT = "cannot_edit", template("this channel cannot change what is out: do it by hand")
    CANNOT_WITHDRAW = "cannot_withdraw", template("this channel cannot take down what is out: do it by hand")
    NO_ADDRESS = "no_address", template("a subscriber with neither number nor user id")

    # -- of Meta, for citizens and pages
    META_REQUEST = (
        "meta_request",
        template("the request was not accepted, or Meta is in trouble: it is tried again"),
    )
    META_TROUBLE = (
        "meta_trouble",
        template("temporary trouble at Meta: it passes by itself; if it lasts, see metastatus.com"),
    )
    META_CALLS = "meta_calls", template("too many calls to Meta: it goes on by itself after a pause")
    META_BLOCKED = "meta_blocked", template("Meta has restricted or locked the account: see Meta's panel")
    META_FEATURE = (
        "meta_feature",
        template("Meta has restricted this action for a while: it is tried again; see Meta's panel"),
    )
    META_VERSION = (
        "meta_version",
        template("Meta no longer serves this version: set a newer graph_version in config.yaml"),
    )
    META_PARAMETER = (
        "meta_parameter",
        template("Meta finds an id or a parameter wrong: check the ids in config.yaml, and the template"),
    )
    NUMBER_UNKNOWN = (
        "number_unknown",
        template("phone_number_id is wrong or was deleted: correct it in config.yaml"),
    )
    PARAMETER = "parameter", template("a parameter of the message is wrong: correct the template")
    CITIZEN_BLOCKED = (
        "citizen_blocked",
        template(
            "the service has blocked this citizen: unblock them in WhatsApp Manager if that is a mistake"
        ),
    )
    EXPERIMENT = "experiment", template("the citizen is part of an experiment of Meta's: nothing can be done")
    OWN_NUMBER = "own_number", template("it is the number of the service itself: take it off the list")
    UNDELIVERABLE = "undeliverable", template("undeliverable: no WhatsApp, or an old version of it")
    NOT_TEST_NUMBER = (
        "not_test_number",
        template("the number is not among Meta's test numbers: add it in Meta's panel"),
    )
    DISPLAY_NAME = "display_name", template("the number lacks a display name: set it in Meta's panel")
    PAYMENT = "payment", template("a payment problem with Meta: check the card")
    REGISTRATION = (
        "registration",
        template("the registration of the number is not in order: repeat it in Meta's panel"),
    )
    DEREGISTERED = (
        "deregistered",
        template("the number was just deregistered: register it again after five minutes"),
    )
    WINDOW_CLOSED = (
        "window_closed",
        template("24 hours have passed since the citizen's message: only an approved template may be sent"),
    )
    SPAM_LIMIT = (
        "spam_limit",
        template("Meta took the messages for spam and limits the number: check what was sent"),
    )
    MARKETING_LIMIT = "marketing_limit", template("Meta limits news to this citizen: nothing can be done")
    NO_MARKETING = (
        "marketing_off",
        template("the citizen has switched off news from those who write with WhatsApp"),
    )
    MESSAGE_TYPE = (
        "message_type",
        template("a type of message that is not allowed: tell those who maintain the program"),
    )
    CITIZENS_PICTURE = (
        "citizens_picture",
        template("a citizen's picture cannot be fetched: nothing needs to be done"),
    )
    PICTURE = "picture", template("Meta could not use the picture: it goes without it")
    ENDPOINT = "endpoint", template("this category does not pass here: try the other marketing_endpoint")
    TOO_MANY_TO_ONE = (
        "too_many_to_one",
        template("too many messages to this citizen: the others go on, this one a little later"),
    )
    UPGRADE = "upgrade", template("Meta is upgrading the number: it goes on by itself in a few minutes")
    NOT_BY_USER_ID = (
        "not_by_user_id",
        template("this message cannot go to citizens who did not give their number"),
    )
    WRONG_CATEGORIES = (
        "wrong_categories",
        template("Meta limits the number because of templates of the wrong category: correct them"),
    )
    TEMPLATE_PARAMETERS = (
        "template_parameters",
        template("the parameters do not match the approved template: correct the template"),
    )
    NO_TEMPLATE = (
        "no_template",
        template("Meta has no approved template of this name and language: `infostiglia templates push`"),
    )
    TEMPLATE_POLICY = "template_policy", template("the template breaks a rule of Meta's: change its text")
    TEMPLATE_PAUSED_BY_META = (
        "template_paused_by_meta",
        template("Meta has paused the template: it goes on when the pause ends"),
    )
    TEMPLATE_DISABLED = (
        "template_disabled",
        template("Meta has disabled the template: make one with another text"),
    )
    NOT_OURS = (
        "not_ours",
        template("a kind of message that this service does not send: tell those who maintain it"),
    )
    SYNCHRONISING = (
        "synchronising",
        template("Meta is synchronising the template: it is tried again in ten minutes"),
    )
    UNSYNCED = (
        "unsynced",
        template(
            "a parameter is wrong, or the template is not synchronised yet: it is tried again in ten minutes"
        ),
    )
    UNKNOWN_CODE = (
        "unknown_code",
        template("a code that we do not know: look it up in Meta's table of errors"),
    )

    CATEGORY_CHANGES = (
        "category_changes",
        template("Meta is about to give the template another category: rewrite it if that is wrong"),
    )
    TEMPLATE_FLAGGED = (
        "template_flagged",
        template("citizens complain of the template, and Meta may pause it: write fewer or better messages"),
    )
    TEMPLATE_REMARK = "template_remark", template("Meta says of the template: see WhatsApp Manager")
    REJECTED_ABUSIVE = (
        "rejected_abusive",
        template("Meta takes the template for abusive: write its text anew"),
    )
    REJECTED_FORMAT = (
        "rejected_format",
        template("Meta finds the form of the template wrong: correct its parameters, and push it again"),
    )
    REJECTED_CATEGORY = (
        "rejected_category",
        template("Meta finds that text and category do not match: correct the template's category"),
    )
    REJECTED_SCAM = "rejected_scam", template("Meta takes the template for a fraud: write its text anew")

    # -- of Instagram
    FB_PREVIEW = (
        "fb_preview",
        template(
            "Facebook cannot read the page of the link: it is tried again, then with the link in the text"
        ),
    )
    IG_CONTAINER = "ig_container", template("Instagram is not done with the picture: it is tried again")
    IG_REMADE = "ig_remade", template("Instagram lost the picture: it is handed over again")
    IG_QUOTA = (
        "ig_quota",
        template("the posts that Instagram allows in a day are used up: it goes on by itself"),
    )
    IG_PICTURE = (
        "ig_picture",
        template(
            "Instagram cannot use the picture: check that the webhook's address can be reached, and the "
            "picture's form and size"
        ),
    )
    IG_TEXT = (
        "ig_text",
        template("Instagram does not take the text: at most 2,200 characters, 30 hashtags and 20 mentions"),
    )
    IG_ACCOUNT = (
        "ig_account",
        template("Instagram has restricted the account: open the app and do what it asks"),
    )
    IG_SPAM = (
        "ig_spam",
        template("Instagram takes it for spam, and it may be out all the same: look at the profile"),
    )

    # -- of X
    X_TOKEN = "x_token", template("X does not accept the keys: make new ones in X's console and set them")
    X_PERMISSION = (
        "x_permission",
        template('the app at X may not post: give it "Read and write", then make its tokens anew'),
    )
    X_CREDITS = "x_credits", template("the credit at X is used up: top it up")
    X_PROJECT = (
        "x_project",
        template("the app at X belongs to no project, or its plan does not allow this: see X's console"),
    )
    X_SUSPENDED = (
        "x_suspended",
        template("the profile at X is suspended or locked: log in to X and do what it asks"),
    )

    # -- of Telegram and Mastodon, and of gateways
    GATEWAY_TOKEN = "gateway_token", template("the gateway does not accept the token: ask its provider")
    TG_TOKEN = "tg_token", template("Telegram does not accept the bot's token: ask @BotFather for a new one")
    TG_RIGHTS = (
        "tg_rights",
        template("the bot may not write in the channel: make it an administrator there who may post"),
    )
    TG_CHAT = "tg_chat", template("Telegram knows no such channel: check chat_id in config.yaml")
    TG_KIND = (
        "tg_kind",
        template("the bot may not send this kind of message: allow it in the channel's permissions"),
    )
    TG_TOO_LONG = (
        "tg_too_long",
        template("more than 1,024 characters, which do not fit below its picture: correct it by hand"),
    )
    MD_TOKEN = (
        "md_token",
        template(
            "the instance does not accept the token, or has suspended the profile: log in there and make "
            "a new token"
        ),
    )
    MD_PICTURES = "md_pictures", template("its pictures cannot be read at the moment: it is tried again")
