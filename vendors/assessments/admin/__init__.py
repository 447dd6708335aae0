"""Assessments in the admin: preparing, reviewing and deciding; findings; who answers."""

from vendors.assessments.admin.assessments import AssessmentAdmin
from vendors.assessments.admin.findings import AssessmentFindingAdmin
from vendors.assessments.admin.invitations import InvitationAdmin

__all__ = ["AssessmentAdmin", "AssessmentFindingAdmin", "InvitationAdmin"]
