"""The tables of step 0001, in an order in which they can be made.

Written by `storage.migrations.write`.
"""

from storage.migrations.first import (
    absence,
    appraisal,
    cohort,
    conduct,
    following,
    ledger,
    objection,
    people,
    record,
    status,
    supervision,
    year,
)

PIECES = (
    record,
    cohort,
    ledger,
    people,
    absence,
    appraisal,
    conduct,
    following,
    objection,
    status,
    supervision,
    year,
)
