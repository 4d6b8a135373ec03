"""Conditions on who asks that nobody can meet together, or that are wanted of nobody."""

from collections.abc import Iterator, Mapping, Sequence

from services.booking.rulebook.book import Book
from services.booking.rulebook.eligibility import Eligibility
from services.booking.rulebook.lint_places import Sample
from services.booking.rulebook.reading import Finding

BOUNDS = (("members-min", "members-max"), ("people-min", "people-max"))
OF_PERSONS = frozenset({"age-min", "adult-below"})


def people_findings(book: Book, days: Mapping[str, Sequence[Sample]]) -> Iterator[Finding]:
    """A least number above the greatest of the same place and of the same ones; an age that is asked of groups."""
    told: set[tuple[int, int]] = set()
    for day in (day for samples in days.values() for day in samples):
        rules = day.asked.rules(Eligibility)
        for least, most in ((a, b) for a in rules for b in rules if (a.test, b.test) in BOUNDS):
            if _is_above(least, most) and (id(least), id(most)) not in told:
                told.add((id(least), id(most)))
                ja = f"「{most.id}」の上限 {most.limit} より多いため、両方を満たす人がいません"
                en = f"is above the limit of {most.id} ({most.limit}): nobody meets both"
                yield book.located.finding(least, ja, en, "limit")
    for rule in book.file.eligibility:
        if rule.test in OF_PERSONS and rule.who.party == "group":
            ja = "団体の年齢は聞かないので、だれにも効きません。party は person にします"
            en = "a group's age is not asked for, so it is wanted of nobody: let party be person"
            yield book.located.finding(rule, ja, en, "who")


def _is_above(least: Eligibility, most: Eligibility) -> bool:
    if least.limit is None or most.limit is None or least.limit <= most.limit:
        return False
    together = least.channel == most.channel or "all" in {least.channel, most.channel}
    return together and least.who == most.who
