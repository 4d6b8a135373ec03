"""The sweep of orphans: documents whose commit never came, and replaced versions that a crash left behind."""

from collections.abc import Awaitable, Callable, Sequence

from shared.vault.port import Vault

CHUNK = 200


async def sweep_orphans(vault: Vault, referred_to: Callable[[Sequence[str]], Awaitable[set[str]]]) -> int:
    """Remove every document that nothing refers to; how many there were.

    ``referred_to`` is given up to 200 ids in order and answers which of them the journal knows. Run it at start, before
    the service takes commands: a document that waits for its commit has no reference yet.
    """
    removed, after = 0, ""
    while ids := await vault.settled_ids(after, CHUNK):
        known = await referred_to(ids)
        orphans = [id for id in ids if id not in known]
        if orphans:
            await vault.remove(orphans)
        removed += len(orphans)
        after = ids[-1]
    return removed
