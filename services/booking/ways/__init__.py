"""The ways to a room beside a plain booking: holds, changes, series, closures, and places for who was displaced."""
