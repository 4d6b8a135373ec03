"""The ladder, decided: steps from deeds, estimates with their error."""
