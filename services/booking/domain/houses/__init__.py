"""Facilities and the rules of each, as decisions ask for them."""
