"""Fields of ours: text and files that the database holds unreadable."""

from collections.abc import Iterator

from django.apps import apps
from django.core.exceptions import FieldError
from django.db import connections, models

from .crypto import decrypt, encrypt, keyring, seal, unseal


class EncryptedTextField(models.TextField):
    """Text encrypted at rest; None stays None and an empty text stays empty.

    Bound to its model and field: a value copied to another field cannot be read there (copied to another row
    of the same field, it can: what must not move is checked where it is used). It cannot be searched or
    sorted: look a value up by a blind index beside it.
    """

    batch = 500  # values written again at once when keys change

    @property
    def context(self) -> str:
        return f"{self.model._meta.label_lower}.{self.name}"

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return value if value is None else encrypt(value, self.context)

    def from_db_value(self, value, expression, connection):
        return value if value is None else decrypt(value, self.context)

    def get_lookup(self, lookup_name):
        if lookup_name != "isnull":
            raise FieldError(f"{self.context} is encrypted: search its blind index instead.")
        return super().get_lookup(lookup_name)

    get_transform = get_lookup


class EncryptedBytesField(EncryptedTextField):
    """A file encrypted at rest, in the same way and under the same keys."""

    batch = 5

    def to_python(self, value):
        return value

    def get_prep_value(self, value):
        return value if value is None else seal(bytes(value), self.context)

    def from_db_value(self, value, expression, connection):
        return value if value is None else unseal(value, self.context)


def encrypted_fields() -> Iterator[EncryptedTextField]:
    """Every encrypted field of the installation, by model."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            for field in model._meta.local_concrete_fields:
                if isinstance(field, EncryptedTextField):
                    yield field


def count_by_key(field: EncryptedTextField, using: str = "default") -> dict[str, int]:
    """How many values of the field each key wrote."""
    connection = connections[using]
    table, column = _names(field, connection)
    place = f"strpos({column}, ':')" if connection.vendor == "postgresql" else f"instr({column}, ':')"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT substr({column}, 1, {place} - 1), count(*) FROM {table}"  # noqa: S608 (our own names)
            f" WHERE {column} <> '' GROUP BY 1 ORDER BY 1"
        )
        return dict(cursor.fetchall())


def rewrite(field: EncryptedTextField, using: str = "default") -> Iterator[int]:
    """Write again, under the current key, every value that another key wrote; yields the size of each batch.

    Nothing is locked and nothing is lost: a value that changes meanwhile is left to whoever changed it.
    Stopped half-way, it goes on from there the next time. Raises UnreadableText, naming the row.
    """
    connection = connections[using]
    table, column = _names(field, connection)
    key = connection.ops.quote_name(str(field.model._meta.pk.column))
    select = (
        f"SELECT {key}, {column} FROM {table}"  # noqa: S608 (our own names)
        f" WHERE {column} <> '' AND {column} NOT LIKE %s AND (%s OR {key} > %s)"
        f" ORDER BY {key} LIMIT {field.batch}"
    )
    update = f"UPDATE {table} SET {column} = %s WHERE {key} = %s AND {column} = %s"  # noqa: S608
    last = None
    while True:
        with connection.cursor() as cursor:
            cursor.execute(select, [f"{keyring('FIELD').current}:%", last is None, last])
            rows = cursor.fetchall()
            if not rows:
                return
            again = [(seal(unseal(old, field.context), field.context), pk, old) for pk, old in rows]
            cursor.executemany(update, again)
        last = rows[-1][0]
        yield len(rows)


def _names(field: EncryptedTextField, connection) -> tuple[str, str]:
    quote = connection.ops.quote_name
    return quote(field.model._meta.db_table), quote(field.column)
