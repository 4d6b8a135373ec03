"""Consultations (よろず相談): triage, desks with deadlines, referrals with consent, and themes for the city."""
