"""The tests mirror the tree; offices/examples holds scenarios, architecture the house rules."""
