"""The demonstration: an invented street office plays a real quarter by the acts of real life."""

from workflow.demo.cast import DemoError
from workflow.demo.moments import BUSY, MOMENTS
from workflow.demo.run import (
    OFFICE,
    demo_scenario,
    run_demo,
    run_live_demo,
    run_year_demo,
    year_scenario,
)

__all__ = [
    "BUSY",
    "MOMENTS",
    "OFFICE",
    "DemoError",
    "demo_scenario",
    "run_demo",
    "run_live_demo",
    "run_year_demo",
    "year_scenario",
]
