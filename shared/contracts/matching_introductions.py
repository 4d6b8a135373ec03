"""What follows an introduction's yes: the first meeting, the wish to join, and the question after a month."""

from shared.contracts.base import INTRODUCTIONS, Instant
from shared.contracts.matching import IntroductionProposed


class IntroductionArranged(IntroductionProposed):
    """The first meeting has a day, or another one now. Until ``due_at`` somebody says whether it happened.

    Where they meet is told here only when it is a facility; words about it are in the vault.
    """

    type = "introduction-arranged.v1"
    topic = INTRODUCTIONS.name

    starts_at: Instant
    facility_id: str | None = None
    officer_id: str | None = None
    """Who acts for the group and has not arranged it themselves."""


class IntroductionMet(IntroductionProposed):
    """They have met. Whether the resident joins is said until ``due_at``."""

    type = "introduction-met.v1"
    topic = INTRODUCTIONS.name


class IntroductionNotMet(IntroductionProposed):
    """The meeting did not happen, whyever: another day is looked for until ``due_at``."""

    type = "introduction-not-met.v1"
    topic = INTRODUCTIONS.name


class IntroductionWished(IntroductionProposed):
    """The resident has met the group and wants to join: an officer adds them until ``due_at``."""

    type = "introduction-wished.v1"
    topic = INTRODUCTIONS.name

    officer_id: str | None = None


class IntroductionFollowUpAsked(IntroductionProposed):
    """A month after they joined, the resident is asked once how it goes, until ``due_at``; silence is an answer too."""

    type = "introduction-follow-up-asked.v1"
    topic = INTRODUCTIONS.name


class IntroductionFollowedUp(IntroductionProposed):
    """The resident has answered, which is not said here; ``coordinator_id`` looks at it until ``due_at``.

    Told again when the next one has it.
    """

    type = "introduction-followed-up.v1"
    topic = INTRODUCTIONS.name


EVENTS = (
    IntroductionArranged,
    IntroductionMet,
    IntroductionNotMet,
    IntroductionWished,
    IntroductionFollowUpAsked,
    IntroductionFollowedUp,
)
