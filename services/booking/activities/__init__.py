"""Activities: what a group invites to, who has a place, who waits, and who was there."""
