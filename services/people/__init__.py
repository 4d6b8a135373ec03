"""people: who someone is. Account, name, contact, home areas, language, consents; and forgetting all of it."""
