"""What the API's answers look like, as JSON Schema drawn from `spec`."""

from typing import Any

from .spec import TABLES, Column, children

_FORMATS = {"date": "date", "datetime": "date-time"}


def _property(column: Column) -> dict[str, Any]:
    described: dict[str, Any] = {"type": "string" if column.is_text else "number"}
    if found := column.format or _FORMATS.get(column.type):
        described["format"] = found
    return described | ({"enum": column.enum} if column.enum else {})


def _is_said_by_nesting(name: str) -> bool:
    """What a table needs to say of its parent, and a nested object does not."""
    return name.endswith("_id") or name.startswith(("link_", "resource_"))


def _schema(table: str) -> dict[str, Any]:
    columns = TABLES[table].columns
    properties = {column.name: _property(column) for column in columns}
    for child in children(table):
        reference = {"$ref": f"#/components/schemas/{child.table}"}
        properties[child.key] = {"type": "array", "items": reference} if child.is_list else reference
    return {
        "type": "object",
        "properties": properties,
        "required": [c.name for c in columns if c.required and not _is_said_by_nesting(c.name)],
    }


def components() -> dict[str, Any]:
    """Every table as a schema; `page` is the envelope of every list."""
    page = {
        name: {"type": kind}
        for kind, names in (
            ("integer", ("total_items", "total_pages", "page_number", "size")),
            ("boolean", ("first_page", "last_page", "empty")),
        )
        for name in names
    }
    return {table: _schema(table) for table in TABLES} | {
        "page": {"type": "object", "properties": page, "required": list(page)},
        "error": {
            "type": "object",
            "properties": {"detail": {"type": "string"}},
            "required": ["detail"],
        },
        "brief": {
            "type": "object",
            "properties": {
                "id": {"type": "string"},
                "modified_date": {"type": "string", "format": "date-time"},
            },
            "required": ["id"],
        },
    }


def _answer(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _reference(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def answers_one(table: str) -> dict[str, Any]:
    return {
        "responses": {
            "200": _answer("Trouvé.", _reference(table)),
            "404": _answer("Introuvable, ou plus offert.", _reference("error")),
            "422": _answer("Paramètre illisible.", _reference("error")),
        }
    }


def answers_page(table: str) -> dict[str, Any]:
    items = _reference(table)
    if table == "service":
        items = {"anyOf": [items, _reference("brief")]}
    page = {
        "allOf": [_reference("page"), {"properties": {"contents": {"type": "array", "items": items}}}],
        "required": ["contents"],
    }
    answer = _answer("Une page.", page)
    answer["content"]["application/x-ndjson"] = {"schema": {"type": "string"}}
    return {"responses": {"200": answer, "422": _answer("Paramètre illisible.", _reference("error"))}}
