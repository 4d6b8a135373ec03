"""What the roster knows of supporters in training: beside whom each learns, and how often they were paired."""

from datetime import datetime

from pydantic import BaseModel

from services.matching.domain.learning.events import (
    PairingKept,
    SupporterPaired,
    SupporterUnpaired,
    TrainingTerms,
    TrainingTermsSet,
)
from shared.events import Event
from shared.journal import State


class Pairing(BaseModel):
    """Beside whom a supporter learns, since when and until when. ``at_desk``: beside the desk owner."""

    coordinator_id: str
    number: int
    since: datetime
    until: datetime
    at_desk: bool = False
    looked_at: datetime | None = None
    """When the clock last found that it goes on."""


class PairingRecord(State):
    """A part of the roster, so that a coordinator who leaves and the supporter beside them are one decision."""

    pairings: dict[str, Pairing] = {}
    """By supporter."""
    pairing_numbers: dict[str, int] = {}
    """The last number of each, also of those who left: a number is used once."""
    paired_times: dict[str, dict[str, int]] = {}
    """By supporter and coordinator: how often they were paired."""
    training_terms: TrainingTerms = TrainingTerms()

    def learn_terms(self, terms: TrainingTerms) -> list[Event]:
        """Take what the data say, when it is new."""
        return [] if terms == self.training_terms else [TrainingTermsSet(terms=terms)]

    def beside(self, coordinator_id: str) -> list[str]:
        """The supporters who learn beside somebody, by name."""
        return sorted(id for id, each in self.pairings.items() if each.coordinator_id == coordinator_id)

    def apply_to_pairings(self, event: Event) -> None:
        """Take what is about pairings."""
        match event:
            case TrainingTermsSet():
                self.training_terms = event.terms
            case SupporterPaired():
                self.pairings[event.supporter_id] = Pairing(
                    coordinator_id=event.coordinator_id, number=event.number, since=event.since, until=event.until,
                    at_desk=event.at_desk,
                )  # fmt: skip
                self.pairing_numbers[event.supporter_id] = event.number
                if not event.at_desk:
                    times = self.paired_times.setdefault(event.supporter_id, {})
                    times[event.coordinator_id] = times.get(event.coordinator_id, 0) + 1
            case PairingKept():
                self.pairings[event.supporter_id].looked_at = event.at
            case SupporterUnpaired():
                self.pairings.pop(event.supporter_id, None)
                if event.left:
                    self.paired_times.pop(event.supporter_id, None)
