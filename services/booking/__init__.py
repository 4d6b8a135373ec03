"""booking: facilities and what is free in them, bookings under the city's rules, activities and who took part.

Promises: a room is never given to two at once; a refusal names the rule or the nearest free alternatives and is kept
as demand; no personal data is held beyond an opaque person id, but for member lists in a vault.
"""
