"""How far a visitor has come, in an address that anybody may write."""

import base64
import json

import pytest

from kyoso.story.stage import Caused
from kyoso.trying import words
from kyoso.trying.pages import together
from kyoso.trying.play import DONE_MAX, BadPlay, Play
from kyoso.trying.steps import BY_NAME, END, STEPS, following, is_ready

TRACE = "0af7651916cd43dd8448eb211c80319c"


def text_of(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


def test_a_play_is_what_it_was_when_it_is_read_back():
    """Every id and every step that was taken."""
    play = Play(resident="person-0001", group="osawa-garden").after("interests", TRACE).but(introduction="i-1")

    assert play == Play.read(play.as_text())


def test_of_very_many_steps_the_last_are_kept():
    """Going back and forth for ever makes no endless address."""
    play = Play(resident="p")
    for _ in range(DONE_MAX + 5):
        play = play.after("group", TRACE)

    assert DONE_MAX == len(Play.read(play.as_text()).done)


@pytest.mark.parametrize(
    "text",
    [
        "", "…", "e30x", "A" * 7_000, text_of([]), text_of({"resident": "../admin"}), text_of({"resident": "a/b"}),
        text_of({"group": "a?b"}), text_of({"other": "x"}), text_of({"done": [{"step": "x", "trace": "y"}]}),
        text_of({"resident": "<script>"}), text_of({"resident": "x" * 200}),
    ],
)  # fmt: skip
def test_what_is_no_play_is_refused(text):
    """Ids become segments of paths: nothing else is let in."""
    with pytest.raises(BadPlay):
        Play.read(text)


def test_each_step_leads_to_the_next_and_the_last_to_the_end():
    """In the order of the table."""
    play = Play(introduction="i")

    assert [*(step.name for step in STEPS[1:]), END] == [following(step, play) for step in STEPS]


def test_after_a_no_another_group_is_chosen():
    """The coordinator's no is no dead end."""
    assert "group" == following(BY_NAME["introduction"], Play(resident="p"))


def test_a_step_waits_for_what_it_needs():
    """Whoever writes an address by hand is told so instead of an error."""
    assert not is_ready(BY_NAME["room"], Play(resident="p"))
    assert is_ready(BY_NAME["room"], Play(resident="p", officer="o", group="g"))


def test_events_of_one_type_stand_in_one_line():
    """Two messages are one line with a number."""
    events = [Caused("1", "a.v1", "", ("x",)), Caused("2", "b.v1", "", ()), Caused("3", "a.v1", "", ("x",))]

    assert [("a.v1", 2), ("b.v1", 1)] == [(event.type, count) for event, count in together(events)]


def test_every_step_and_every_expected_event_has_words():
    """In both languages, and none of them is empty."""
    assert {step.name for step in STEPS} == set(words.STEPS)
    assert {name for step in STEPS for name in step.expected} <= set(words.EVENTS)
    pairs = [*words.TEXTS.values(), *words.EVENTS.values(), *words.ROLES.values(), *words.SERVICES.values()]
    pairs += [pair for step in words.STEPS.values() for pair in step.values()]
    assert all(ja and en for ja, en in pairs)
