"""What the tests of assessments share: a vendor, and somebody who answers for it."""

from __future__ import annotations

import pytest

from governance.accounts.models import User
from tests.cast import Cast
from tests.factories.assessments import make_respondent
from tests.factories.vendors import make_vendor
from vendors.directory.models import Vendor


@pytest.fixture
def vendor(cast: Cast) -> Vendor:
    return make_vendor(cast.system, owner=cast.olga)


@pytest.fixture
def vic(cast: Cast, vendor: Vendor) -> User:
    return make_respondent(cast, vendor)
