"""A past of the city that is handed out for measuring recommendations: who took it, up to which day, and when.

It is noted before anything is read, and stays: this is the record of readings of what concerns everybody at once.
"""

from datetime import date, datetime, timedelta

from pydantic import AwareDatetime

from shared.events import Event
from shared.journal import State

OPEN_FOR = timedelta(hours=1)
"""So long whoever noted an export may fetch it."""


class HistoryExportNoted(Event):
    """A member of staff (``by``) is about to fetch what was done in the city, with what was known on ``split``."""

    type = "history-export-noted.v1"

    export_id: str
    by: str
    split: date
    at: AwareDatetime


class HistoryExport(State):
    """``history-export/<id>``: one event, for good."""

    kind = "history-export"

    noted: HistoryExportNoted | None = None

    def note(self, by: str, split: date, at: datetime) -> list[Event]:
        """Note it."""
        return [HistoryExportNoted(export_id=self.stream_key, by=by, split=split, at=at)]

    def apply(self, event: Event) -> None:
        if isinstance(event, HistoryExportNoted):
            self.noted = event


EVENTS: tuple[type[Event], ...] = (HistoryExportNoted,)
