"""From a commit to every service that hears of it: bus, relay, delivery, dead letters."""
