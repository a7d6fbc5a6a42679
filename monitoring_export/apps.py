from django.apps import AppConfig


class MonitoringExportConfig(AppConfig):
    name = "monitoring_export"

    def ready(self) -> None:
        """Say how a file of figures is made."""
        from monitoring_export import taking_along  # noqa: F401
