"""What the sweeps of people read: which document of the vault is in use, and who was erased."""

from collections.abc import Iterable

from services.people.domain.person import Person
from shared.events import Event
from shared.journal import Row


class PersonRow(Row):
    """An account: the vault's document that holds the details, ``None`` once the person is erased (then closed)."""

    kind = "person"
    columns = ("document_id", "erased")

    document_id: str | None
    erased: bool


def project(person: Person, _: Event) -> Iterable[Row]:
    """The one row of an account."""
    return [PersonRow(id=person.person_id, document_id=person.document_id, erased=person.erased, closed=person.erased)]


def document_of(row: Row) -> str | None:
    """The document of the vault that an account's row refers to."""
    return row.document_id if isinstance(row, PersonRow) else None
