"""Meta's webhook reports on templates, the number and the account, parsed. Pure.

They are recognised by their keys as well as by the field's name, because Meta's own pages disagree on the latter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from channels.approving import AccountNews, TemplateNews
from channels.meanings import Meaning
from channels.remarks import Remark, Remarked
from channels.whatsapp.standing import limit_of

ACCOUNT_FIELDS = frozenset(
    """account_update account_alerts account_review_update phone_number_quality_update phone_number_name_update
    business_capability_update security""".split()
)
TEMPLATE_FIELDS = frozenset(
    """message_template_status_update message_template_quality_update template_category_update
    message_template_components_update""".split()
)
_LIMIT_KEYS = ("max_daily_conversations_per_business", "max_daily_conversation_per_phone")


def template_news(value: Mapping[str, Any]) -> TemplateNews | None:
    """The change of a template; None if the report is about something else."""
    name = _text(value.get("message_template_name"))
    if not name:
        return None
    language = _text(value.get("message_template_language")).replace("-", "_")
    if quality := _text(value.get("new_quality_score")):
        return TemplateNews(name, language, quality=quality)
    if "new_category" in value:
        # Announced a day before (`correct_category` is what it will be), then done.
        coming = _text(value.get("correct_category"))
        if coming:
            return TemplateNews(name, language, means=Meaning.CATEGORY_CHANGES, said=coming)
        return TemplateNews(name, language, category=_text(value["new_category"]))
    if event := _text(value.get("event")):
        if event == "FLAGGED":  # in danger of being paused, and still good
            return TemplateNews(name, language, means=Meaning.TEMPLATE_FLAGGED, said=_why(value))
        status = "APPROVED" if event in ("REINSTATED", "UNPAUSED") else event
        said = _why(value)
        return TemplateNews(name, language, status=status, means=meaning_of_rejection(said), said=said)
    return None


# The meanings of the words in a report; the first known word decides. Source: Meta's reference of webhook fields, 2026.
_REMARKS = {
    "REINSTATE": Remark.ACCOUNT_BACK,
    "DISABLED_UPDATE": Remark.ACCOUNT_DISABLED,
    "ACCOUNT_VIOLATION": Remark.ACCOUNT_VIOLATION,
    "ACCOUNT_RESTRICTION": Remark.ACCOUNT_RESTRICTED,
    "ACCOUNT_DELETED": Remark.ACCOUNT_DELETED,
    "VERIFIED_ACCOUNT": Remark.ACCOUNT_APPROVED,
    "FLAGGED": Remark.QUALITY_LOW,
    "UNFLAGGED": Remark.QUALITY_BACK,
    **dict.fromkeys(("PIN_CHANGED", "PIN_RESET_REQUEST", "PIN_RESET_SUCCESS"), Remark.PIN_TOUCHED),
}
_DECISIONS = {
    ("account_review_update", "APPROVED"): Remark.ACCOUNT_APPROVED,
    ("account_review_update", "REJECTED"): Remark.ACCOUNT_REJECTED,
    ("phone_number_name_update", "APPROVED"): Remark.NAME_APPROVED,
    ("phone_number_name_update", "REJECTED"): Remark.NAME_REJECTED,
}


def account_news(field: str, value: Mapping[str, Any]) -> AccountNews | None:
    """The report on the account or its number; None if it is about something else."""
    errors = value.get("errors")
    if isinstance(errors, list) and errors and isinstance(errors[0], dict):
        said = f"{errors[0].get('code', '')} {_text(errors[0].get('title'))}".strip()
        return AccountNews("errors", _remarked(Remark.META_ERROR, said))
    if field not in ACCOUNT_FIELDS:
        return None
    limit = next((found for key in _LIMIT_KEYS if (found := limit_of(value.get(key))) is not None), None)
    words = list(_words(value))
    means = next((means for word, means in _REMARKS.items() if word in words), None)
    means = means or _DECISIONS.get((field, _text(value.get("decision"))))
    if means is None and limit is not None:
        told = Remarked(Remark.LIMIT_LIFTED) if limit < 0 else Remarked(Remark.LIMIT_SET, {"limit": limit})
    else:
        told = _remarked(means or Remark.ACCOUNT_SAYS, " ".join(words) or field)
    return AccountNews(field, told, limit)


def _words(value: Mapping[str, Any]) -> Iterator[str]:
    """The telling ones of a report, which are Meta's own."""
    parts = [value.get("event")]
    for key, inner in (
        ("alert_info", "alert_type"),
        ("violation_info", "violation_type"),
        ("ban_info", "waba_ban_state"),
    ):
        part = value.get(key)
        parts.append(part.get(inner) if isinstance(part, dict) else "")
    restrictions = value.get("restriction_info")
    for one in restrictions if isinstance(restrictions, list) else ():
        parts.append(one.get("restriction_type") if isinstance(one, dict) else "")
    parts.append(value.get("decision"))
    return (words for part in parts if (words := _text(part)))


def _remarked(remark: Remark, said: str) -> Remarked:
    return Remarked(remark, {"said": said[:200]})


_REJECTIONS = {
    "ABUSIVE_CONTENT": Meaning.REJECTED_ABUSIVE,
    "INVALID_FORMAT": Meaning.REJECTED_FORMAT,
    "PROMOTIONAL": Meaning.REJECTED_CATEGORY,
    "SCAM": Meaning.REJECTED_SCAM,
    "TAG_CONTENT_MISMATCH": Meaning.REJECTED_CATEGORY,
}


def meaning_of_rejection(said: str) -> Meaning | None:
    """The meaning of Meta's reason for rejecting or stopping a template; None if it gives none."""
    return _REJECTIONS.get(said, Meaning.TEMPLATE_REMARK) if said else None


def _why(value: Mapping[str, Any]) -> str:
    """The most informative of the texts in Meta's report."""
    for key, inner in (("rejection_info", "reason"), ("other_info", "description")):
        part = value.get(key)
        if isinstance(part, dict) and (words := _text(part.get(inner))):
            return words[:200]
    reason = _text(value.get("reason"))
    return "" if reason == "NONE" else reason[:200]


def _text(value: Any) -> str:
    return " ".join(value.encode("utf-8", "replace").decode().split()) if isinstance(value, str) else ""
