"""The pure part of feeds: segments of the feed journal, cursors, subscriptions, pseudonyms, purposes. No I/O."""
