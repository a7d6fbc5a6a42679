from django.apps import AppConfig


class BeterDichtbijConfig(AppConfig):
    """Holds the commands and template tags of the product as a whole; owns no table."""

    name = "beterdichtbij"
