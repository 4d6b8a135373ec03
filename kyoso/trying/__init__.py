"""``/try``: the loop as plain pages, clicked through as a resident, a coordinator and an officer. Demo only."""
