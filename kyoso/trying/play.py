"""How far a visitor has come: ids of the sample town, kept in the address of the page and nowhere else.

Nothing in it is secret and nothing is trusted: with the demo's sign-in everybody may be anybody, and a service refuses
what its rules refuse.
"""

import base64
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

DONE_MAX = 40
TEXT_CHARS_MAX = 6_000

Id = Annotated[str, StringConstraints(pattern=r"^([A-Za-z0-9][A-Za-z0-9._:|~-]{0,127})?$")]
"""Of a form that is one segment of a path, whatever somebody writes into the address; empty while there is none."""


class Done(BaseModel):
    """A step that was taken, and the trace of what followed it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    step: Annotated[str, StringConstraints(pattern=r"^[a-z-]{1,20}$")]
    trace: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]


class BadPlay(ValueError):
    """The address does not say where a play stands."""


class Play(BaseModel):
    """Who takes part, what came of it so far, and the steps that were taken."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    resident: Id = ""
    group: Id = ""
    coordinator: Id = ""
    officer: Id = ""
    introduction: Id = ""
    booking: Id = ""
    activity: Id = ""
    partner_group: Id = ""
    """The group that is asked to hold the activity too."""
    partner: Id = ""
    """Who acts for it."""
    redemption: Id = ""
    staff: Id = ""
    """Who hands over what was redeemed."""
    consultation: Id = ""
    desk: Id = ""
    """Who has the consultation."""
    again: Literal["", "yes"] = ""
    """Whether it was taken up again, and waits for another answer."""
    done: Annotated[tuple[Done, ...], Field(max_length=DONE_MAX)] = ()

    def after(self, step: str, trace: str) -> Self:
        """The same, one step on; of very many only the last are remembered."""
        return self.model_copy(update={"done": (*self.done, Done(step=step, trace=trace))[-DONE_MAX:]})

    def but(self, **changes: str) -> Self:
        """The same with other ids."""
        return self.model_copy(update=changes)

    def as_text(self) -> str:
        """A form for an address."""
        text = self.model_dump_json(exclude_defaults=True)
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, text: str) -> Self:
        """The play in an address. Raises ``BadPlay``."""
        if len(text) > TEXT_CHARS_MAX:
            raise BadPlay
        try:
            return cls.model_validate_json(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        except (ValidationError, ValueError) as error:
            raise BadPlay from error
