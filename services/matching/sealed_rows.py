"""What the sweep of words and a backup read of what is sealed about a person: whether a document is referred to."""

from shared.journal import Row


class HomeRow(Row):
    """Says that the vault has the cell of somebody's home. Closed when they took it back."""

    kind = "home"


class NeedsRow(Row):
    """Says that the vault has somebody's access needs and age band. Closed when they said others, or took them back."""

    kind = "needs"


def home_id(person_id: str) -> str:
    """The document of the vault, and the row, of the cell somebody lives in."""
    return f"home:{person_id}"
