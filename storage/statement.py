"""Statements built once: compiled at first use, then run on the driver's own cursor.

SQLAlchemy still writes the SQL of either database and turns values into what columns keep; what
is spared is its bookkeeping at each execution, which on SQLite costs five times the statement.
Errors come out as SQLAlchemy raises them, so that who catches them notices no difference.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import starmap
from operator import itemgetter
from typing import Any, NoReturn

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Dialect,
    Executable,
    Integer,
    Select,
    String,
    Table,
    bindparam,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import ARRAY, TypeDecorator, TypeEngine

Step = tuple[int, Callable[[Any], Any]]
STREAMED = 20  # rows from which PostgreSQL is quicker at reading one stream


class Statement:
    """A statement with named parameters, built once for each kind of database.

    What is read comes as tuples, or as `make(*row)`; `then` converts values of a row by place,
    after the column types did. With `locked` a query takes the rows of that table against other
    writers, who on SQLite are locked out anyway.
    """

    def __init__(
        self,
        clause: Executable,
        make: Callable[..., Any] | None = None,
        then: Sequence[Step] = (),
        locked: Table | None = None,
    ) -> None:
        self.clause = clause
        self.make = make
        self.then = then
        self.locked = locked
        self._forms: dict[str, _Form] = {}

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> list[Any]:
        """Read rows; `values` may hold more than the statement needs."""
        form = self._forms.get(connection.dialect.name) or self._form(connection)
        found = form.run(connection, values).fetchall()
        if form.after and found:
            found = _converted(found, form.after)
        return list(starmap(self.make, found)) if self.make else found

    def first(self, connection: Connection, values: Mapping[str, Any]) -> Any:
        """Read the first row; None if there is none."""
        found = self.rows(connection, values)
        return found[0] if found else None

    def run(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """Write with one set of values; how many rows were touched."""
        form = self._forms.get(connection.dialect.name) or self._form(connection)
        count: int = form.run(connection, values).rowcount
        return count

    def run_many(self, connection: Connection, many: Sequence[Mapping[str, Any]]) -> int:
        """Write with each set of values in turn; how many rows were touched."""
        if len(many) == 1:
            return self.run(connection, many[0])
        form = self._forms.get(connection.dialect.name) or self._form(connection)
        return form.run_many(connection, many)

    def _form(self, connection: Connection) -> "_Form":
        clause = self.clause
        if self.locked is not None and isinstance(clause, Select):
            clause = clause.with_for_update(of=self.locked)
        form = self._forms[connection.dialect.name] = _Form(clause, connection.dialect, self.then)
        return form


class Insertion:
    """New rows of a table, given as tuples of these columns in this order."""

    def __init__(self, table: Table, columns: Sequence[str]) -> None:
        self.table = table
        self.columns = tuple(columns)
        self._forms: dict[str, tuple[str, list[Step]]] = {}

    def put(self, connection: Connection, rows: Sequence[Sequence[Any]]) -> None:
        """Insert rows in order, all together."""
        dialect = connection.dialect
        if dialect.name not in self._forms:
            self._forms[dialect.name] = self._form(dialect)
        text, before = self._forms[dialect.name]
        if before:
            rows = _converted(rows, before)
        raw: Any = connection.connection.dbapi_connection
        try:
            if len(rows) == 1:
                raw.execute(text, rows[0])
            elif dialect.name == "postgresql" and len(rows) >= STREAMED:
                self._stream(raw, text, rows)
            else:
                raw.cursor().executemany(text, rows)
        except dialect.loaded_dbapi.Error as error:
            fail(connection, text, error)

    def _form(self, dialect: Dialect) -> tuple[str, list[Step]]:
        quote = dialect.identifier_preparer.quote
        names = ", ".join(quote(name) for name in self.columns)
        marks = ", ".join(["?" if dialect.name == "sqlite" else "%s"] * len(self.columns))
        # No value comes near the text: table and columns are our own names.
        text = f"INSERT INTO {quote(self.table.name)} ({names}) VALUES ({marks})"  # noqa: S608
        types = [self.table.c[name].type.dialect_impl(dialect) for name in self.columns]
        return text, _steps(kind.bind_processor(dialect) for kind in types)

    def _stream(self, raw: Any, text: str, rows: Iterable[Sequence[Any]]) -> None:
        target = text.removeprefix("INSERT INTO ").partition(" VALUES ")[0]
        with raw.cursor() as cursor, cursor.copy(f"COPY {target} FROM STDIN") as stream:
            for row in rows:
                stream.write_row(row)


class _Form:
    """A statement as one kind of database takes it: text, parameters, conversions."""

    def __init__(self, clause: Executable, dialect: Dialect, then: Sequence[Step]) -> None:
        compiled: Any = clause.compile(dialect=dialect)  # type: ignore[attr-defined]
        self.text = str(compiled)
        self.names: tuple[str, ...] = tuple(compiled.positiontup or compiled.binds)
        self.take = _taker(self.names)
        self.positional = compiled.positiontup is not None
        binds = [compiled.binds[name] for name in self.names]
        given = zip(self.names, (bind.effective_value for bind in binds), strict=True)
        self.fixed = {name: value for name, value in given if value is not None}
        kinds = [bind.type.dialect_impl(dialect) for bind in binds]
        self.before = _steps(kind.bind_processor(dialect) for kind in kinds)
        columns = clause.selected_columns if isinstance(clause, Select) else ()
        found = [column.type.dialect_impl(dialect) for column in columns]
        self.after = [*_steps(kind.result_processor(dialect, None) for kind in found), *then]
        self.error = dialect.loaded_dbapi.Error

    def run(self, connection: Connection, values: Mapping[str, Any]) -> Any:
        """Execute with one set of values; the cursor."""
        raw: Any = connection.connection.dbapi_connection
        try:
            return raw.execute(self.text, self._bound(values))
        except self.error as error:
            fail(connection, self.text, error)

    def run_many(self, connection: Connection, many: Sequence[Mapping[str, Any]]) -> int:
        """Execute with each set of values; how many rows were touched in all."""
        raw: Any = connection.connection.dbapi_connection
        cursor = raw.cursor()
        try:
            cursor.executemany(self.text, [self._bound(values) for values in many])
        except self.error as error:
            fail(connection, self.text, error)
        count: int = cursor.rowcount
        return count

    def _bound(self, values: Mapping[str, Any]) -> Any:
        if self.fixed:
            values = {**self.fixed, **values}
        bound = self.take(values)
        if self.before:
            bound = list(bound)
            for place, process in self.before:
                bound[place] = process(bound[place])
        return bound if self.positional else dict(zip(self.names, bound, strict=True))


def among(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """Whether a column's value is in a list that is one parameter, however long."""
    return _Among(column, bindparam(name, type_=_Listing(column.type)))


