"""What the counter says: refusals in Japanese and English with their rules, and nothing that only programs ask for."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from kyoso.counter.when import in_words
from kyoso.in_english import in_english
from kyoso.story.client import Refused
from shared.web.words import title

FOR_PROGRAMS = re.compile(r"\b(?:GET|POST|PUT|DELETE) /|\b[a-z]+_[a-z]+\b")
"""Routes, and names of fields."""
IN_BRACKETS = re.compile(r"[（(][^（()）]*(?:\b(?:GET|POST|PUT|DELETE) /|[a-z]+_[a-z]+|alternatives)[^（()）]*[）)]")
SENTENCE = re.compile(r".+?(?:。|\.(?=\s)|$)\s*")
OPTIONS = {
    "purpose": "--purpose", "people": "--people", "reason": "--reason", "contact.phone": "--tel", "amount": "--amount",
    "name.family": "--name", "conditions": "--condition", "heads": "HEADS", "channel": "--channel",
}  # fmt: skip
"""Fields of the routes as the clerk gave them."""


def refusal_in_words(refused: Refused) -> str:
    """A refusal as a clerk reads it out: every rule with its id and article, in both languages; then what is free."""
    problem = refused.problem
    lines = [*_of_rules(problem)] or [*_of_code(problem), *_of_fields(problem)]
    lines += [f"  変えれば / what would do: {_both(each['ja'], each['en'])}" for each in problem.get("changes") or ()]
    lines += [f"  空き / free: {_place(each)}" for each in problem.get("alternatives") or ()]
    return "\n".join(lines).replace("sure: true", "--sure")


def _of_rules(problem: Mapping[str, Any]) -> Iterator[str]:
    for each in problem.get("refusals") or ():
        if not isinstance(each, Mapping) or "rule_id" not in each:
            return
        yield f"{each.get('ja', '')} / {each.get('en', '')}"
        yield f"  規則 / rule: {each['rule_id']}（{each.get('article') or '—'}）"
        steps = each.get("next") or each.get("next_") or {}
        if isinstance(steps, Mapping) and (told := _both(str(steps.get("ja", "")), str(steps.get("en", "")))):
            yield f"  {told}"


def _of_code(problem: Mapping[str, Any]) -> Iterator[str]:
    """The words of a refusal, with its code; in English too where this version knows it."""
    ja, next_ja = str(problem.get("detail", "")), str(problem.get("next", ""))
    en, next_en = in_english(problem)
    en = en or title(int(problem.get("status", 0)), "en")
    if "errors" in problem:
        en, next_ja = "something in the request is not right", ""
    yield f"{_both(ja, en)} [{problem.get('code') or '?'}]"
    if told := _both(next_ja, next_en):
        yield f"  {told}"


def _of_fields(problem: Mapping[str, Any]) -> Iterator[str]:
    for each in problem.get("errors") or ():
        field = str(each.get("field", ""))
        yield f"  {OPTIONS.get(field, OPTIONS.get(field.partition('.')[0], field))}: {each.get('message', '')}"


def _both(ja: str, en: str) -> str:
    return " / ".join(text for text in (without_routes(ja), without_routes(en)) if text)


def without_routes(text: str) -> str:
    """A text without what only programs can follow: routes, and names of fields in brackets."""
    text = IN_BRACKETS.sub("", text)
    if FOR_PROGRAMS.search(text):
        text = "".join(part for part in SENTENCE.findall(text) if not FOR_PROGRAMS.search(part))
    return re.sub(r" {2,}", " ", text).strip()


def _place(each: Mapping[str, Any]) -> str:
    names = (each.get("room_name"), each.get("room_name_en"))
    name = " / ".join(str(name) for name in names if name) or each.get("room_id", "")
    return f"{name} {in_words(str(each['starts_at']), str(each['ends_at']))}"
