"""Points: what taking part earns, in books that balance after every commit."""
