"""feeds: other systems hear what happens in town, by webhook or server-sent events, and resume without loss."""
