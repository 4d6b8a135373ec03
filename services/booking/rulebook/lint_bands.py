"""Bands that nobody can have whole: they end after closing time, begin before it opens, or are too long for a use."""

from collections.abc import Iterator, Mapping, Sequence

from services.booking.domain.grid import span
from services.booking.rulebook.bands import Lengths, Slots
from services.booking.rulebook.book import Book
from services.booking.rulebook.lint_places import Sample
from services.booking.rulebook.reading import Finding
from services.booking.rulebook.rule import hours_text


def too_long_findings(book: Book, days: Mapping[str, Sequence[Sample]]) -> Iterator[Finding]:
    """Lengths that no whole band of a day has: nobody could use the place then. Told once for each rule."""
    told: set[int] = set()
    for day in (day for samples in days.values() for day in samples):
        slots, lengths = day.asked.rule(Slots), day.asked.rule(Lengths)
        if slots is None or lengths is None or not slots.whole or id(lengths) in told:
            continue
        open_ = [end - start for start, end in (band.span for band in slots.bands) if not span(start, end) & ~day.mask]
        if open_ and min(open_) * 15 > lengths.minutes_max:
            told.add(id(lengths))
            ja = f"区分ごとの貸出し（{slots.id}）は、どれもこれより長いため、だれも使えません"
            en = f"whole bands ({slots.id}) are all longer: nobody can use it"
            yield book.located.finding(lengths, ja, en, "minutes_max")


def band_findings(book: Book, days: Mapping[str, Sequence[Sample]]) -> Iterator[Finding]:
    """Bands of which some is open on some day, and all on none: told once for each band of a rule."""
    rules: dict[int, Slots] = {}
    reached: dict[tuple[int, int], bool] = {}
    for samples in days.values():
        for day in samples:
            rule = day.asked.rule(Slots)
            for number, band in enumerate(rule.bands if rule else ()):
                assert rule is not None
                rules[id(rule)] = rule
                hours = span(*band.span)
                if hours & day.mask:
                    reached[id(rule), number] = reached.get((id(rule), number), False) or not hours & ~day.mask
    for (of, number), whole in reached.items():
        if not whole:
            rule = rules[of]
            hours_of = hours_text(*rule.bands[number].span)
            ja = f"区分 {hours_of} が、どの日の開館時間にも収まりません（opening を確かめてください）"
            en = f"the band {hours_of} lies within the opening hours of no day: look at opening"
            yield book.located.finding(rule, ja, en, "bands", number)
