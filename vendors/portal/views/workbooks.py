"""Answers as a workbook: taken along, or filled elsewhere and read in."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance.core.errors import ServiceError
from governance.core.policies import governed_view
from vendors.assessments import services
from vendors.assessments.selectors import load_answers
from vendors.portal.access import MAY_ANSWER, get_part
from vendors.portal.views.pages import RESPONDENTS
from vendors.questionnaires.importers.export import export_workbook
from vendors.questionnaires.importers.opening import LIMITS
from vendors.questionnaires.reading import UnknownLayout
from vendors.questionnaires.selectors import read_known_file

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@governed_view(RESPONDENTS, permission=MAY_ANSWER)
@require_safe
def download(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send the questions with the answers so far as a workbook, which can be filled and uploaded again."""
    part = get_part(request, pk)
    content = export_workbook(part.version.questionnaire, load_answers(part))
    name = slugify(f"{part.version} {part.assessment.vendor.key}") or "answers"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.xlsx"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=XLSX, headers=headers)


@governed_view(RESPONDENTS, permission=MAY_ANSWER)
@require_POST
def read_in(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the answers of a filled workbook (POST) and show what was understood of it."""
    part = get_part(request, pk)
    upload = request.FILES.get("file")
    if upload is None:
        messages.error(request, _("Choose a file first."))
        return redirect("portal:assessment", part.assessment_id)
    if upload.size is None or upload.size > LIMITS.max_bytes:
        messages.error(request, _("The file is larger than is read."))
        return redirect("portal:assessment", part.assessment_id)
    try:
        read = read_known_file(upload.read(), upload.name or "")
        report = services.import_answers(
            actor=request.user, part=part, read=read, replaces=request.POST.get("replaces") == "on"
        )
    except UnknownLayout as unknown:
        messages.error(request, str(unknown))
        return redirect("portal:assessment", part.assessment_id)
    except ServiceError as refusal:
        messages.error(request, " ".join(refusal.sentences))
        return redirect("portal:assessment", part.assessment_id)
    context = {"part": part, "assessment": part.assessment, "report": report, "file_name": upload.name}
    return render(request, "portal/understood.html", context)
