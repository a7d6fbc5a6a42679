from django.apps import AppConfig


class CarepathsConfig(AppConfig):
    name = "carepaths"
