"""What matching counts for everybody: interests, introductions and new members, and of how many people; never who.

Consultations are not counted here, nor anywhere that is open: see ``docs/decisions/0013-people-not-events.md``.
"""

from collections.abc import Callable, Iterable
from typing import Any

from services.matching.domain.events import InterestsDeclared
from shared.contracts.matching import GroupJoined, IntroductionAccepted, IntroductionProposed
from shared.figures import Figure
from shared.journal.tallies import Count, Counts


def _of_the_person(what: str) -> Callable[[Any], Iterable[Count]]:
    """Counts whom it is about: who asked, is introduced or joins, not who decided it."""
    return lambda event: (Count(what, who=event.person_id),)


COUNTS: Counts = {
    InterestsDeclared.type: _of_the_person("interests-declared"),
    IntroductionProposed.type: _of_the_person("introduction-asked"),
    IntroductionAccepted.type: _of_the_person("introduction-accepted"),
    GroupJoined.type: _of_the_person("group-joined"),
}
FIGURES = tuple(
    Figure(what) for what in ("interests-declared", "introduction-asked", "introduction-accepted", "group-joined")
)
