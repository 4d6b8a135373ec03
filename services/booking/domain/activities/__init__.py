"""Activities, decided."""
