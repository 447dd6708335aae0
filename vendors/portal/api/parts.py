"""One questionnaire that was sent: what is asked, what is answered, and answering, for a vendor's own software."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from governance.core.api.parsers import StrictJSONParser
from governance.core.api.problems import CONTENT_TYPE, make_problem
from governance.core.api.serializers import StrictSerializer
from governance.core.api.viewsets import GovernedViewMixin
from governance.core.errors import ConflictingState, InvalidInput
from vendors.assessments import services
from vendors.assessments.api.acting import BodyMixin, act, naming
from vendors.assessments.api.answers import ValueField
from vendors.assessments.enums import AssessmentState, EvidenceState, Side, Verdict
from vendors.assessments.models import Assessment, AssessmentAnswer, AssessmentPart
from vendors.assessments.selectors import load_answers
from vendors.assessments.services.remarks import LONGEST
from vendors.portal.access import list_parts
from vendors.portal.api.assessments import ANSWERING
from vendors.portal.api.evidence import SentEvidenceSerializer, UploadSerializer
from vendors.portal.fields import Item, list_items
from vendors.questionnaires.api import AskedQuestionSerializer, ChoiceSerializer
from vendors.questionnaires.conditions import list_shown
from vendors.questionnaires.content import LONGEST_ID

MOST_REVISIONS = 2**31 - 1


class SentFileSerializer(StrictSerializer):
    """A file that the vendor uploaded."""

    id = serializers.UUIDField()
    file_name = serializers.CharField()
    size_bytes = serializers.IntegerField()
    state = serializers.ChoiceField(choices=EvidenceState.choices)
    expires_on = serializers.DateField(allow_null=True)


class SentMessageSerializer(StrictSerializer):
    """A message about an answer, from either side."""

    side = serializers.ChoiceField(choices=Side.choices)
    author = serializers.CharField(source="author.name")
    text = serializers.CharField()
    is_question = serializers.BooleanField()
    created_at = serializers.DateTimeField()


class GivenAnswerSerializer(StrictSerializer):
    """What is answered to a question; revision 0: nothing yet."""

    question_id = serializers.CharField()
    value = ValueField()
    comment = serializers.CharField()
    owner_key = serializers.CharField()
    duties = serializers.CharField()
    revision = serializers.IntegerField()
    answered_by = serializers.CharField(allow_null=True)
    updated_at = serializers.DateTimeField(allow_null=True)


class AskedSerializer(AskedQuestionSerializer):
    """A question with its answer as it stands."""

    section = serializers.CharField()
    is_shown = serializers.BooleanField(help_text="Whether it is asked, given the other answers.")
    is_questioned = serializers.BooleanField(help_text="Whether the reviewer asks about the answer.")
    answer = GivenAnswerSerializer()
    evidence = SentFileSerializer(many=True)
    messages = SentMessageSerializer(many=True)


class SentSectionSerializer(StrictSerializer):
    """A section, without its questions."""

    key = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField()


class SentPartSerializer(StrictSerializer):
    """A questionnaire as the vendor answers it; what an answer is worth is not told."""

    id = serializers.UUIDField()
    assessment = serializers.UUIDField()
    title = serializers.CharField()
    notice = serializers.CharField()
    owners = ChoiceSerializer(many=True)
    sections = SentSectionSerializer(many=True)
    questions = AskedSerializer(many=True)


class SaveAnswerSerializer(StrictSerializer):
    """An answer, or the parts of it that change. `revision` is the one that was read; 0 when there was no answer."""

    question_id = serializers.CharField(max_length=LONGEST_ID)
    revision = serializers.IntegerField(min_value=0, max_value=MOST_REVISIONS)
    value = ValueField(required=False)
    comment = serializers.CharField(required=False, allow_blank=True)
    owner_key = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_ID)
    duties = serializers.CharField(required=False, allow_blank=True)


class SayToReviewerSerializer(StrictSerializer):
    """Something about an answer that the reviewer should read."""

    question_id = serializers.CharField(max_length=LONGEST_ID)
    text = serializers.CharField(max_length=LONGEST)


class ChangedMeanwhileSerializer(StrictSerializer):
    """A problem with the answer that somebody else gave meanwhile; nothing was written over."""

    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()
    current = GivenAnswerSerializer(required=False)


class SentPartViewSet(BodyMixin, GovernedViewMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Any]):
    """Questionnaires of the assessments that were sent to the vendors the caller answers for."""

    http_method_names = ["get", "head", "options", "post"]
    policy = ANSWERING
    action_rights = dict.fromkeys(("retrieve", "answers", "evidence", "messages"), "answer")
    queryset = AssessmentPart.objects.all()
    filter_backends = ()

    def get_model(self) -> Any:
        """Return the kind whose right to answer lets callers in."""
        return Assessment

    def get_queryset(self) -> Any:
        """Return the questionnaires that the portal shows the caller."""
        if getattr(self, "swagger_fake_view", False):
            return AssessmentPart.objects.none()
        return list_parts(self.request)

    @extend_schema(responses=SentPartSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return what is asked and what is answered."""
        return Response(SentPartSerializer(_describe_part(self.get_object())).data)

    @extend_schema(
        responses={
            200: GivenAnswerSerializer,
            409: OpenApiResponse(ChangedMeanwhileSerializer, "Somebody else answered meanwhile."),
        }
    )
    @act(SaveAnswerSerializer, GivenAnswerSerializer)
    def answers(self, request: Request, pk: str | None = None) -> Response:
        """Keep an answer; the same again writes nothing. Changed meanwhile: a 409 that shows what it is now."""
        part = self.get_object()
        values = self.read_body(request)
        question_id, seen = values.pop("question_id"), values.pop("revision")
        try:
            with naming(question="question_id"):
                answer = services.save_answer(
                    actor=request.user, part=part, question_id=question_id, values=values, seen=seen
                )
        except services.AnswerChanged as conflict:
            problem = make_problem(conflict.status, conflict.code, str(conflict.message))
            current = GivenAnswerSerializer(_describe_answer(question_id, conflict.current)).data
            return Response({**problem, "current": current}, conflict.status, content_type=CONTENT_TYPE)
        return Response(GivenAnswerSerializer(_describe_answer(question_id, answer)).data)

    @extend_schema(request={"multipart/form-data": UploadSerializer})
    @act(UploadSerializer, SentEvidenceSerializer, parser_classes=(MultiPartParser, StrictJSONParser))
    def evidence(self, request: Request, pk: str | None = None) -> Response:
        """Keep a file with an answer, which it begins where there is none yet; its type is told by its content."""
        part = self.get_object()
        values = self.read_body(request)
        file = values.pop("file")
        with naming(question="question_id"):
            kept = services.add_evidence(
                actor=request.user, part=part, source=file, file_name=file.name, **values
            )
        return Response(SentEvidenceSerializer(kept).data)

    @act(SayToReviewerSerializer, SentMessageSerializer)
    def messages(self, request: Request, pk: str | None = None) -> Response:
        """Write to the reviewer about an answer."""
        part = self.get_object()
        values = self.read_body(request)
        if part.version.questionnaire.get(values["question_id"]) is None:
            raise InvalidInput(fields={"question_id": _("This is not asked here.")})
        answer = AssessmentAnswer.objects.filter(part=part, question_id=values["question_id"]).first()
        if answer is None:
            raise ConflictingState(_("Answer the question first; then there is something to talk about."))
        message = services.write_message(actor=request.user, answer=answer, text=values["text"])
        return Response(SentMessageSerializer(message).data)


