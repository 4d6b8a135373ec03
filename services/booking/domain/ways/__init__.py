"""The ways to a room beside a plain booking, decided."""
