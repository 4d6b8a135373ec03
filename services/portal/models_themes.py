"""What the page of themes needs of what matching publishes. Unknown fields are ignored."""

from datetime import date

from pydantic import Field

from services.portal.models import Read
from services.portal.models_open import Words
from shared.small_counts import COUNT_SHOWN_MIN


class Theme(Read):
    """A category under its desk. ``people``: in whole fives; ``None``: not told. A smaller number is no answer."""

    desk: str
    desk_name: Words
    name: Words
    people: int | None = Field(ge=COUNT_SHOWN_MIN, multiple_of=COUNT_SHOWN_MIN)


class Themes(Read):
    """What a month (``2026-11``) was about, and which other months there are, the newest first."""

    month: str = Field(pattern=r"^\d{4}-\d{2}$")
    counted_on: date
    months: tuple[str, ...]
    themes: tuple[Theme, ...]
