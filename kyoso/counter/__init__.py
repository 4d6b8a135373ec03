"""What staff at a counter or on the phone do for people, through the same routes as everybody: one line a task."""
