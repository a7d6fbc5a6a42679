from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        from notifications.carrier import Carrier
        from people import post

        post.carried_by(Carrier())
