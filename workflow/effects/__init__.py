"""What moves do: pure functions from an `Ask` to changes of the record and notes to people."""
