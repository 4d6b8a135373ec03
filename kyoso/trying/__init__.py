"""``/try``: the loop as plain pages in chapters, clicked through as everybody who has a part in it. Demo only."""
