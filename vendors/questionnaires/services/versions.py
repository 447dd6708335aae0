"""Building, publishing and retiring versions of questionnaires; plain changes of a template need no service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from governance.core.errors import ConflictingState, InvalidInput
from governance.core.models import digest_of
from governance.core.origin import because
from governance.core.services import check_valid, create_record, require_reason
from governance.core.states import move
from governance.core.writing import lock, permit, publish, service
from vendors.questionnaires import built_in, events
from vendors.questionnaires.conditions import check_conditions
from vendors.questionnaires.content import LONGEST_ID, SECTION_KEY, InvalidContent, Questionnaire, check
from vendors.questionnaires.models import QuestionnaireTemplate, TemplateVersion
from vendors.questionnaires.selectors import make_key

Edit = Callable[[Questionnaire], Questionnaire]


def _put_content(version: TemplateVersion, content: Questionnaire) -> None:
    """Set the content with what is derived from it; raises InvalidInput with the question that breaks a rule."""
    try:
        check(content)
        check_conditions(content)
        _check_keys(content)
    except InvalidContent as error:
        raise InvalidInput(fields={"content": str(error)}) from None
    version.__dict__.pop("questionnaire", None)
    version.content = content.to_json()
    version.digest = digest_of(version.content)
    version.question_count = len(content)


def _check_keys(content: Questionnaire) -> None:
    for section in content.sections:
        if not SECTION_KEY.fullmatch(section.key):
            problem = "the key of a section begins with a letter or digit and has at most 80 characters"
            raise InvalidContent(section.title[:LONGEST_ID], problem)


@service
def draft_version(
    *, actor: Any, template: QuestionnaireTemplate, label: str, content: Questionnaire
) -> TemplateVersion:
    """Begin a version of a questionnaire with some content; an empty one is where building starts."""
    version = TemplateVersion(template=template, label=label.strip())
    permit(actor, "add", version)
    _put_content(version, content)
    check_valid(version)
    version.save(force_insert=True)
    publish(events.VERSION_DRAFTED, actor=actor, record=version, data={"questions": version.question_count})
    return version


@service
def edit_version(*, actor: Any, version: TemplateVersion, edit: Edit, seen: str) -> TemplateVersion:
    """Change the content of a draft by one step. `seen` is the digest that the editor looked at.

    Raises ConflictingState when somebody changed it meanwhile or it is a draft no more, InvalidInput when the step
    leaves content that breaks a rule.
    """
    permit(actor, "change", version)
    version = lock(version)
    _require_draft(version)
    if version.digest != seen:
        raise ConflictingState(
            _("Somebody changed this draft meanwhile. Look at it as it is now, and enter your change again.")
        )
    try:
        content = edit(version.questionnaire)
    except InvalidContent as error:
        raise InvalidInput(str(error)) from None
    _put_content(version, content)
    check_valid(version)
    version.save()
    publish(events.VERSION_EDITED, actor=actor, record=version, data={"questions": version.question_count})
    return version


@service
def publish_version(*, actor: Any, version: TemplateVersion) -> TemplateVersion:
    """Let a draft be sent to vendors; from here on it never changes. Raises InvalidInput when it asks nothing."""
    permit(actor, "publish", version)
    version = lock(version)
    _require_draft(version)
    if not version.question_count:
        raise InvalidInput(_("A questionnaire without questions cannot be published."))
    version.publish()
    version.published_at = timezone.now()
    version.save()
    publish(events.VERSION_PUBLISHED, actor=actor, record=version, data={"digest": version.digest})
    return version


@service
def retire_version(*, actor: Any, version: TemplateVersion, reason: str) -> TemplateVersion:
    """Offer a version no more; what was answered in it stays, and what is under way goes on."""
    permit(actor, "retire", version)
    reason = require_reason(reason)
    version = lock(version)
    move(version, "retire")
    with because(reason):
        version.save()
    publish(events.VERSION_RETIRED, actor=actor, record=version, reason=reason)
    return version


@service
def discard_draft(*, actor: Any, version: TemplateVersion) -> None:
    """Delete a draft; its history stays."""
    permit(actor, "delete", version)
    version = lock(version)
    _require_draft(version)
    publish(events.VERSION_DISCARDED, actor=actor, record=version)
    version.delete()


@service
def copy_version(*, actor: Any, version: TemplateVersion, label: str) -> TemplateVersion:
    """Begin the next version with the questions of this one."""
    permit(actor, "view", version)
    return draft_version(actor=actor, template=version.template, label=label, content=version.questionnaire)


@service
def keep_questionnaire(
    *, actor: Any, content: Questionnaire, key: str = "", label: str = "", is_published: bool = True
) -> TemplateVersion:
    """Keep a questionnaire that was read from a file as a version of the template of a key, made when it is new.

    Without a key it is the name that the questionnaire was published by, or its title.
    The same content under the same label is kept once. Raises ConflictingState when the label stands for other words.
    """
    key = key or make_key(content)
    label = label or content.version or "1"
    template = QuestionnaireTemplate.objects.filter(key=key).first()
    if template is None:
        values = {"key": key, "title": content.title or key, "framework": content.framework}
        template = create_record(actor=actor, model=QuestionnaireTemplate, values=values)
    version = TemplateVersion.objects.filter(template=template, label=label).first()
    if version is not None:
        permit(actor, "view", version)
        if version.digest != digest_of(content.to_json()):
            raise ConflictingState(
                _("%s is kept already with other words; give this one another version.") % version
            )
        return version
    version = draft_version(actor=actor, template=template, label=label, content=content)
    return publish_version(actor=actor, version=version) if is_published else version


@service
def install_built_in(*, actor: Any) -> list[TemplateVersion]:
    """Keep the questionnaires that come with the product, published; those that are kept already stay as they are."""
    kept = {
        key: keep_questionnaire(actor=actor, content=built_in.load(key), key=key)
        for key in built_in.NAMES
        if not QuestionnaireTemplate.objects.filter(key=key).exists()
    }
    return list(kept.values())


def _require_draft(version: TemplateVersion) -> None:
    if not version.is_draft:
        raise ConflictingState(_("A published version never changes. Begin its next version instead."))
