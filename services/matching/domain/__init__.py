"""What matching decides, as pure functions of states and events: no I/O, no clock, no framework."""
