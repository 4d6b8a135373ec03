"""The list of exports: one row each."""

from datetime import date, datetime

from services.matching.domain.history.export import HistoryExport
from shared.journal import Row, State


class HistoryExportRow(Row):
    """Who took a past of the city, up to which day, and when."""

    kind = "history-export"
    columns = ("at",)

    by: str
    split: date
    at: datetime


def of_history_export(state: State) -> list[Row]:
    """The row of an export."""
    if not isinstance(state, HistoryExport) or state.noted is None:
        return []
    noted = state.noted
    return [HistoryExportRow(id=noted.export_id, by=noted.by, split=noted.split, at=noted.at)]
