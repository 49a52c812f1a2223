"""What a person hands in with a move, one model each, by subject."""
