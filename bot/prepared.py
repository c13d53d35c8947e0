"""Statements that run with every message: written with SQLAlchemy, compiled once, run by the driver.

What SQLAlchemy does for each execution (looking the compiled form up, setting a context and a result up) costs several
times what SQLite needs for the statement itself. Here the same compiled SQL, the same conversions of values and the
same transaction are used, and the rest is left out. Everything that does not run with every message goes the usual way.
"""

from collections.abc import Callable, Sequence
from typing import Any, cast

from sqlalchemy import Connection, Dialect, Executable
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement

Convert = Callable[[Any], Any] | None


class Prepared:
    """One statement. `columns` names the values an insert or update is given, beside its bind parameters."""

    def __init__(self, statement: Executable, *columns: str) -> None:
        self._statement = statement
        self._columns = columns
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, connection: Connection, **values: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401  (column values)
        """Run it in the connection's transaction; the rows it returns, if any, as Python values.

        Raises what the driver raises, as SQLAlchemy's exceptions.
        """
        compiled = self._for(connection.dialect)
        cursor = connection.connection.cursor()
        try:
            cursor.execute(compiled.sql, compiled.parameters(values))
            return compiled.converted(cursor.fetchall()) if cursor.description else []
        except connection.dialect.loaded_dbapi.Error as error:
            raise _ours(error, compiled.sql, connection.dialect) from error
        finally:
            cursor.close()

    def _for(self, dialect: Dialect) -> "_Compiled":
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            compiled = self._compiled[dialect.name] = _Compiled(self._statement, dialect, self._columns)
        return compiled


def _ours(error: Exception, sql: str, dialect: Dialect) -> BaseException:
    return DBAPIError.instance(sql, None, error, dialect.loaded_dbapi.Error, dialect=dialect)


class _Compiled:
    """A statement in one database's SQL, with the conversions of its parameters and columns."""

    def __init__(self, statement: Executable, dialect: Dialect, columns: Sequence[str]) -> None:
        assert isinstance(statement, ClauseElement)  # noqa: S101  (what SQLAlchemy's executables are)
        compiled = statement.compile(dialect=dialect, column_keys=list(columns) or None)
        assert isinstance(compiled, SQLCompiler)  # noqa: S101
        self.sql = str(compiled)
        self._names = compiled.positiontup
        self._convert = cast("dict[str, Convert]", dict(compiled._bind_processors))
        self._fixed = {k: v for k, v in compiled.params.items() if v is not None}
        types = [entry.type for entry in compiled._result_columns]
        self._columns: list[Convert] = [kind.dialect_impl(dialect).result_processor(dialect, None) for kind in types]

    def parameters(self, values: dict[str, Any]) -> Any:  # noqa: ANN401  (a tuple or a dict, as the driver wants)
        """The values as the driver takes them."""
        made = {
            name: convert(values[name]) if (convert := self._convert.get(name)) else values[name] for name in values
        }
        if self._names is None:
            return {**self._fixed, **made}
        return tuple(made[name] if name in made else self._fixed.get(name) for name in self._names)

    def converted(self, rows: Sequence[Any]) -> list[tuple[Any, ...]]:
        """The driver's rows as Python values."""
        if not any(self._columns):
            return [tuple(row) for row in rows]
        return [
            tuple(convert(value) if convert else value for convert, value in zip(self._columns, row, strict=True))
            for row in rows
        ]
