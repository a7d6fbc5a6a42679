from django.apps import AppConfig


class QuestionnairesConfig(AppConfig):
    name = "questionnaires"

    def ready(self) -> None:
        from conversations import context_blocks
        from questionnaires import beside

        context_blocks.register("questionnaires/staff/_beside.html", beside.beside_conversation)
