"""What is free: room by room for a month, and in the whole city."""
