"""The tables of step 0001, in an order in which they can be made.

Written by `storage.migrations.write`.
"""

from storage.migrations.first import (
    absence,
    account,
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
    people,
    cohort,
    ledger,
    absence,
    appraisal,
    conduct,
    following,
    objection,
    status,
    supervision,
    year,
    account,
)
