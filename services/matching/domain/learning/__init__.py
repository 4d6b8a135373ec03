"""Supporters in training, decided."""
