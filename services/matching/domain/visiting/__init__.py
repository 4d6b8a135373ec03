"""Coming once, decided."""
