"""What a person has seen before: groups they asked to meet, or that asked them, and what they set aside themselves.

Only ids, each with a day: what a person looked at or tapped is not kept. A part of the person's one record, gone with
the consent and with the person.
"""

from datetime import date
from typing import Literal, NamedTuple

from services.matching.domain.events import IntroductionAsked, MatchingConsentChanged, PersonForgotten
from services.matching.domain.inviting.events import InvitationEnded, InvitationsOpened
from services.matching.domain.present import Present
from services.matching.domain.recommending.seen import How
from services.matching.refusals import ConsentMissing, PersonGone
from shared.clock import tokyo_date
from shared.events import Event

SeenOf = Literal["group", "activity"]
SEEN_MAX = 200
"""Of so much it is known; of more, the latest."""


class Seen(NamedTuple):
    """How something is known, and since which day."""

    how: How
    on: date


class SetAside(Event):
    """Somebody does not want to be shown something for now, or does again (``kept``: no)."""

    type = "set-aside.v1"

    person_id: str
    of: SeenOf
    target_id: str
    on: date
    kept: bool = True


EVENTS: tuple[type[Event], ...] = (SetAside,)


def key_of(of: SeenOf, target_id: str) -> str:
    """Under which something is known, as offers are (``Offer.key``)."""
    return f"{of}/{target_id}"


class FamiliarPerson(Present):
    """What one person has seen before. Bound by ``SEEN_MAX``."""

    seen: dict[str, Seen] = {}
    """By key, the oldest first."""

    # -- decisions

    def set_aside(self, of: SeenOf, target_id: str, on: date) -> list[Event]:
        """Keep that they do not want to be shown it for now. Raises ``PersonGone``, ``ConsentMissing``."""
        if self.forgotten:
            raise PersonGone
        if not self.consent:
            raise ConsentMissing
        if self.seen.get(key_of(of, target_id)) == ("set-aside", on):
            return []
        return [SetAside(person_id=self.stream_key, of=of, target_id=target_id, on=on)]

    def take_back(self, of: SeenOf, target_id: str, on: date) -> list[Event]:
        """Show it again; no events when it was not set aside."""
        known = self.seen.get(key_of(of, target_id))
        if known is None or known.how != "set-aside":
            return []
        return [SetAside(person_id=self.stream_key, of=of, target_id=target_id, on=on, kept=False)]

    # -- fold

    def apply_to_familiar(self, event: Event) -> None:
        """Take what makes something known, or lets it be forgotten."""
        match event:
            case SetAside(kept=True):
                self._know(key_of(event.of, event.target_id), Seen("set-aside", event.on))
            case SetAside():
                self.seen.pop(key_of(event.of, event.target_id), None)
            case IntroductionAsked(asking=asking):
                self._know(key_of("group", asking.group_id), Seen("asked", tokyo_date(asking.asked_at)))
            case InvitationEnded() if event.at is not None:
                self._know(key_of("group", event.group_id), Seen("invited", tokyo_date(event.at)))
            case InvitationsOpened(open=False):
                self.seen = {key: seen for key, seen in self.seen.items() if seen.how != "invited"}
            case MatchingConsentChanged(given=False) | PersonForgotten():
                self.seen = {}

    def _know(self, key: str, seen: Seen) -> None:
        if not self.takes:
            return
        self.seen.pop(key, None)
        self.seen[key] = seen
        while len(self.seen) > SEEN_MAX:
            del self.seen[next(iter(self.seen))]
