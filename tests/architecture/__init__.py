"""The house rules that no general linter knows, each with a planted fault that it must find."""
