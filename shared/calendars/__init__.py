"""iCalendar (RFC 5545) for every service that has something with a date: written, and told over HTTP."""
