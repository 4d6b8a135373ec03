"""How topics are divided among replicas of a service that writes one stream a topic."""

from types import SimpleNamespace

from shared.messaging.whole_topics import BY_TOPIC, IN_TURN, WholeTopics

CLUSTER = SimpleNamespace(partitions_for_topic=lambda topic: {0, 1, 2} if topic != "new" else None)


def divided(**topics_of):
    members = {member: SimpleNamespace(subscription=topics) for member, topics in topics_of.items()}
    found = WholeTopics.assign(CLUSTER, members)
    return {member: dict(each.assignment) for member, each in found.items()}


def test_every_partition_of_a_topic_goes_to_one_member():
    """And every topic to somebody."""
    found = divided(one=["a", "b", "c"], two=["a", "b", "c"])

    assert {"a", "b", "c"} == found["one"].keys() | found["two"].keys()
    assert not found["one"].keys() & found["two"].keys()
    assert {(0, 1, 2)} == {tuple(parts) for each in found.values() for parts in each.values()}


def test_topics_are_shared_evenly():
    """No member has two more than another."""
    counts = sorted(len(each) for each in divided(one=list("abcde"), two=list("abcde"), three=list("abcde")).values())

    assert [1, 2, 2] == counts


def test_a_topic_goes_only_to_who_wants_it():
    """During an upgrade members may want different ones."""
    found = divided(old=["a"], new_one=["a", "b"])

    assert "b" in found["new_one"]
    assert found["old"].keys() <= {"a"}


def test_a_topic_that_is_not_there_yet_is_nobodys_fault():
    """It has no partitions until it is provisioned."""
    assert {"new": []} == divided(one=["new"])["one"]


def test_a_member_offers_one_way_only():
    """The client joins once for each: seen as thousands of generations in which two members never met."""
    assert (WholeTopics,) == BY_TOPIC
    assert 1 == len(IN_TURN)
