"""Evidence: uploaded with an answer, opened by a link that works for one person and five minutes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance.core.errors import ServiceError
from governance.core.policies import governed_view
from vendors.assessments import services
from vendors.assessments.downloads import send_file
from vendors.assessments.models import Evidence
from vendors.portal.access import MAY_ANSWER, get_part, list_assessments
from vendors.portal.forms import FileForm
from vendors.portal.views.answering import find_place, get_item
from vendors.portal.views.pages import RESPONDENTS

SALT = "vendors.evidence"
LINK_SECONDS = 300
MAY_READ = Evidence.get_permission("view")
READERS = "Respondents of the vendor, and reviewers who may see the file."


@governed_view(RESPONDENTS, permission=MAY_ANSWER)
@require_POST
def upload(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """Keep a file with an answer (POST)."""
    part = get_part(request, pk)
    item = get_item(part, number)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        text = " ".join(str(text) for texts in form.errors.values() for text in texts)
        messages.error(request, text, extra_tags=item.name)
    else:
        try:
            file = services.add_evidence(
                actor=request.user,
                part=part,
                question_id=item.question.id,
                source=form.cleaned_data["file"],
                file_name=form.cleaned_data["file"].name,
                expires_on=form.cleaned_data["expires_on"],
            )
        except ServiceError as refusal:
            messages.error(request, " ".join(refusal.sentences), extra_tags=item.name)
        else:
            text = _("%s is kept with your answer.") % file.file_name
            messages.success(request, text, extra_tags=item.name)
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        # The page loads itself anew and shows the messages; here nobody would see them.
        return HttpResponse(status=204)
    return redirect(find_place(request, part, item.number))


@governed_view(RESPONDENTS, permission=MAY_ANSWER)
@require_POST
def remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a file back (POST)."""
    rows = Evidence.objects.filter(answer__part__assessment__in=list_assessments(request).values("pk"))
    file = rows.filter(pk=pk).select_related("answer__part__assessment", "answer__part__version").first()
    if file is None:
        raise Http404
    part = file.answer.part
    number = [question.id for question in part.version.questionnaire].index(file.answer.question_id)
    try:
        services.remove_evidence(actor=request.user, evidence=file)
    except ServiceError as refusal:
        messages.error(request, str(refusal.message), extra_tags=f"q{number}")
    else:
        messages.success(request, _("%s is removed.") % file.file_name, extra_tags=f"q{number}")
    return redirect(find_place(request, part, number))


@governed_view(READERS, permission=MAY_READ)
@require_safe
def open_link(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Lead whoever may see a file to a link that works for them, for five minutes."""
    if not Evidence.objects.restrict(request.user, "view").filter(pk=pk).exists():
        raise Http404
    token = signing.dumps([str(pk), str(request.user.pk)], salt=SALT)
    return redirect("portal:file", token)


@governed_view(READERS, permission=MAY_READ)
@require_safe
def serve(request: HttpRequest, token: str) -> HttpResponseBase:
    """Send a file, never shown in the browser; a link of somebody else's, an old or a forged one is a 404."""
    try:
        key, owner = signing.loads(token, salt=SALT, max_age=LINK_SECONDS)
    except (signing.BadSignature, ValueError):
        raise Http404 from None
    if owner != str(request.user.pk):
        raise Http404
    file: Any = Evidence.objects.restrict(request.user, "view").filter(pk=key).first()
    if file is None:
        raise Http404
    try:
        return send_file(file)
    except ServiceError as refusal:
        raise Http404(str(refusal.message)) from None