def _describe_part(part: AssessmentPart) -> dict[str, Any]:
    content = part.version.questionnaire
    shown = {question.id for question in list_shown(content, load_answers(part))}
    # What a reviewer questions while looking through it is told once it is sent back.
    is_back = part.assessment.state == AssessmentState.CLARIFICATION
    items = {item.question.id: item for item in list_items(part, list(content))}
    return {
        "id": part.pk,
        "assessment": part.assessment_id,
        "title": content.title,
        "notice": content.notice,
        "owners": content.owners,
        "sections": content.sections,
        "questions": [
            _describe_item(items[question.id], section.key, question.id in shown, is_back)
            for section in content.sections
            for question in section.questions
        ],
    }


def _describe_item(item: Item, section: str, is_shown: bool, is_back: bool) -> dict[str, Any]:
    question = item.question
    asked: dict[str, Any] = {
        str(name): getattr(question, str(name)) for name in AskedQuestionSerializer().fields
    }
    return {
        **asked,
        "section": section,
        "is_shown": is_shown,
        "is_questioned": is_back and item.row is not None and item.row.verdict == Verdict.QUESTIONED,
        "answer": _describe_answer(question.id, item.row),
        "evidence": item.evidence,
        "messages": item.messages,
    }


def _describe_answer(question_id: str, row: AssessmentAnswer | None) -> dict[str, Any]:
    """Return an answer as the serializer takes it; one that was never saved is there with revision 0."""
    if row is None or row._state.adding:
        row = AssessmentAnswer(question_id=question_id, revision=0)
    is_saved = not row._state.adding
    return {
        **{name: getattr(row, name) for name in ("question_id", "value", "comment", "owner_key", "duties")},
        "revision": row.revision,
        "answered_by": row.answered_by.name if is_saved else None,
        "updated_at": row.said_at if is_saved else None,
    }
