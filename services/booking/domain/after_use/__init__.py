"""What follows a use, decided."""
