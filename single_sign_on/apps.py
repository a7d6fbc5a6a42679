from uuid import UUID

from django.apps import AppConfig


class SingleSignOnConfig(AppConfig):
    name = "single_sign_on"

    def ready(self) -> None:
        from notifications import reaching

        reaching.known_elsewhere(_address_of)


def _address_of(person_id: UUID) -> str:
    """The e-mail address that the provider names; in the job scope of the organisation."""
    from single_sign_on.models import WorkIdentity

    known = WorkIdentity.objects.filter(membership__person_id=person_id, membership__ended_at=None)
    return known.values_list("email", flat=True).first() or ""
