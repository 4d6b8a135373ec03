"""What follows a use: no-shows, heads, and people who came without a booking."""
