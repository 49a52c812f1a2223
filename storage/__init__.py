"""Storage remembers: rows, unit of work, journal; it knows no procedure and no clock."""
