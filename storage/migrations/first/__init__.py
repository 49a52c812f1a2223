"""The tables of step 0001, in an order in which they can be made.

Written by `storage.migrations.write`.
"""

from storage.migrations.first import appraisal, cohort, ledger, people, record, status, year

PIECES = (
    record,
    cohort,
    ledger,
    people,
    appraisal,
    status,
    year,
)
