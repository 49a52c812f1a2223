"""One module for each step, run in the order of their `down_revision`."""
