"""What matching counts for everybody: interests, introductions and new members, never who."""

from services.matching.domain.events import InterestsDeclared
from shared.contracts.matching import GroupJoined, IntroductionAccepted, IntroductionProposed
from shared.figures import Figure
from shared.journal.tallies import Count, Counts

COUNTS: Counts = {
    InterestsDeclared.type: lambda event: (Count("interests-declared"),),
    IntroductionProposed.type: lambda event: (Count("introduction-asked"),),
    IntroductionAccepted.type: lambda event: (Count("introduction-accepted"),),
    GroupJoined.type: lambda event: (Count("group-joined"),),
}
FIGURES = tuple(
    Figure(what) for what in ("interests-declared", "introduction-asked", "introduction-accepted", "group-joined")
)
