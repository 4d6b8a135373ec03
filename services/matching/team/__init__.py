"""The team: who takes cases, who owns the desks, handing over, and why somebody has a case."""
