"""Events after which words in the vault are needed no more."""

from abc import ABC, abstractmethod


class LetsWordsGo(ABC):
    """An event after which documents of the vault are removed."""

    @property
    @abstractmethod
    def let_go(self) -> tuple[str, ...]:
        """Their ids."""
