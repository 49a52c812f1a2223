"""Rules judge: pure functions and dated policy, without clock, rows or wires."""
