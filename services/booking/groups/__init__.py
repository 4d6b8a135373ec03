"""What booking hears of groups, and what those leave behind that have ended."""
