"""Two major versions of one event, rendered beside each other, are one fact; two events of one type are two."""

from datetime import UTC, datetime

import pytest

from shared.contracts.booking_activities import ActivityAttended, ActivitySignedUp
from shared.journal.commits import Commit, Record
from shared.messaging.handlers import Handlers


def a_commit(*types):
    at = datetime(2026, 12, 1, tzinfo=UTC)
    return Commit("c", "s/1", 1, "cause", "", at, "a", "", tuple(Record(each, b"{}") for each in types))


@pytest.mark.parametrize(
    ("types", "ids"),
    [
        (["a.v1", "b.v1"], ["c.0", "c.1"]),
        (["a.v1", "a.v1"], ["c.0", "c.1"]),
        (["a.v1", "a.v2"], ["c.0", "c.0"]),
        (["a.v1", "a.v2", "a.v3"], ["c.0", "c.0", "c.0"]),
        (["a.v1", "a.v2", "a.v1", "a.v2"], ["c.0", "c.0", "c.2", "c.2"]),
        (["b.v1", "a.v9", "a.v10", "b.v2"], ["c.0", "c.1", "c.1", "c.3"]),
    ],
)
def test_the_id_of_a_fact(types, ids):
    """A later major version has the id of the version before it, directly behind which it stands."""
    commit = a_commit(*types)

    assert ids == [commit.fact_id(n) for n in range(len(types))]


def test_one_name_for_the_versions_of_one_type_and_for_nothing_else():
    """The name is part of the cause: the same fact in two versions must not act twice, two facts not once."""

    class Next(ActivityAttended):
        """The next major version."""

        type = "activity-attended.v2"

    async def handle(event, uses, cause):
        """Nothing."""

    handlers = Handlers()
    handlers.consumes(ActivityAttended, name="note")(handle)
    handlers.consumes(Next, name="note")(handle)
    with pytest.raises(ValueError, match="two handlers"):
        handlers.consumes(ActivitySignedUp, name="note")(handle)
    with pytest.raises(ValueError, match="two handlers"):
        handlers.consumes(Next, name="note")(handle)

    assert {"activity-attended.v1", "activity-attended.v2"} == set(handlers.by_type)


def test_a_table_in_parts_is_one_table():
    """What a part hears is heard, and a name that a part has is taken."""

    async def handle(event, uses, cause):
        """Nothing."""

    part = Handlers()
    part.consumes(ActivityAttended, name="note")(handle)

    handlers = Handlers(part)
    handlers.consumes(ActivitySignedUp, name="tell")(handle)

    assert {"activity-attended.v1", "activity-signed-up.v1"} == set(handlers.by_type)
    assert {"activity-attended.v1"} == set(part.by_type)
    with pytest.raises(ValueError, match="two handlers"):
        Handlers(part, part)
    with pytest.raises(ValueError, match="two handlers"):
        handlers.consumes(ActivitySignedUp, name="note")(handle)
