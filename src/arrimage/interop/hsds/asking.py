"""What may be asked of the API."""

from datetime import UTC, datetime
from typing import Annotated, Literal

from django.utils import timezone
from ninja import Path, Query, Schema
from pydantic import Field, field_validator

Id = Annotated[str, Path(description="L’identifiant.")]
FullService = Annotated[bool, Query(description="Les services de l’organisation en entier.")]


class Listed(Schema):
    search: str = Field("", max_length=200, description="Mots de tous les jours.")
    page: int = Field(1, ge=1, le=1_000_000, description="Numéro de la page.")
    per_page: int = Field(50, ge=1, le=100, description="Nombre d’éléments par page.")
    format: Literal["json", "ndjson"] = Field("json", description="`ndjson` : tout, une ligne par élément.")

    @field_validator("search")
    @classmethod
    def printable(cls, text: str) -> str:
        return "".join(letter if letter.isprintable() else " " for letter in text).strip()


class Full(Listed):
    full: bool = Field(False, description="Chaque élément en entier, avec tout ce qui s’y rattache.")


class FullOrganizations(Full):
    full_service: FullService = False


class Services(Full):
    taxonomy_term_id: str = Field("", description="Seulement les services classés sous ce terme.")
    taxonomy_id: str = Field("", description="Seulement les services classés dans cette taxonomie.")
    organization_id: str = Field("", description="Seulement les services de cette organisation.")
    modified_after: datetime | None = Field(None, description="Modifiés à ce moment ou depuis.")

    @field_validator("modified_after")
    @classmethod
    def aware(cls, moment: datetime | None) -> datetime | None:
        """In the directory's own time zone where none is said; no year a database could not hold."""
        if moment is None:
            return None
        if not 1900 < moment.year < 9000:
            moment = datetime(min(max(moment.year, 1900), 9000), 1, 1, tzinfo=UTC)
        return moment if moment.tzinfo else timezone.make_aware(moment)


class ServiceList(Services):
    minimal: bool = Field(False, description="Seulement `id` et `modified_date`, tout en une page.")


class ServiceAtLocationList(Services):
    postcode: str = Field("", max_length=10, description="Code postal, ou ses trois premiers caractères.")
    proximity: int | None = Field(
        None, ge=0, le=1_000_000, description="À cette distance, en mètres, du centre du code postal."
    )


class TermList(Listed):
    taxonomy_id: str = Field("", description="Seulement les termes de cette taxonomie.")
    parent_id: str = Field("", description="Seulement les termes sous celui-ci.")
    top_only: bool = Field(False, description="Seulement les termes qui n’en ont aucun au-dessus.")
