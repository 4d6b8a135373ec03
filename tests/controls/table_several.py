"""The safety nets of several rooms in one booking: each by its own rules, the strictest of them for all. See ``table``."""

from tests.controls.table import Control

ROOMS = "tests/unit/booking/test_several_rooms.py"
PENALTIES = "tests/unit/booking/test_several_penalties.py"

SEVERAL = (
    Control(
        "of several rooms the strictest rules hold",
        "services/booking/rulebook/engine.py",
        "    if len(bill.by) == 1:\n",
        "    if bill.by:\n",
        (ROOMS,),
    ),
    Control(
        "a room with a later deadline puts that of none off",
        "services/booking/rulebook/several.py",
        "    return min(dues, key=lambda found: found[0].at, default=None)\n",
        "    return max(dues, key=lambda found: found[0].at, default=None)\n",
        (ROOMS,),
    ),
    Control(
        "a room with better refunds lends them to no other",
        "services/booking/rulebook/several.py",
        "    found = [(part, refund_at(one, part, at, reason)) for one, part in by_table(by, fee)]\n",
        "    found = [(part, refund_at(by[0], part, at, reason)) for one, part in by_table(by, fee)]\n",
        (ROOMS,),
    ),
    Control(
        "what comes back by one table is rounded once",
        "services/booking/rulebook/several.py",
        "        found[key] = first, yen + part\n",
        "        found[key, len(found)] = first, yen + part\n",
        (PENALTIES,),
    ),
    Control(
        "a room with fewer points takes none from another",
        "services/booking/registering/penalty_points.py",
        "        return [together, *(one for one in each if one.ids < together.ids)]\n",
        "        return [together]\n",
        (PENALTIES,),
    ),
    Control(
        "a cap of one room is not replaced by naming another with it",
        "services/booking/rulebook/several.py",
        "for one in (*by, asked) for bound in bound_by(one)}",
        "for one in (asked,) for bound in bound_by(one)}",
        (ROOMS,),
    ),
    Control(
        "each of several rooms has to be allowed",
        "services/booking/rulebook/charging.py",
        "for one in each for refusal in check(one)]",
        "for one in each[:1] for refusal in check(one)]",
        (ROOMS,),
    ),
    Control(
        "parts of a hall have no price of their own together",
        "services/booking/rulebook/charging.py",
        "halls.setdefault(asked.places.hall_of(room.id), [])",
        "halls.setdefault(room.id, [])",
        (ROOMS,),
    ),
)
