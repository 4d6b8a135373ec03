"""Invitations, decided: who may be found, how often, by whom."""
