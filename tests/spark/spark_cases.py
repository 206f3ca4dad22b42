# SPDX-License-Identifier: Apache-2.0
"""What a case file says: calls of functions on typed literals. See generate.py for the forms."""
from dataclasses import dataclass


@dataclass(frozen=True)
class Literal:
    """A constant as Spark reads it. `shown` is the type in the signature; None: as Spark calls it."""
    sql: str
    shown: str = None


@dataclass(frozen=True)
class Case:
    name: str
    inputs: tuple
    call: str
    columns: int = 0  # of an aggregate: how many columns its rows have

    def sql(self):
        if self.columns == 0:
            return self.call.format(*[one.sql for one in self.inputs])
        names = [f"c{i}" for i in range(self.columns)]
        given = ", ".join(f"{one.sql} AS {name}" for one, name in zip(self.inputs, names))
        cells = ", ".join(f"row.{name}" for name in names)
        rows = f"SELECT explode(arrays_zip({', '.join(names)})) AS row FROM (SELECT {given})"
        return f"SELECT {self.call.format(*names)} FROM (SELECT {cells} FROM ({rows}))"

    def signature(self, types):
        shown = [one.shown or types[one.sql][0] for one in self.inputs]
        if self.columns > 0:
            shown = [kind.removeprefix("array<").removesuffix(">") for kind in shown]
        return f"{self.name}({','.join(shown)})"


_cases = []


def read(run):
    """The cases that `run` adds."""
    _cases.clear()
    run()
    return list(_cases)


def text_literal(text):
    out = "'"
    for letter in text:
        if letter in "\\'":
            out += "\\" + letter
        elif ord(letter) < 0x20 or ord(letter) == 0x7f:
            out += f"\\u{ord(letter):04x}"
        else:
            out += letter
    return out + "'"


def double_text(value):
    return "NaN" if value != value else {float("inf"): "Infinity", float("-inf"): "-Infinity"}.get(value, repr(value))


def sql(kind, text):
    """A literal of a type, written in SQL."""
    return Literal(f"CAST({text} AS {kind})")


def null(kind):
    return Literal(f"CAST(NULL AS {kind})")


def boolean(value):
    return Literal("true" if value else "false")


def tinyint(value):
    return Literal(f"CAST({value} AS TINYINT)")


def smallint(value):
    return Literal(f"CAST({value} AS SMALLINT)")


def integer(value):
    return Literal(f"CAST({value} AS INT)")


def bigint(value):
    return Literal(f"CAST({value} AS BIGINT)")


def real(value):
    """A 32-bit floating-point number."""
    return Literal(f"CAST('{double_text(value)}' AS FLOAT)")


def double(value):
    return Literal(f"CAST('{double_text(float(value))}' AS DOUBLE)")


def decimal(precision, scale, text):
    return Literal(f"CAST('{text}' AS DECIMAL({precision},{scale}))")


def string(value):
    return Literal(text_literal(value))


def binary(value):
    return Literal(f"X'{value.hex()}'")


def date(text):
    return Literal(f"CAST('{text}' AS DATE)")


def timestamp(text):
    return Literal(f"CAST('{text}' AS TIMESTAMP)")


def literal(value):
    if isinstance(value, Literal):
        return value
    if isinstance(value, bool):
        return boolean(value)
    if isinstance(value, int):
        return integer(value) if -2**31 <= value < 2**31 else bigint(value)
    if isinstance(value, float):
        return double(value)
    if isinstance(value, str):
        return string(value)
    if isinstance(value, bytes):
        return binary(value)
    raise TypeError(f"{value!r}: a NULL or a value of this kind needs its type: null('int'), sql('array<int>', 'array(1)')")


def case(name, *inputs, call=None):
    """One call of a scalar function."""
    inputs = tuple(literal(one) for one in inputs)
    if call is None:
        call = name + "(" + ", ".join("{" + str(i) + "}" for i in range(len(inputs))) + ")"
    _cases.append(Case(name, inputs, call))


def cases(name, *rows, call=None):
    """Several calls of one function: each row is a tuple of inputs, or the one input."""
    for row in rows:
        case(name, *(row if isinstance(row, tuple) else (row,)), call=call)


def column_literal(values, kind):
    """A column as an array: an array literal already, or a list of values, with None for NULL."""
    if isinstance(values, Literal):
        return values
    written = ", ".join("NULL" if value is None else literal(value).sql for value in values)
    if kind is None and all(value is None for value in values):
        raise TypeError("a column without a value needs its type: types=['int']")
    return Literal(f"CAST(array({written}) AS ARRAY<{kind}>)" if kind else f"array({written})")


def aggregate(name, *columns, types=None, call=None):
    """One aggregate over rows, given column by column."""
    types = types or [None] * len(columns)
    inputs = tuple(column_literal(values, kind) for values, kind in zip(columns, types, strict=True))
    if call is None:
        call = name + "(" + ", ".join("{" + str(i) + "}" for i in range(len(inputs))) + ")"
    _cases.append(Case(name, inputs, call, columns=len(inputs)))
