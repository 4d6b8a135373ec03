"""HiGHS as a part of a service: one thread, and nothing printed, where by itself it greets on standard output."""

import highspy


class QuietHighs(highspy.Highs):
    """The solver with its defaults of this service. Log lines of a service are JSON: a banner between them is none."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # its types are only half there
        self.setOptionValue("threads", 1)

    def enableCallbacks(self) -> None:  # noqa: N802 - the name is HiGHS'
        """As it is, after the output was turned off: the banner is printed here, before an option can be set."""
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]  # as above
