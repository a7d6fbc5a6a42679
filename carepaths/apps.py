from django.apps import AppConfig


class CarepathsConfig(AppConfig):
    name = "carepaths"

    def ready(self) -> None:
        from carepaths.views import beside_conversation
        from conversations.context_blocks import register

        register("carepaths/_path_of_patient.html", beside_conversation)
