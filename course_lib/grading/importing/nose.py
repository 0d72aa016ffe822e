"""Asserts in the place of the functions of nose, which no Python of today can import."""

from __future__ import annotations

import ast

from course_lib.grading.importing.names import NotConvertibleError

__all__ = ["NAMES", "assertion"]

_EQUAL = {"assert_equal": "==", "assert_equals": "==", "eq_": "==", "assert_not_equal": "!="}
_EQUAL |= {"assert_in": "in", "assert_not_in": "not in", "assert_is": "is", "assert_less": "<"}
_EQUAL |= {"assert_greater": ">", "assert_greater_equal": ">=", "assert_less_equal": "<="}
_TRUE = {"assert_true": "{}", "ok_": "{}", "assert_false": "not ({})"}
_TRUE |= {"assert_is_none": "({}) is None", "assert_is_not_none": "({}) is not None"}
NAMES = {*_EQUAL, *_TRUE, "assert_raises", "assert_almost_equal", "assert_is_instance"}


def assertion(name: str, call: ast.Call) -> ast.stmt:
    """Return an assert in the place of one of nose's functions, which no Python has any more."""
    texts = [ast.unparse(one) for one in call.args]
    count = 1 if name in _TRUE else 2
    if len(texts) < count or (call.keywords and name != "assert_almost_equal"):
        raise NotConvertibleError(f"it calls {name} in another way than others do")
    if name in _TRUE:
        test = _TRUE[name].format(texts[0])
    elif name == "assert_is_instance":
        test = f"isinstance({texts[0]}, {texts[1]})"
    elif name == "assert_almost_equal":
        places = next((ast.unparse(one.value) for one in call.keywords if one.arg == "places"), "7")
        test, count = f"round(abs(({texts[0]}) - ({texts[1]})), {places}) == 0", len(texts)
    else:
        test = f"({texts[0]}) {_EQUAL[name]} ({texts[1]})"
    said = f", {texts[count]}" if len(texts) > count else ""
    return ast.parse(f"assert {test}{said}").body[0]
