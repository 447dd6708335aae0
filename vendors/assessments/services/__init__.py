"""Index of the services of assessments, by the side that acts."""

from vendors.assessments.services.answering import (
    AnswerChanged,
    delegate_section,
    save_answer,
    submit_assessment,
    take_back_section,
)
from vendors.assessments.services.carrying import confirm_earlier
from vendors.assessments.services.clauses import TakenCheck, take_over_clauses
from vendors.assessments.services.colleagues import (
    confirm_invitation,
    invite_colleague,
    withdraw_invitation,
)
from vendors.assessments.services.deciding import (
    accept_assessment,
    ask_vendor,
    reject_assessment,
    start_review,
)
from vendors.assessments.services.evidence import add_evidence, open_evidence, remove_evidence
from vendors.assessments.services.findings import close_finding, raise_finding
from vendors.assessments.services.inviting import invite_respondent, revoke_invitation, use_invitation
from vendors.assessments.services.judging import judge_answer, judge_as_finding, take_back_verdict
from vendors.assessments.services.preparing import (
    change_due_date,
    prepare_assessment,
    reopen_assessment,
    send_assessment,
    withdraw_assessment,
)
from vendors.assessments.services.recurring import prepare_next_round, prepare_rounds
from vendors.assessments.services.remarks import write_message, write_note
from vendors.assessments.services.reviewing import change_reviewers
from vendors.assessments.services.workbooks import (
    Understood,
    import_answers,
    start_from_file,
    start_from_workbook,
)

__all__ = [
    "AnswerChanged",
    "TakenCheck",
    "Understood",
    "accept_assessment",
    "add_evidence",
    "ask_vendor",
    "change_due_date",
    "change_reviewers",
    "close_finding",
    "confirm_earlier",
    "confirm_invitation",
    "delegate_section",
    "import_answers",
    "invite_colleague",
    "invite_respondent",
    "judge_answer",
    "judge_as_finding",
    "open_evidence",
    "prepare_assessment",
    "prepare_next_round",
    "prepare_rounds",
    "raise_finding",
    "reject_assessment",
    "remove_evidence",
    "reopen_assessment",
    "revoke_invitation",
    "save_answer",
    "send_assessment",
    "start_from_file",
    "start_from_workbook",
    "start_review",
    "submit_assessment",
    "take_back_section",
    "take_back_verdict",
    "take_over_clauses",
    "use_invitation",
    "withdraw_assessment",
    "withdraw_invitation",
    "write_message",
    "write_note",
]
