"""matching brings residents and groups together: interests, groups, true reasons, introductions with a named owner."""
