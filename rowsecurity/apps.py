from django.apps import AppConfig


class RowSecurityConfig(AppConfig):
    name = "rowsecurity"

    def ready(self) -> None:
        from rowsecurity import checks  # noqa: F401  registers the system check
