"""One commit's own saga steps, taken to their end: what both relays do before they publish."""

import asyncio
import logging
import random
from collections.abc import Set as AbstractSet

from shared import trace
from shared.errors import Transient, UnknownEvent
from shared.journal import Commit, Journal, Reaction
from shared.journal.archived import Archived
from shared.journal.port import DeadLetter
from shared.messaging.reaction_letters import letter_id, letter_of

log = logging.getLogger(__name__)

RETRY_SECONDS_MAX = 5.0


class Reactions:
    """Takes the reactions to the commits of one journal."""

    def __init__(self, journal: Journal, discarded: AbstractSet[str]) -> None:
        """``discarded``: letters of reactions that are never to be taken, by an operator's decision; it may grow."""
        self._journal = journal
        self._discarded = discarded
        self._known = {*(event.type for event in journal.model.events), Archived.type}

    def concern(self, commit: Commit) -> bool:
        """Whether anything is to be done for a commit: a step to take, or a letter for what cannot be read."""
        return not self.decodes(commit) or self._journal.leads_on(commit)

    def decodes(self, commit: Commit) -> bool:
        """Whether this code knows every event of a commit."""
        return all(record.type in self._known for record in commit.records)

    async def take(self, commit: Commit, skip: str = "") -> DeadLetter | None:
        """Take the steps after one commit; the letter of the one that failed for good. ``skip``: a letter's id."""
        trace.enter(commit.trace)
        if not self.decodes(commit):
            if self._is_skipped(commit, 0, "decode", skip):
                return None
            return letter_of(commit, 0, "decode", "no code for one of its events", self._journal.now())
        for index, reaction in self._journal.reactions_to(commit):
            if self._is_skipped(commit, index, reaction.name, skip):
                continue
            failure = await self._until_done(reaction, commit, index)
            if failure:
                return letter_of(commit, index, reaction.name, failure, self._journal.now())
        return None

    def _is_skipped(self, commit: Commit, index: int, reaction: str, skip: str) -> bool:
        if not skip and not self._discarded:
            return False
        id = letter_id(commit, index, reaction)
        return id == skip or id in self._discarded

    async def _until_done(self, reaction: Reaction, commit: Commit, index: int) -> str:
        """Take one reaction, again and again while the fault is transient; why it failed, or an empty string."""
        delay = 0.05
        while True:
            try:
                await self._journal.take(reaction, commit, index)
            except UnknownEvent as error:
                return f"UnknownEvent: {error}"
            except Transient as fault:
                log.warning("a reaction waits", extra={"fault": str(fault), "reaction": reaction.name})
                await asyncio.sleep(delay * random.uniform(0.5, 1.5))  # noqa: S311 - jitter
                delay = min(delay * 2, RETRY_SECONDS_MAX)
            except Exception as bug:
                log.exception("a reaction failed", extra={"reaction": reaction.name})
                return f"{type(bug).__name__}: {bug}"
            else:
                return ""
