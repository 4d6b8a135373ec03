"""Facilities: the register, its import, and what is known of each house in memory."""
