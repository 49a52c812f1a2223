"""A past quarter decided again under another policy, person by person; writes nothing (R01)."""

from workflow.whatif.compare import UnknownQuarter, what_if

__all__ = ["UnknownQuarter", "what_if"]
