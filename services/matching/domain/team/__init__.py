"""The team, decided: who takes a case, who has which, and what an optimum is."""
