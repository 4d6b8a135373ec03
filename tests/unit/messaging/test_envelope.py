"""What stands in a record's headers."""

from shared.messaging.envelope import Arrived, read, subject_of

HEADERS = (("ce_id", b"f.0"), ("ce_type", b"activity-attended.v1"), ("ce_subject", b"activity/a"))


def test_of_a_header_that_comes_twice_the_first_counts_everywhere():
    """A record sorted by one subject and kept under another would not wait behind its own letter."""
    again = (("ce_subject", b"activity/b"), ("ce_type", b"something-else.v1"))
    arrived = Arrived("kyoso.activities", b"activity/a", b"{}", HEADERS + again)
    incoming = read(arrived)

    assert "activity/a" == subject_of(arrived) == incoming.fact.subject
    assert arrived.header("ce_type").decode() == incoming.type == "activity-attended.v1"
