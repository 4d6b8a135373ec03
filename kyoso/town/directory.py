"""Who the demo's issuer can speak for: ids, city roles and groups of the town's people, never a name.

It is made again from the seed at each start, so that nothing about anyone lies in a file beside the services.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from kyoso.town.generate import SEED, generate
from kyoso.town.people import PEOPLE_COUNT


@dataclass(frozen=True, slots=True)
class Entry:
    """A person as a token describes them, and the groups they may act for."""

    person_id: str
    roles: tuple[str, ...]
    groups: tuple[str, ...]


class Directory:
    """The issuer's directory over a seed's town, the named people first; invented when it is first asked."""

    def __init__(self, seed: int = SEED, people: int = PEOPLE_COUNT) -> None:
        self.seed = seed
        self.people = people

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """Everyone, by id."""
        return {
            each.id: Entry(each.id, each.roles, each.officer_of) for each in generate(self.seed, self.people).people
        }
