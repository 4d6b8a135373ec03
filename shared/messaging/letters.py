"""Dead letters as the delivery and the relay keep them: read page by page, put once, opened again when need be."""

from collections.abc import AsyncIterator, Sequence

from shared.journal.port import DeadLetter, LetterStatus, Store

OPEN: tuple[LetterStatus, ...] = ("failed", "parked", "releasing", "discarding")
CLOSED: tuple[LetterStatus, ...] = ("replayed", "discarded")
LETTERS_PER_PAGE = 500


async def every(store: Store, statuses: Sequence[LetterStatus]) -> AsyncIterator[DeadLetter]:
    """All letters of these statuses by number; a page in memory at a time, since each holds its whole event."""
    after = 0
    while statuses and (page := await store.letters(statuses, after=after, limit=LETTERS_PER_PAGE)):
        for letter in page:
            yield letter
        after = page[-1].number


async def put(store: Store, letter: DeadLetter) -> bool:
    """Keep a letter; whether one more is open now.

    A known letter stays as it is, so that a repeat does not multiply it. Only one that was replayed, and whose event
    came again and failed, is opened again: a subject must not wait behind a letter that nobody can replay.
    """
    known = await store.letter(letter.id)
    if known is None:
        await store.add_letters([letter])
        return True
    if letter.status == "failed" and known.status in {"replayed", "parked"}:
        await store.mark_letter(letter.id, "failed", "", letter.at, f"{letter.handler}: {letter.reason}")
        return known.status == "replayed"
    return False
