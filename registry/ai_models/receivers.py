"""What this slice registers elsewhere: versions as something approvable, its background jobs."""

from governance.approvals.subjects import register_subject
from registry.ai_models import tasks
from registry.ai_models.approval import make_subject_kind

__all__ = ["tasks"]

register_subject(make_subject_kind())
