"""Questionnaires in the admin: templates, the builder of their versions, and files that are read in."""

from vendors.questionnaires.admin.layouts import SheetLayoutAdmin
from vendors.questionnaires.admin.templates import QuestionnaireTemplateAdmin
from vendors.questionnaires.admin.versions import TemplateVersionAdmin

__all__ = ["QuestionnaireTemplateAdmin", "SheetLayoutAdmin", "TemplateVersionAdmin"]
