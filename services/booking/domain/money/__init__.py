"""Bills and payments, decided."""
