from .assertions import CheckFailed as CheckFailed
from .assertions import assert_allclose as assert_allclose
from .assertions import assert_array as assert_array
from .assertions import assert_arrays as assert_arrays
from .assertions import assert_close_to_range as assert_close_to_range
from .assertions import assert_equal as assert_equal
from .assertions import assert_raises as assert_raises
from .assertions import assert_shape as assert_shape
from .assertions import assert_that as assert_that
from .assertions import assert_type as assert_type
from .checking import check as check
from .containers import assert_dict as assert_dict
from .questions import question as question
from .trials import assert_fair as assert_fair

__all__ = [
    "CheckFailed",
    "assert_allclose",
    "assert_array",
    "assert_arrays",
    "assert_close_to_range",
    "assert_dict",
    "assert_equal",
    "assert_fair",
    "assert_raises",
    "assert_shape",
    "assert_that",
    "assert_type",
    "check",
    "question",
]
