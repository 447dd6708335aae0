"""Index of the records of this slice."""

from vendors.questionnaires.models.files import QuestionnaireFile, SheetLayout
from vendors.questionnaires.models.templates import QuestionnaireTemplate, TemplateVersion

__all__ = ["QuestionnaireFile", "QuestionnaireTemplate", "SheetLayout", "TemplateVersion"]
