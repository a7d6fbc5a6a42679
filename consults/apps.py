from django.apps import AppConfig


class ConsultsConfig(AppConfig):
    name = "consults"

    def ready(self) -> None:
        from consults import beside
        from conversations import context_blocks

        context_blocks.register("consults/_beside.html", beside.beside_conversation)
        context_blocks.register_own("consults/_beside_own.html", beside.beside_own_thread)
        context_blocks.register_charging(beside.ForPrograms())
        context_blocks.register_asking("consults/_asking.html", beside.before_asking, beside.after_asking)
