"""Workflow acts: pages, engine, clock, scenario player."""
