from django.apps import AppConfig


class VideoConfig(AppConfig):
    name = "video"

    def ready(self) -> None:
        from conversations import context_blocks
        from video import beside

        context_blocks.register("video/_beside.html", beside.beside_conversation)
        context_blocks.register_own("video/_beside_own.html", beside.beside_own_thread)
