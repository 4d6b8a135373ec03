"""The words of a request to be introduced: in the vault alone, for who may read them, while they are needed."""

from datetime import timedelta

import pytest

from services.matching.refusals import AlreadyAsked
from shared.errors import CauseReused
from shared.web import Caller, NotFound
from tests.integration.matching.matching_kit import HANA, KEN, SATO, YUI


async def test_the_same_key_with_other_words_changes_nothing_in_the_vault(city):
    """A reused key is refused, and what was written first stays."""
    introduction_id = await city.ask(message="最初の言葉", cause=city.by_http(HANA, "key-1", b"first"))

    with pytest.raises(CauseReused):
        await city.ask(group_id="osawa-garden", message="別の言葉", cause=city.by_http(HANA, "key-1", b"second"))

    seen = await city.uses.introductions.get(introduction_id, by=HANA)
    assert "最初の言葉" == seen.message


async def test_a_repeat_after_the_end_does_not_bring_the_words_back(city):
    """They are kept while the introduction is open, and no longer, however late the same request comes again."""
    cause = city.by_http(HANA, "key-1", b"body")
    introduction_id = await city.ask(cause=cause)
    await city.uses.introductions.decline(introduction_id, by=HANA, cause=city.cause())

    await city.ask(cause=cause)

    assert [] == list(await city.uses.introductions.kept.vault.settled_ids("", 10))


async def test_a_reused_key_leaves_no_words_behind(city):
    """Words that came with a refused request belong to nothing."""
    await city.group("another-group")
    await city.ask(cause=city.by_http(HANA, "key-1", b"first"))

    with pytest.raises(CauseReused):
        await city.ask(group_id="another-group", cause=city.by_http(HANA, "key-1", b"second"))

    assert 1 == len(await city.uses.introductions.kept.vault.settled_ids("", 10))


async def test_the_words_are_read_by_the_two_sides_and_who_has_the_case_only(city):
    """Other coordinators and staff see how it stands; strangers see nothing at all."""
    introduction_id = await city.ask(message="庭が好きです")
    other = Caller("coordinator-ito", frozenset({"coordinator"}))

    seen = [
        (await city.uses.introductions.get(introduction_id, by=reader)).message for reader in (HANA, YUI, SATO, other)
    ]

    assert ["庭が好きです"] * 3 + [None] == seen
    with pytest.raises(NotFound):
        await city.uses.introductions.get(introduction_id, by=KEN)


async def test_the_words_are_in_no_event(city):
    """Private free text lives in the vault alone."""
    await city.ask(message="とても秘密の言葉")

    commits = await city.journal.store.after(0, 500)
    assert [] == [c for c in commits for record in c.records if "秘密" in record.body.decode()]


async def test_orphaned_words_are_swept_and_those_in_use_stay(city):
    """A crash between vault and commit leaves words that nothing refers to."""
    introduction_id = await city.ask(message="残る言葉")
    await city.uses.kept.keep("orphan", "resident-ken", "消える言葉")
    city.advance(timedelta(hours=2))

    await city.uses.kept.sweep()

    assert None is await city.uses.kept.read("orphan", reader="test")
    assert "残る言葉" == (await city.uses.introductions.get(introduction_id, by=HANA)).message


async def test_a_refused_request_leaves_no_words(city):
    """What is refused is not kept."""
    await city.ask()
    cause = city.cause()
    with pytest.raises(AlreadyAsked):
        await city.ask(message="もう一度", cause=cause)

    assert None is await city.uses.kept.read(cause.new_id("message/"), reader="test")
