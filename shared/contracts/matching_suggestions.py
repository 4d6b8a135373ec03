"""What matching tells of suggestions between groups: made, answered, handed on, lapsed."""

from shared.contracts.base import SUGGESTIONS, Instant, PublicEvent


class SuggestionMade(PublicEvent):
    """One group suggests a theme to another; ``coordinator_id`` sees to it that it is answered until ``due_at``.

    ``officer_ids``: those of the other group, who are asked.
    """

    type = "suggestion-made.v1"
    topic = SUGGESTIONS.name

    suggestion_id: str
    group_id: str
    to_group_id: str
    theme: str
    coordinator_id: str
    due_at: Instant | None = None
    officer_ids: tuple[str, ...] = ()


class SuggestionLate(SuggestionMade):
    """Nobody has answered: ``coordinator_id``, the desk owner, asks once more until the new ``due_at``."""

    type = "suggestion-late.v1"
    topic = SUGGESTIONS.name


class SuggestionAnswered(SuggestionMade):
    """The other group has said yes or no. ``officer_ids``: those of the group that asked, who are told."""

    type = "suggestion-answered.v1"
    topic = SUGGESTIONS.name

    accepted: bool


class SuggestionLapsed(SuggestionMade):
    """Nobody has answered twice: it is over. ``officer_ids``: those of the group that asked, who are told."""

    type = "suggestion-lapsed.v1"
    topic = SUGGESTIONS.name


EVENTS = (SuggestionMade, SuggestionLate, SuggestionAnswered, SuggestionLapsed)
