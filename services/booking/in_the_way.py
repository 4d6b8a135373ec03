"""What stands in the way of a booking beside the rules, in three languages: another booking, a closure, things lent."""

from typing import Any

from shared.errors import Refusal
from shared.web.problems import plain
from shared.web.words import Language, filled

NAMED = ("rule_id", "value", "limit", "until")
"""Of a refusal's data: what a rule's refusal has too. What it has not is null."""


def in_three_languages(refusal: Refusal) -> dict[str, Any]:
    """``code``, rule, value, limit, until when; what is so and what to do next, each as ``ja``, ``plain``, ``en``."""
    words = {**refusal.data, **getattr(refusal, "words", {})}

    def said(text: str, language: Language) -> str:
        return filled(text, words, language)

    return {
        "code": refusal.code,
        **{name: plain(refusal.data.get(name)) for name in NAMED},
        "ja": said(refusal.ja, "ja"),
        "plain": said(refusal.plain or refusal.ja, "ja"),
        "en": said(refusal.en, "en"),
        "next": {
            "ja": said(refusal.next_ja, "ja"),
            "plain": said(refusal.next_plain or refusal.next_ja, "ja"),
            "en": said(refusal.next_en, "en"),
        },
    }
