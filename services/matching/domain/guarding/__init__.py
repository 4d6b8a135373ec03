"""A guardian's own consent, decided."""
