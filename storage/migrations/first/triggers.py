"""The triggers of step 0001: what may not be done to the record, whoever asks (R28).

They are the last line of defence, behind a code that never tries. Raised as a broken constraint.
"""

from typing import NamedTuple

from alembic import op


class Guard(NamedTuple):
    """A statement refused before it touches a row: on what, when, and what is said.

    `condition` is SQL that both databases read alike; empty means always.
    """

    table: str
    event: str
    message: str
    condition: str = ""


_KEY = "NEW.office <> OLD.office OR NEW.seq <> OLD.seq OR NEW.ordinal <> OLD.ordinal"
GUARDS = (
    Guard("journal", "UPDATE", "the journal is append-only"),
    Guard("journal", "DELETE", "the journal is append-only"),
    Guard(
        "journal_value",
        "UPDATE",
        "a journalled value can only be erased",
        f"{_KEY} OR NEW.privacy_class <> OLD.privacy_class OR NEW.salt <> '' OR NEW.value <> ''",
    ),
    Guard("journal_value", "DELETE", "a journalled value can only be erased"),
    Guard(
        "chain_head",
        "UPDATE",
        "a chain only grows",
        "NEW.office <> OLD.office OR NEW.seq <= OLD.seq",
    ),
    Guard("chain_head", "DELETE", "a chain only grows"),
    Guard("request", "UPDATE", "an answer stands"),
    Guard("request", "DELETE", "an answer stands"),
    Guard(
        "appraisal_case",
        "UPDATE OF stage, version",
        "a case moves by one version",
        "(NEW.stage <> OLD.stage OR NEW.version <> OLD.version) AND NEW.version <> OLD.version + 1",
    ),
)
_FUNCTION = """
CREATE FUNCTION kaohe_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING MESSAGE = TG_ARGV[0], ERRCODE = 'integrity_constraint_violation';
END $$
"""


def create() -> None:
    """Create the triggers for the database at hand."""
    if op.get_context().dialect.name == "sqlite":
        for guard in GUARDS:
            op.execute(_sqlite(guard))
        return
    op.execute(_FUNCTION)
    for guard in GUARDS:
        op.execute(_postgresql(guard))
        if guard.event == "DELETE":  # TRUNCATE is a way to delete that no row trigger sees
            op.execute(_postgresql(guard._replace(event="TRUNCATE"), each="STATEMENT"))


def _sqlite(guard: Guard) -> str:
    when = f"WHEN {guard.condition} " if guard.condition else ""
    return (
        f"CREATE TRIGGER {_name(guard)} BEFORE {guard.event} ON {guard.table} {when}"
        f"BEGIN SELECT RAISE(ABORT, '{guard.message}'); END"
    )


def _postgresql(guard: Guard, each: str = "ROW") -> str:
    when = f"WHEN ({guard.condition}) " if guard.condition else ""
    return (
        f"CREATE TRIGGER {_name(guard)} BEFORE {guard.event} ON {guard.table} "
        f"FOR EACH {each} {when}EXECUTE FUNCTION kaohe_refuse('{guard.message}')"
    )


def _name(guard: Guard) -> str:
    return f"{guard.table}_{guard.event.split()[0].lower()}"
