"""Small help, decided."""
