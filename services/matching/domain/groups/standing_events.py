"""The private events of how a group stands: what was under way with it, and who suggested another one."""

from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from shared.events import Event

Standing = Literal["active", "suspended", "ended"]


class ContactGone(BaseModel):
    """A suggestion that ends, as of its round, and the officers of the other group, who are told."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    contact_id: str
    round: int
    told: tuple[str, ...] = ()


class StandingSeenTo(Event):
    """What was under way with a group hears how it stands as of ``number``; ``again_at``: it is looked at once more."""

    type = "group-standing-seen-to.v1"

    group_id: str
    standing: Standing
    number: int
    times: int
    again_at: AwareDatetime | None = None
    introduction_ids: tuple[str, ...] = ()
    contacts: tuple[ContactGone, ...] = ()


class IntroductionGroupNoted(Event):
    """On the introduction: how its group stands as of ``number``; what comes of an earlier one is nothing."""

    type = "introduction-group-noted.v1"

    introduction_id: str
    standing: Standing
    number: int


class AnotherSuggested(Event):
    """Who suggested which other group, and as what."""

    type = "introduction-another-suggested.v1"

    introduction_id: str
    to_group_id: str
    by: str
    relation: str


EVENTS: tuple[type[Event], ...] = (StandingSeenTo, IntroductionGroupNoted, AnotherSuggested)
