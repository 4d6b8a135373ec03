"""What a clerk is told of what would have to be different."""

from kyoso.counter.instead import changes_in
from kyoso.counter.words import refusal_in_words
from kyoso.story.client import Refused


def refusal(kind, ja, *, allowed=False):
    return {"change": {"kind": kind, "allowed": allowed, "ja": ja, "en": ja.upper()}}


def test_what_is_enough_alone_comes_before_all_else():
    """Then what is enough together; then each rule's nearest; nothing where nothing helps."""
    told = {"refusals": [refusal("day", "a"), refusal("room", "b", allowed=True)], "together": None}
    both = {"refusals": [refusal("day", "a"), refusal("room", "b")], "together": {"ja": "c", "en": "C"}}

    assert [{"ja": "b", "en": "B"}] == changes_in(told)
    assert [{"ja": "c", "en": "C"}] == changes_in(both)
    assert ["a", "b"] == [each["ja"] for each in changes_in({**both, "together": None})]
    assert [] == changes_in({"refusals": [refusal("nothing", "a")], "together": None}) == changes_in({})


def test_it_is_read_out_with_the_refusal():
    """In both languages, behind the rules."""
    refused = Refused("POST /x", 422, {"code": "rule-refused", "refusals": []})

    told = refusal_in_words(refused.with_more(changes=[{"ja": "火曜日なら。", "en": "On Tuesday."}]))

    assert "変えれば / what would do: 火曜日なら。 / On Tuesday." in told
