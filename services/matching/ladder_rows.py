"""What figures of the ladder read: a row a person, emptied and closed when consent is withdrawn or they are erased."""

from services.matching.domain.ladder import Ladder, Record
from shared.journal import Row


class LadderRow(Row):
    """One person's deeds, areas and age band. Read by figures alone, never by a list."""

    kind = "ladder"

    record: Record = Record()


def of_ladder(ladder: Ladder) -> list[Row]:
    """The row of a person's ladder, after whichever event."""
    record = ladder.record if ladder.open else Record()
    return [LadderRow(id=ladder.stream_key, record=record, closed=not ladder.open)]
