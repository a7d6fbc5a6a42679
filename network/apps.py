from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "network"

    def ready(self) -> None:
        from conversations import badges, removal
        from conversations.context_blocks import register, register_beside_queues, register_own
        from conversations.following import register_guest_look
        from network.beside import beside_conversation, beside_own_thread, beside_queues
        from network.doors import WAITING, look, waiting_with_the_counts
        from network.removal import why_department_stays

        register("network/_beside.html", beside_conversation)
        register_own("network/_beside_own.html", beside_own_thread)
        register_beside_queues("network/_beside_queues.html", beside_queues)
        badges.register(WAITING, waiting_with_the_counts())
        register_guest_look(look)
        removal.register(why_department_stays)
