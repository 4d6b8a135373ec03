"""The rules file of a town, as one schema: everything that it can say. As JSON: ``docs/api/rulebook.schema.json``."""

from typing import Annotated, Any, Literal

from pydantic import Field

from services.booking.rulebook.approvals import Approval
from services.booking.rulebook.bands import Lengths, Slots
from services.booking.rulebook.caps import Cap
from services.booking.rulebook.eligibility import Eligibility, Purposes
from services.booking.rulebook.equipment import Equipment
from services.booking.rulebook.hold_limits import HoldLimit
from services.booking.rulebook.later import Draw, Key, Later, WaitingList
from services.booking.rulebook.opening import Closure, Opening
from services.booking.rulebook.passings import Passing
from services.booking.rulebook.penalties import Penalty
from services.booking.rulebook.places import Facility
from services.booking.rulebook.preemptions import Preemption
from services.booking.rulebook.prices import Prices
from services.booking.rulebook.reductions import Reduction
from services.booking.rulebook.refunds import Refund
from services.booking.rulebook.rule import Data, Id, Name, Rule, Text
from services.booking.rulebook.windows import Cancellation, Closes, Confirmation, Holds, Opens, Payment, Start

RULES: tuple[type[Rule], ...] = (
    Slots, Opening, Closure, Lengths, Opens, Closes, Penalty, Eligibility, Purposes, Cap, Passing, Equipment, Prices,
    Holds, HoldLimit, Preemption, Approval, Reduction, Payment, Confirmation, Cancellation, Start, Refund, Draw,
    WaitingList, Key,
)  # fmt: skip
"""Every kind of rule, in the order in which a decision looks at them."""
KINDS: dict[str, type[Rule]] = {kind.SECTION: kind for kind in RULES}
LATER: tuple[type[Later], ...] = (Draw, WaitingList, Key)

Many = Field(max_length=2_000)


class RuleFile(Data):
    """One town's rules of use. Each section is a list; every rule says where it holds and from when."""

    version: Literal[1] = Field(alias="schema")
    """The version of this schema."""
    town: Id
    name: Name
    sources: tuple[Text, ...] = ()
    """Where the rules were taken from, for people."""
    facilities: Annotated[tuple[Facility, ...], Field(min_length=1, max_length=1_000)]

    opening: Annotated[tuple[Opening, ...], Many] = ()
    closures: Annotated[tuple[Closure, ...], Many] = ()
    slots: Annotated[tuple[Slots, ...], Many] = ()
    lengths: Annotated[tuple[Lengths, ...], Many] = ()
    prices: Annotated[tuple[Prices, ...], Many] = ()
    equipment: Annotated[tuple[Equipment, ...], Many] = ()
    eligibility: Annotated[tuple[Eligibility, ...], Many] = ()
    purposes: Annotated[tuple[Purposes, ...], Many] = ()
    caps: Annotated[tuple[Cap, ...], Many] = ()
    opens: Annotated[tuple[Opens, ...], Many] = ()
    closes: Annotated[tuple[Closes, ...], Many] = ()
    holds: Annotated[tuple[Holds, ...], Many] = ()
    hold_limits: Annotated[tuple[HoldLimit, ...], Many] = ()
    payments: Annotated[tuple[Payment, ...], Many] = ()
    confirmations: Annotated[tuple[Confirmation, ...], Many] = ()
    cancellations: Annotated[tuple[Cancellation, ...], Many] = ()
    starts: Annotated[tuple[Start, ...], Many] = ()
    reductions: Annotated[tuple[Reduction, ...], Many] = ()
    refunds: Annotated[tuple[Refund, ...], Many] = ()
    penalties: Annotated[tuple[Penalty, ...], Many] = ()
    passings: Annotated[tuple[Passing, ...], Many] = ()
    draws: Annotated[tuple[Draw, ...], Many] = ()
    waiting_lists: Annotated[tuple[WaitingList, ...], Many] = ()
    keys: Annotated[tuple[Key, ...], Many] = ()
    preemptions: Annotated[tuple[Preemption, ...], Many] = ()
    approvals: Annotated[tuple[Approval, ...], Many] = ()

    def rules(self) -> tuple[Rule, ...]:
        """Every rule, section by section."""
        return tuple(rule for section in KINDS for rule in getattr(self, section))


def words_of_uses(file: RuleFile) -> set[str]:
    """Codes of purposes and marks that rules speak of."""
    purposes = {word for rule in file.purposes for word in (*rule.forbidden, *rule.allowed)}
    return purposes | {word for rule in with_purposes(file) for word in rule.purposes}


def with_purposes(file: RuleFile) -> tuple[Reduction | Approval | Preemption, ...]:
    """The rules that are for some purposes or marks."""
    return (*file.reductions, *file.approvals, *file.preemptions)


def json_schema() -> dict[str, Any]:
    """The JSON Schema for editors. Each kind of rule says in ``x-decides`` which day decides whether it is in force."""
    schema = RuleFile.model_json_schema(by_alias=True)
    for section, kind in KINDS.items():
        definition = schema["$defs"][kind.__name__]
        day = {"use": "the day of the use", "request": "the day of the request"}[kind.DECIDES]
        definition["x-decides"] = kind.DECIDES
        definition["description"] += f"\n\nWhether it is in force is decided by {day}."
        schema["properties"][section]["description"] = definition["description"].partition("\n")[0]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
