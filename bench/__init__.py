"""Side-by-side measurements against floors."""
