"""What a clerk would want to know about a file that loads: what nobody reaches, what has no price, what never counts.

``remarks`` are no findings: what is made up, and what is not yet in force.
"""

import re
from collections.abc import Iterator
from datetime import timedelta

from services.booking.domain.purposes import PURPOSES
from services.booking.rulebook.approvals import Approval
from services.booking.rulebook.book import Book
from services.booking.rulebook.layers import applies
from services.booking.rulebook.lint_caps import caps_that_never_bind
from services.booking.rulebook.lint_prices import price_findings
from services.booking.rulebook.reading import Finding
from services.booking.rulebook.rule import LANGUAGES, Rule, placeholders
from services.booking.rulebook.schema import LATER
from services.booking.rulebook.whole import NEEDED
from services.booking.rulebook.words import MARKS

SENTENCE_END = re.compile(r"[。！？\n]")
READING = re.compile(r"（[ぁ-ゖァ-ヺー ]+）|\{[^}]*\}|[ 　]")
PLAIN_CHARS_MAX = 30
"""Of a sentence in plain Japanese, after the guideline on やさしい日本語 (出入国在留管理庁・文化庁, 2020)."""


def lint(book: Book) -> list[Finding]:
    """Everything that is found, in the order of the file."""
    found = [finding for rule in book.file.rules() for finding in _words(book, rule)]
    found += _purposes(book)
    found += _holes(book)
    found += price_findings(book)
    found += caps_that_never_bind(book)
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
    for rule in book.file.purposes:
        for word in (*rule.forbidden, *rule.allowed):
            if word not in PURPOSES and word not in MARKS:
                ja = f"{word} は、目的や印のことばにありません"
                yield book.located.finding(rule, ja, f"{word} is no purpose and no mark", "forbidden")


def _holes(book: Book) -> Iterator[Finding]:
    """Days from which on a room has no rule of a section that everybody needs."""
    for name in book.places.rooms:
        place = book.places.place((name,))
        for kind in NEEDED:
            for rule in book.layers.all(kind):
                if not applies(rule, place) or rule.until is None:
                    continue
                after = rule.until + timedelta(days=1)
                if not book.layers.of(kind, place, after):
                    ja = f"{after} から、室 {name} にこの規則がありません"
                    yield book.located.finding(rule, ja, f"from {after} on room {name} has no such rule", "until")


def remarks(book: Book) -> Iterator[str]:
    """What is made up, and what is not yet in force."""
    for rule in book.file.rules():
        if isinstance(rule, LATER):
            yield f"{rule.SECTION} ({rule.id}): まだ効力がありません / not yet in force"
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
