from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "conversations"

    def ready(self) -> None:
        from conversations.actions import must_reads, notices
        from notifications import reaching, waiting
        from notifications.models import Notice

        reaching.only_while(Notice.Template.NEW_MESSAGE, notices.is_unread)
        reaching.only_while(Notice.Template.VISIT, notices.is_unread)
        reaching.only_while(Notice.Template.MUST_READ, must_reads.is_still_asked)
        waiting.on_other_hours(must_reads.wait_anew)
