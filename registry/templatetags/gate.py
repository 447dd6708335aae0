"""The question's form for pages of other slices, which cannot know the decisions slice themselves."""

from __future__ import annotations

from typing import Any

from django import template

from governance.core.rights import rights_of
from registry.decisions.forms import QuestionForm
from registry.decisions.selectors import MAY_ASK

register = template.Library()


@register.simple_tag(takes_context=True)
def get_question_form(context: Any, model: str) -> QuestionForm | None:
    """Return an empty question about the model for the reader of the page, or None for who may not ask."""
    user = context["request"].user
    if not model or not rights_of(user).everywhere_has(MAY_ASK):
        return None
    # Ids of their own: the page around has a form with fields of the same names.
    return QuestionForm(actor=user, initial={"model": model}, auto_id="ask_%s")
