"""Beginning an assessment from a workbook that the vendor has filled already: look at what was understood, start."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from vendors.assessments import services
from vendors.assessments.services import Understood
from vendors.assessments.start_forms import FilledFileForm, StartForm
from vendors.questionnaires.admin.files import FilePagesMixin
from vendors.questionnaires.models import QuestionnaireFile
from vendors.questionnaires.references import name_id
from vendors.questionnaires.selectors import foresee

MOST_SENTENCES = 20


class StartingMixin(FilePagesMixin):
    """The steps from a filled workbook to an assessment that is with the vendor."""

    upload_title = _("Start from a filled workbook")
    upload_lead = _(
        "For a vendor who has its answers already. You see what was understood before anything begins; then it is with"
        " the vendor, who may mend it and hands it in."
    )
    keep_label = _("Start the assessment")

    def make_upload_form(self, request: HttpRequest, *args: Any) -> FilledFileForm:
        """Ask whose answers they are."""
        initial = {name: request.GET.get(name, "") for name in ("vendor", "service")}
        return FilledFileForm(*args, actor=request.user, initial=initial)

    def get_details(self, form: FilledFileForm) -> dict[str, Any]:
        """Remember the vendor and its service."""
        service = form.cleaned_data["service"]
        return {"vendor": str(form.cleaned_data["vendor"].pk), "service": str(service.pk) if service else ""}

    def make_keep_form(self, request: HttpRequest, file: QuestionnaireFile, **kwargs: Any) -> StartForm:
        """Ask what the assessment is like, beginning with what was chosen beside the file."""
        return StartForm(actor=request.user, initial=dict(file.details), **kwargs)

    def get_outlook(self, request: HttpRequest, form: StartForm) -> dict[str, Any]:
        """Say which questionnaire the answers go to."""
        return {"foreseen": foresee(request.user, form.understanding.read.content), "is_start": True}

    def keep(
        self, request: HttpRequest, file: QuestionnaireFile, form: StartForm, **kwargs: Any
    ) -> HttpResponse:
        """Begin the assessment, and say what became of the answers."""
        values = {
            name: form.cleaned_data[name] for name in ("vendor", "service", "owner", "due_date", "label")
        }
        assessment, report = services.start_from_file(actor=request.user, file=file, **values, **kwargs)
        _tell(request, report)
        return redirect("admin:vendors_assessment_change", assessment.pk)


def _tell(request: HttpRequest, report: Understood) -> None:
    taken = len(report.filled)
    text = ngettext(
        "Started: %d answer was taken, and is with the vendor now.",
        "Started: %d answers were taken, and are with the vendor now.",
        taken,
    )
    messages.success(request, text % taken)
    refused = [f"{name_id(question_id)}: {reason}" for question_id, reason in report.refused]
    if report.unknown:
        refused.append(
            str(
                _("Not asked here, or in other words: %s")
                % ", ".join(map(name_id, report.unknown[:MOST_SENTENCES]))
            )
        )
    for sentence in refused[:MOST_SENTENCES]:
        messages.warning(request, sentence)
    if len(refused) > MOST_SENTENCES:
        messages.warning(request, _("… and %d more could not be taken.") % (len(refused) - MOST_SENTENCES))
