"""Meta's news of account and number: each becomes a remark with its facts."""

from __future__ import annotations

from typing import Any

import pytest

from channels.approving import AccountNews
from channels.remarks import Remark, Remarked
from channels.whatsapp.account import account_news


@pytest.mark.parametrize(
    ("field", "value", "remark", "said"),
    [
        (
            "account_update",
            {
                "event": "ACCOUNT_RESTRICTION",
                "restriction_info": [{"restriction_type": "RESTRICTED_BIZ_INITIATED_MESSAGING"}, "?"],
            },
            Remark.ACCOUNT_RESTRICTED,
            "ACCOUNT_RESTRICTION RESTRICTED_BIZ_INITIATED_MESSAGING",
        ),
        (
            "account_update",
            {"event": "ACCOUNT_VIOLATION", "violation_info": {"violation_type": "SPAM"}},
            Remark.ACCOUNT_VIOLATION,
            "ACCOUNT_VIOLATION SPAM",
        ),
        (
            "account_update",
            {"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": "SCHEDULE_FOR_DISABLE"}},
            Remark.ACCOUNT_DISABLED,
            "DISABLED_UPDATE SCHEDULE_FOR_DISABLE",
        ),
        (
            "account_update",
            {"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": "REINSTATE"}},
            Remark.ACCOUNT_BACK,
            "DISABLED_UPDATE REINSTATE",
        ),
        ("account_review_update", {"decision": "REJECTED"}, Remark.ACCOUNT_REJECTED, "REJECTED"),
        ("phone_number_name_update", {"decision": "REJECTED"}, Remark.NAME_REJECTED, "REJECTED"),
        ("phone_number_name_update", {"decision": "DEFERRED"}, Remark.ACCOUNT_SAYS, "DEFERRED"),
        ("phone_number_quality_update", {"event": "FLAGGED"}, Remark.QUALITY_LOW, "FLAGGED"),
        ("security", {"event": "PIN_RESET_REQUEST"}, Remark.PIN_TOUCHED, "PIN_RESET_REQUEST"),
        ("account_alerts", {"alert_info": {"alert_type": "NEW"}}, Remark.ACCOUNT_SAYS, "NEW"),
        ("account_update", {}, Remark.ACCOUNT_SAYS, "account_update"),
    ],
)
def test_a_report_is_a_remark_and_metas_own_words(
    field: str, value: dict[str, Any], remark: Remark, said: str
) -> None:
    assert account_news(field, value) == AccountNews(field, Remarked(remark, {"said": said}))


def test_a_limit_is_a_fact_and_lower_quality_weighs_more() -> None:
    def told(**value: object) -> AccountNews | None:
        return account_news("phone_number_quality_update", value)

    limit = "max_daily_conversations_per_business"
    kind = "phone_number_quality_update"
    assert told(event="UPGRADE", **{limit: 2000}) == AccountNews(
        kind, Remarked(Remark.LIMIT_SET, {"limit": 2000}), 2000
    )
    assert told(**{limit: -1}) == AccountNews(kind, Remarked(Remark.LIMIT_LIFTED), -1)
    low = Remarked(Remark.QUALITY_LOW, {"said": "FLAGGED"})
    assert told(event="FLAGGED", **{limit: 250}) == AccountNews(kind, low, 250)


def test_an_error_of_the_webhook_is_told_in_metas_words_cut_short() -> None:
    value = {"errors": [{"code": 130429, "title": "Rate limit hit " * 20}]}
    news = account_news("messages", value)
    assert news is not None
    assert news.told.remark is Remark.META_ERROR
    said = str(news.told.facts["said"])
    assert (said[:24], len(said)) == ("130429 Rate limit hit Ra", 200)


def test_what_is_about_something_else_is_no_news_of_the_account() -> None:
    assert account_news("messages", {"event": "ACCOUNT_DELETED"}) is None
