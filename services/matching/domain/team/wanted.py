"""What an introduction or a consultation asks of who takes it."""

from datetime import date

from services.matching.domain.consulting.events import Consulting, Turn
from services.matching.domain.events import Asking
from services.matching.domain.team.choosing import Wanted


def wanted_near(asking: Asking, day: date, without: tuple[str, ...] = ()) -> Wanted:
    """Of an introduction: somebody near, whose own affair it is not. ``without``: who had it."""
    return Wanted(
        day, asking.nearness, without, language=asking.language, fields=asking.fields, person_id=asking.person_id
    )


def wanted_at_desk(asking: Consulting, day: date, turn: Turn) -> Wanted:
    """Of a consultation: somebody competent, at the desk of its turn."""
    return Wanted(
        day,
        asking.nearness,
        turn.without,
        turn.desk,
        turn.general,
        professionals=turn.why == "referred",
        language=asking.language,
        person_id=asking.person_id,
    )