class _Among(ColumnElement[bool]):
    inherit_cache = False

    def __init__(self, column: ColumnElement[Any], listing: BindParameter[Any]) -> None:
        self.column, self.listing = column, listing


@compiles(_Among)
def _among_on_postgresql(element: _Among, compiler: SQLCompiler, **words: Any) -> str:
    column = compiler.process(element.column, **words)
    return f"{column} = ANY ({compiler.process(element.listing, **words)})"


@compiles(_Among, "sqlite")
def _among_on_sqlite(element: _Among, compiler: SQLCompiler, **words: Any) -> str:
    column = compiler.process(element.column, **words)
    listing = compiler.process(element.listing, **words)
    return f"{column} IN (SELECT value FROM json_each({listing}))"  # noqa: S608 - placeholders


def joined(column: ColumnElement[str]) -> ColumnElement[str]:
    """The texts of a group of rows in one, with commas between; NULL if there is no row."""
    return _Joined(column)


class _Joined(ColumnElement[str]):
    inherit_cache = False
    type = String()

    def __init__(self, column: ColumnElement[str]) -> None:
        self.column = column


@compiles(_Joined)
def _joined_on_postgresql(element: _Joined, compiler: SQLCompiler, **words: Any) -> str:
    return f"string_agg({compiler.process(element.column, **words)}, ',')"


@compiles(_Joined, "sqlite")
def _joined_on_sqlite(element: _Joined, compiler: SQLCompiler, **words: Any) -> str:
    return f"group_concat({compiler.process(element.column, **words)})"


class _Listing(TypeDecorator[Any]):
    """A list as one parameter: JSON text on SQLite, an array on PostgreSQL."""

    impl = String
    cache_ok = False

    def __init__(self, item: TypeEngine[Any]) -> None:
        super().__init__()
        self.item = Integer() if isinstance(item, Integer) else String()

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """Choose the type for the database at hand."""
        return dialect.type_descriptor(String() if dialect.name == "sqlite" else ARRAY(self.item))

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Write the list as the database takes it."""
        return json.dumps(list(value)) if dialect.name == "sqlite" else list(value)


def _taker(names: Sequence[str]) -> Callable[[Mapping[str, Any]], Sequence[Any]]:
    """What takes the values of these names, in order."""
    if len(names) > 1:
        return itemgetter(*names)
    if names:
        name = names[0]
        return lambda values: (values[name],)
    return lambda _: ()


def _steps(processes: Iterable[Callable[[Any], Any] | None]) -> list[Step]:
    return [(place, process) for place, process in enumerate(processes) if process is not None]


def _converted(rows: Sequence[Sequence[Any]], steps: Sequence[Step]) -> list[Any]:
    """The rows with their values converted; of many each column at once."""
    if len(rows) == 1:
        row = list(rows[0])
        for place, process in steps:
            row[place] = process(row[place])
        return [row]
    columns: list[Iterable[Any]] = list(zip(*rows, strict=True))
    for place, process in steps:
        columns[place] = map(process, columns[place])
    return list(zip(*columns, strict=True))


def fail(connection: Connection, text: str, error: Any) -> NoReturn:
    """Raise a driver's error the way SQLAlchemy does, and give a lost connection up."""
    dialect = connection.dialect
    raw: Any = connection.connection.dbapi_connection
    lost = dialect.is_disconnect(error, raw, None)
    told = DBAPIError.instance(
        text, None, error, dialect.loaded_dbapi.Error,
        connection_invalidated=lost, dialect=dialect,
    )  # fmt: skip
    if lost:
        connection.invalidate(error)
        connection.engine.dispose(close=False)  # what else is in the pool is lost as well
    raise told from error
