"""How every form is written: label, help and errors bound to their field, and a summary with the focus."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Renders `{{ form }}` and `{{ field.as_field_group }}` with the templates under `templates/forms/`."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
