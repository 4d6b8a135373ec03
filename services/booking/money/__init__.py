"""Money: bills, the counter, bank statements, paying online, and what comes back."""
