"""What the schema can say already and nothing does yet: draws, waiting lists, keys.

Such rules validate, with their texts, and ``kyoso rules check`` reports each as not yet in force.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from services.booking.rulebook.asking import Who
from services.booking.rulebook.moments import Moment
from services.booking.rulebook.rule import Clock, Decides, OneOfMany

Minutes = Annotated[int, Field(ge=0, le=1_440)]


class Later(OneOfMany):
    """A rule that is not yet in force."""

    DECIDES: ClassVar[Decides] = "use"


class Draw(Later):
    """When lots are drawn, and how many wishes one may rank."""

    SECTION: ClassVar[str] = "draws"

    when: Moment
    who: Who = Who()
    wishes_max: Annotated[int, Field(ge=1, le=100)] = 1
    bundles: bool = False
    """Whether several slots may be won or lost together."""
    second_round: Moment | None = None


class WaitingList(Later):
    """Who is offered what was cancelled, and for how long."""

    SECTION: ClassVar[str] = "waiting_lists"

    offered: Literal["in-order", "by-lot"] = "in-order"
    offered_at: Clock | None = None
    """The time of the next day at which cancelled slots are offered; without it at once."""
    offer_minutes: Annotated[int, Field(ge=1, le=20_160)] = 1_440


class Key(Later):
    """How long the code of a lock works around a use."""

    SECTION: ClassVar[str] = "keys"

    minutes_before: Minutes = 0
    minutes_after: Minutes = 0
    emergency: bool = False
    """Whether there is a code that works around the clock, for a disaster."""
