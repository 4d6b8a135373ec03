"""The import of ledgers, decided."""
