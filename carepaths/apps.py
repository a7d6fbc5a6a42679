from django.apps import AppConfig


class CarepathsConfig(AppConfig):
    name = "carepaths"

    def ready(self) -> None:
        from carepaths.actions.answers import follow_list
        from carepaths.actions.discharges import follow_last_day
        from carepaths.queries import is_asked_still, letters_of_tasks, why_department_stays
        from carepaths.tasks import follow_date
        from carepaths.views.overview import beside_conversation
        from conversations import removal
        from conversations.actions.tasks import on_dated
        from conversations.context_blocks import register, register_pages_of_tasks
        from notifications import reaching
        from notifications.models import Notice
        from people.discharges import on_written_down
        from questionnaires.events import on_completed

        register("carepaths/_path_of_patient.html", beside_conversation)
        register_pages_of_tasks(letters_of_tasks)
        removal.register(why_department_stays)
        on_completed(follow_list)
        on_dated(follow_date)
        on_written_down(follow_last_day)
        reaching.only_while(Notice.Template.VISIT, is_asked_still)
