"""Index of the services of questionnaires."""

from vendors.questionnaires.services.files import (
    check_seen,
    choose_columns,
    describe_file,
    discard_file,
    drop_old_files,
    forget_file,
    keep_file,
    remember_understanding,
    upload_file,
)
from vendors.questionnaires.services.layouts import remember_layout
from vendors.questionnaires.services.versions import (
    Edit,
    copy_version,
    discard_draft,
    draft_version,
    edit_version,
    install_built_in,
    keep_questionnaire,
    publish_version,
    retire_version,
)

__all__ = [
    "Edit",
    "check_seen",
    "choose_columns",
    "copy_version",
    "describe_file",
    "discard_draft",
    "discard_file",
    "draft_version",
    "drop_old_files",
    "edit_version",
    "forget_file",
    "install_built_in",
    "keep_file",
    "keep_questionnaire",
    "publish_version",
    "remember_layout",
    "remember_understanding",
    "retire_version",
    "upload_file",
]
