"""How far a visitor has come, in an address that anybody may write."""

import base64
import json

import pytest

from kyoso.story.client import Refused
from kyoso.story.stage import Caused
from kyoso.trying import words
from kyoso.trying.ending import by_chapter, is_whole, numbers_of, together
from kyoso.trying.play import DONE_MAX, BadPlay, Done, Play
from kyoso.trying.refusing import said_of
from kyoso.trying.steps import BY_NAME, CHAPTERS, END, STEPS, following, is_ready, number_of

TRACE = "0af7651916cd43dd8448eb211c80319c"


def told(*names):
    """Steps that were taken, each with an event that two services heard and a message that one heard."""
    events = [Caused("1", "a.v1", "", ("x", "y")), Caused("2", "message-sent.v1", "", ("x",))]
    return [(Done(step=name, trace=TRACE), events) for name in names]


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
    play = Play(introduction="i", partner="p")

    assert [*(step.name for step in STEPS[1:]), END] == [following(step, play) for step in STEPS]


def test_after_a_no_another_group_is_chosen():
    """The coordinator's no is no dead end."""
    assert "group" == following(BY_NAME["introduction"], Play(resident="p"))


def test_who_asks_no_partner_waits_for_no_answer():
    """The way goes on with the sign-up."""
    assert "sign-up" == following(BY_NAME["partner"], Play(activity="a"))


def test_while_it_is_not_solved_another_answer_is_given():
    """The resident's "not yet" leads back to who has it; their word that it is solved leads to the end."""
    assert "answer" == following(BY_NAME["solved"], Play(again="yes"))
    assert END == following(BY_NAME["solved"], Play())


def test_a_gift_takes_the_place_of_a_reward():
    """Whoever gave their points has nothing to fetch: the next chapter follows, and the way is whole all the same."""
    taken = [chapter.steps[-1].name for chapter in CHAPTERS if not chapter.instead]

    assert "worry" == following(BY_NAME["gift"], Play())
    assert not is_whole(told(*taken))
    assert is_whole(told(*taken, "gift"))
    assert is_whole(told(*taken, "fetch"))


def test_steps_are_counted_in_their_chapter():
    """Each chapter begins at one."""
    assert [1, 2, 3, 4, 1] == [number_of(step) for step in STEPS[:5]]
    assert 1 == number_of(BY_NAME["gift"])


def test_what_happened_is_counted_over_all_and_told_by_chapter():
    """A step that was taken twice is told twice, in its chapter."""
    taken = told("group", "room", "group")

    numbers, chapters = numbers_of(taken), by_chapter(taken)

    assert (3, 6, 9, 3) == (numbers.steps, numbers.events, numbers.heard, numbers.messages)
    assert [("finding", 2, 4), ("meeting", 1, 2)] == [
        (each.chapter.name, len(each.steps), each.events) for each in chapters
    ]


def test_a_refusal_names_what_there_is_instead():
    """Rooms by name and hour, rewards by their name in the language of the page."""
    tatami = {"room_name": "和室", "room_name_en": "Tatami room", "starts_at": "2026-12-01T10:30:00+09:00"}
    rooms = [{"room_name": "和室", "starts_at": "2026-12-01T10:30:00+09:00"}, {"room_id": "r2"}, {}, {"room_id": "r3"}]
    rewards = [{"reward_id": "seeds", "name": {"ja": "花の種", "en": "Seeds"}}, "nonsense"]

    assert ("和室 10:30〜", "r2 〜") == said_of(Refused("", 409, {"alternatives": rooms}), "en").others
    assert [("Tatami room 10:30〜",), ("和室 10:30〜",)] == [
        said_of(Refused("", 409, {"alternatives": [tatami]}), language).others for language in ("en", "ja")
    ]
    assert ("Seeds",) == said_of(Refused("", 409, {"alternatives": rewards}), "en").others
    assert "others_left" == said_of(Refused("", 409, {"code": "reward-gone", "alternatives": rewards}), "en").others_are


@pytest.mark.parametrize(("code", "already"), [("redemption-ended", True), ("points-short", False)])
def test_what_was_done_before_lets_go_on(code, already):
    """Whoever went back and pressed again is no stuck visitor; what is refused for another reason leads nowhere."""
    assert already == said_of(Refused("", 409, {"code": code}), "ja").already


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
    assert set(BY_NAME) == set(words.STEPS)
    assert {chapter.name for chapter in CHAPTERS} == set(words.CHAPTERS)
    assert {step.role for step in BY_NAME.values()} == set(words.ROLES)
    assert {name for step in BY_NAME.values() for name in step.expected} <= set(words.EVENTS)
    pairs = [*words.TEXTS.values(), *words.EVENTS.values(), *words.ROLES.values(), *words.SERVICES.values()]
    pairs += [pair for each in (words.STEPS, words.CHAPTERS) for said in each.values() for pair in said.values()]
    assert all(ja and en for ja, en in pairs)
