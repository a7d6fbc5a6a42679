from django.apps import AppConfig


class MonitoringExportConfig(AppConfig):
    name = "monitoring_export"
