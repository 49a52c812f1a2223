"""The schema, step by step; README.md beside this file says how to add a step."""
