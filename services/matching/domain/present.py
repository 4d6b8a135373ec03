"""Whether a person is still there, and lets matching use what they say and do: all parts of their record ask this."""

from shared.journal import State


class Present(State):
    """What every part of a person's one record shares."""

    consent: bool = True
    """To the purpose ``matching``: agreed until it is withdrawn."""
    forgotten: bool = False

    @property
    def takes(self) -> bool:
        """Whether what they do may be noted."""
        return self.consent and not self.forgotten
