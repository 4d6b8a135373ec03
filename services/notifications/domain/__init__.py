"""What notifications decides: pure, without a clock, a store or a framework."""
