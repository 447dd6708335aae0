"""What people read as the id of a question. Ids of a framework (A&A-01.1) are read as they are; where an id is a name
that we made up for machines, people read the article of the GDPR it stands for, or nothing.
"""

from __future__ import annotations

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from vendors.questionnaires.content import Question

#: The ids of the built-in DPA clause review, each with its place in the GDPR where it has one.
ARTICLES = {
    "subject_matter": "28(3)",
    "nature_and_purpose": "28(3)",
    "data_categories": "28(3)",
    "controller_rights": "28(3)",
    "documented_instructions": "28(3)(a)",
    "staff_confidentiality": "28(3)(b)",
    "security_measures": "28(3)(c)",
    "sub_processor_consent": "28(3)(d)",
    "data_subject_help": "28(3)(e)",
    "compliance_help": "28(3)(f)",
    "deletion_or_return": "28(3)(g)",
    "audit_rights": "28(3)(h)",
    "no_training": "",
    "retention_limit": "",
    "retention_days": "",
    "zero_retention": "",
    "region_commitment": "",
    "breach_notice": "33(2)",
    "breach_hours": "",
    "change_notice": "",
    "log_export": "",
}
LONGEST_NAME = 60


def refer(question_id: str) -> str:
    """Return what people read as an id, beside the words of the question; nothing where the words say it all."""
    article = ARTICLES.get(question_id)
    if article is None:
        return question_id
    return _("Art. %s") % article if article else ""


def name_question(question: Question) -> str:
    """Return what stands for a question where its words do not: its reference, or how its words begin."""
    article = ARTICLES.get(question.id)
    is_shared = article is not None and list(ARTICLES.values()).count(article) > 1
    return Truncator(question.text).chars(LONGEST_NAME) if is_shared else refer(question.id)


def word_question(question: Question) -> str:
    """Return the words of a question without the letter of the law with which its reference ends, “(a) …”."""
    article = ARTICLES.get(question.id) or ""
    return question.text.removeprefix(f"({article[-2]}) ") if article else question.text


def name_id(question_id: str) -> str:
    """Return what stands for a question of which nothing but its id is at hand."""
    return refer(question_id) or question_id.replace("_", " ")
