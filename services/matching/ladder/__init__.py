"""The ladder (uninterested → interested → taking part → core): one's own step, and figures of areas."""
