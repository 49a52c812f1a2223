"""Pages for people and JSON for programs: they show and ask, and decide nothing themselves."""
