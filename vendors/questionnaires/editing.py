"""Steps of building a questionnaire: each returns new content and leaves the old as it was. No Django."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from vendors.questionnaires.content import InvalidContent, Question, Questionnaire, Section

T = TypeVar("T")


def put_section(content: Questionnaire, section: Section) -> Questionnaire:
    """Return the content with the title and description of a section changed, or with a new one at the end."""
    kept = tuple(
        replace(each, title=section.title, description=section.description)
        if each.key == section.key
        else each
        for each in content.sections
    )
    is_new = all(each.key != section.key for each in content.sections)
    return content.with_sections((*kept, section) if is_new else kept)


def remove_section(content: Questionnaire, key: str) -> Questionnaire:
    """Return the content without an empty section; raises InvalidContent for one that still asks something."""
    section = find_section(content, key)
    if section.questions:
        raise InvalidContent(section.title, "move or remove its questions first")
    return content.with_sections(tuple(each for each in content.sections if each.key != key))


def move_section(content: Questionnaire, key: str, by: int) -> Questionnaire:
    """Return the content with a section moved up (-1) or down (1); at the edge nothing happens."""
    section = find_section(content, key)
    return content.with_sections(_moved(content.sections, content.sections.index(section), by))


def put_question(
    content: Questionnaire, section_key: str, question: Question, old_id: str = ""
) -> Questionnaire:
    """Return the content with a question put in the place of an old one, or at the end of a section.

    A question that changes its section goes to the end of the new one.
    """
    section = find_section(content, section_key)
    at = next((n for n, each in enumerate(section.questions) if each.id == old_id), len(section.questions))
    without = remove_question(content, old_id) if old_id and content.get(old_id) is not None else content
    target = find_section(without, section_key)
    questions = (*target.questions[:at], question, *target.questions[at:])
    return _with_questions(without, section_key, questions)


def remove_question(content: Questionnaire, question_id: str) -> Questionnaire:
    """Return the content without a question; raises InvalidContent when it is not asked."""
    section = _section_of(content, question_id)
    return _with_questions(content, section.key, tuple(q for q in section.questions if q.id != question_id))


def move_question(content: Questionnaire, question_id: str, by: int) -> Questionnaire:
    """Return the content with a question moved up (-1) or down (1) in its section."""
    section = _section_of(content, question_id)
    at = next(n for n, each in enumerate(section.questions) if each.id == question_id)
    return _with_questions(content, section.key, _moved(section.questions, at, by))


def find_section(content: Questionnaire, key: str) -> Section:
    """Return the section of a key; raises InvalidContent when there is none."""
    for section in content.sections:
        if section.key == key:
            return section
    raise InvalidContent(key, "there is no such section")


def _section_of(content: Questionnaire, question_id: str) -> Section:
    try:
        return content.section_of(question_id)
    except KeyError:
        raise InvalidContent(question_id, "there is no such question") from None


def _with_questions(content: Questionnaire, key: str, questions: tuple[Question, ...]) -> Questionnaire:
    return content.with_sections(
        tuple(replace(each, questions=questions) if each.key == key else each for each in content.sections)
    )


def _moved(items: tuple[T, ...], at: int, by: int) -> tuple[T, ...]:
    to = at + by
    if not 0 <= to < len(items):
        return items
    moved = list(items)
    moved.insert(to, moved.pop(at))
    return tuple(moved)
