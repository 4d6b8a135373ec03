"""What a recommendation is decided by: features, weights, reasons that are true, and everybody's turn."""
