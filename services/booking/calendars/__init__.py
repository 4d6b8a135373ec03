"""iCalendar feeds (RFC 5545): rooms and opening hours open, groups and people under an address that only they know."""
