"""What a clerk would want to know about a file that loads: what nobody reaches, what has no price, what never counts.

``remarks`` are no findings: what is made up, and what is not yet in force.
"""

import re
from collections.abc import Iterator

from services.booking.domain.purposes import PURPOSES
from services.booking.rulebook.approvals import Approval
from services.booking.rulebook.book import Book
from services.booking.rulebook.lint_bands import band_findings, too_long_findings
from services.booking.rulebook.lint_caps import caps_that_never_bind
from services.booking.rulebook.lint_people import people_findings
from services.booking.rulebook.lint_places import samples
from services.booking.rulebook.lint_prices import price_findings
from services.booking.rulebook.lint_times import time_findings
from services.booking.rulebook.lint_words import alike_categories, categories
from services.booking.rulebook.reading import Finding
from services.booking.rulebook.rule import LANGUAGES, Rule, placeholders
from services.booking.rulebook.saying import instead
from services.booking.rulebook.schema import LATER, with_purposes
from services.booking.rulebook.words import MARKS

SENTENCE_END = re.compile(r"[。！？\n]")
READING = re.compile(r"（[ぁ-ゖァ-ヺー ]+）|\{[^}]*\}|[ 　]")
FIELDS = ("forbidden", "allowed")
PLAIN_CHARS_MAX = 30
"""Of a sentence in plain Japanese, after the guideline on やさしい日本語 (出入国在留管理庁・文化庁, 2020)."""


def lint(book: Book) -> list[Finding]:
    """Everything that is found, in the order of the file."""
    found = [finding for rule in book.file.rules() for finding in _words(book, rule)]
    found += _purposes(book)
    found += time_findings(book)
    days = {name: list(samples(book, (name,))) for name in book.places.rooms}
    found += price_findings(book, days)
    found += band_findings(book, days)
    found += too_long_findings(book, days)
    found += people_findings(book, days)
    found += caps_that_never_bind(book, days)
    found += alike_categories(book)
    return sorted(set(found))


def _words(book: Book, rule: Rule) -> Iterator[Finding]:
    if isinstance(rule, (*LATER, Approval)):  # they refuse nobody
        return
    for language in LANGUAGES:
        text = getattr(rule, language)
        if not {"limit", "until"} & set(placeholders(text)):
            ja = "{limit} か {until} がありません。何が決まりなのか、いつまでなのかが伝わりません"
            en = "says no without {limit} or {until}: what would be allowed, or until when it is not"
            yield book.located.finding(rule, ja, en, language)
    for sentence in SENTENCE_END.split(rule.plain):
        if len(READING.sub("", sentence)) > PLAIN_CHARS_MAX:
            ja = f"やさしい日本語の文が長すぎます（{PLAIN_CHARS_MAX}字まで）"
            en = f"a plain sentence has more than {PLAIN_CHARS_MAX} characters"
            yield book.located.finding(rule, ja, en, "plain")


def _purposes(book: Book) -> Iterator[Finding]:
    """Words that no request can name: a slip of the pen would forbid nothing."""
    words = [
        *((rule, field, word) for rule in book.file.purposes for field in FIELDS for word in getattr(rule, field)),
        *((rule, "purposes", word) for rule in with_purposes(book.file) for word in rule.purposes),
    ]
    for rule, field, word in words:
        if word not in PURPOSES and word not in MARKS:
            ja, en = instead(word, {*PURPOSES, *MARKS})
            ja, en = f"{word} は、目的や印のことばにありません。{ja}", f"{word} is no purpose and no mark; {en}"
            yield book.located.finding(rule, ja, en, field)


def remarks(book: Book) -> Iterator[str]:
    """What is made up, and what is not yet in force."""
    for rule in book.file.rules():
        if isinstance(rule, LATER):
            yield f"{rule.SECTION} ({rule.id}): まだ効力がありません / not yet in force"
    if spoken := categories(book):
        words = ", ".join(f"{name} ({len(rules)})" for name, rules in spoken.items())
        yield f"categories: {words}: このつづりで使います / spelt like this"
    for prices in book.file.prices:
        for number, row in enumerate(prices.rows, 1):
            if row.fictional:
                what = " ".join(
                    [*(row.rooms or ("*",)), *row.bands, row.per or "", f"{row.hours}h" if row.hours else ""]
                )
                yield f"prices ({prices.id}) {number}: {what.strip()} {row.yen:,}円: 架空の金額です / fictional"
    for thing in book.file.equipment:
        if thing.fictional:
            yield f"equipment ({thing.id}): {thing.yen:,}円: 架空の金額です / fictional"
