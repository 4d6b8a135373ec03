"""Groups, decided."""
