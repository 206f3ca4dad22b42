# SPDX-License-Identifier: Apache-2.0
"""Values of Spark as the fields of a table. See generate.py for the rules."""
from spark_cases import double_text

NAMED = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}


def escape(text):
    return "".join(NAMED.get(letter) or (f"\\x{ord(letter):02X}" if ord(letter) < 0x20 or ord(letter) == 0x7f else letter)
                   for letter in text)


def is_written_by_spark(kind):
    """Whether a value of this type is taken as Spark's cast to text: times have more years than Python's, intervals more forms."""
    return kind.typeName() not in ("boolean", "byte", "short", "integer", "long", "float", "double", "string", "binary",
                                   "array", "map", "struct")


def float_text(value):
    return double_text(value)


def nested(value):
    """A value inside an array, map or struct."""
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return '"' + escape(value).replace('"', '\\"') + '"'
    return plain(value)


def plain(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return float_text(value)
    if isinstance(value, (bytes, bytearray)):
        return value.hex().upper()
    if isinstance(value, dict):
        return "{" + ", ".join(f"{nested(key)} -> {nested(one)}" for key, one in value.items()) + "}"
    if isinstance(value, tuple):  # Row
        return "{" + ", ".join(nested(one) for one in value) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(nested(one) for one in value) + "]"
    if hasattr(value, "isoformat"):
        text = value.isoformat(" ") if hasattr(value, "hour") else value.isoformat()
        return text.rstrip("0") if "." in text else text
    return str(value)


def top_level(value):
    if value is None:
        return "\\N"
    if isinstance(value, str):
        text = escape(value)
        return "\\x21" + text[1:] if text.startswith("!") else text
    return plain(value)
