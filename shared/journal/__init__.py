"""The journal: every change of a service is one immutable commit, inserted under two unique keys."""

from shared.journal.causes import Cause, Causes, Fact
from shared.journal.commits import Chain, Commit, Record
from shared.journal.journal import Decoder, Journal, Page
from shared.journal.limits import Limits
from shared.journal.model import Following, Model, Reaction, Row, State, Step, Stream, on, on_commit

__all__ = [
    "Cause",
    "Causes",
    "Chain",
    "Commit",
    "Decoder",
    "Fact",
    "Following",
    "Journal",
    "Limits",
    "Model",
    "Page",
    "Reaction",
    "Record",
    "Row",
    "State",
    "Step",
    "Stream",
    "on",
    "on_commit",
]
