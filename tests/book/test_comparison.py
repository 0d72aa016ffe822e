"""How two runs of a cell are compared, output by output."""

from __future__ import annotations

import base64
import io

import pytest
from chapter_outputs.comparison import differences
from chapter_outputs.tolerance import Tolerance, text_difference
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

PLOTLY = "application/vnd.plotly.v1+json"
LOOSE = Tolerance(rel=0.05, abs=0.01)


def printed(text: str, name: str = "stdout") -> dict:
    return {"output_type": "stream", "name": name, "text": text}


def shown(**bundle) -> dict:
    data = {mime.replace("_", "/"): value for mime, value in bundle.items()}
    return {"output_type": "display_data", "metadata": {}, "data": data}


def png(width: int, height: int) -> dict:
    buffer = io.BytesIO()
    Image.new("L", (width, height)).save(buffer, "png")
    return shown(image_png=base64.b64encode(buffer.getvalue()).decode())


@pytest.mark.parametrize(
    ("stored", "fresh"),
    [
        ("accuracy 0.931", "accuracy 0.95"),
        ("  9.9 seconds", " 10.1 seconds"),
        ("[ 0.001 -0.002]", "[-0.003  0.004]"),
        ("[1. 2.]", "[0.98 2.  ]"),
        ("1,234.5", "1,240.1"),
        ("1e-3", "2.1e-3"),
        ("<td>0.500</td>", "<td>0.505</td>"),
        ("−0.5", "-0.5"),
        ("97.1 %, layer conv2d_3 in 28x28", "98.2 %, layer conv2d_3 in 28x28"),
    ],
)
def test_near_numbers_agree(stored, fresh):
    assert text_difference(stored, fresh, LOOSE) is None
    assert text_difference(stored, fresh, None)


@pytest.mark.parametrize(
    ("stored", "fresh"),
    [
        ("accuracy 0.931", "accuracy 0.85"),
        ("epoch 12", "epoch 13"),
        ("layer conv2d_3", "layer conv2d_4"),
        ("28x28", "28x29"),
        ("0.5 0.6", "0.5"),
        ("Adam 0.5", "AdaGrad 0.5"),
        ("0.5-0.6", "0.5-0.7"),
        ("nan", "0.5"),
        ("1,234", "1,235"),
    ],
)
def test_other_texts_differ(stored, fresh):
    assert text_difference(stored, fresh, LOOSE)


def test_integers_are_tolerant_only_where_stated():
    assert text_difference("epoch 100", "epoch 101", Tolerance(rel=0.05))
    assert text_difference("epoch 100", "epoch 101", Tolerance(rel=0.05, integers=True)) is None


def test_message_names_the_number_and_its_distance():
    said = text_difference("loss 0.5, accuracy 0.80", "loss 0.5, accuracy 0.90", LOOSE)
    assert "number 2 is 0.90, stored 0.80" in said
    assert "differs by 0.1, 12.50% of it" in said
    assert "rel 0.05, abs 0.01" in said
    assert "none stated" in text_difference("0.5", "0.6", None)


@given(st.floats(-1e6, 1e6), st.floats(0, 0.5), st.floats(-1, 1))
@settings(deadline=None, max_examples=50)
def test_the_bound_is_the_stated_one(value, rel, move):
    stored, fresh = f"{value:.6f}", f"{value * (1 + move):.6f}"
    gap = abs(float(fresh) - float(stored))
    bound = rel * abs(float(stored))
    if abs(gap - bound) > 1e-6 * max(gap, bound):
        agrees = text_difference(f"x {stored}", f"x {fresh}", Tolerance(rel=rel)) is None
        assert agrees == (gap <= bound)


@given(st.text())
@settings(deadline=None, max_examples=50)
def test_a_text_agrees_with_itself(text):
    assert text_difference(text, text, None) is None
    assert text_difference(text, text, LOOSE) is None


@pytest.mark.parametrize(
    "stated", [{"relative": 1}, {"rel": -1}, {"abs": "0.1"}, {"rel": True}, 0.1, {"integers": 1}]
)
def test_a_tolerance_that_is_none_is_refused(stated):
    with pytest.raises(ValueError, match=r"toleran|integers"):
        Tolerance.of({"tolerance": stated})


@pytest.mark.parametrize(
    ("stored", "fresh", "said"),
    [
        ([png(640, 480)], [], "outputs: 0, stored 1"),
        ([png(640, 480)], [png(320, 240)], "320 x 240, stored 640 x 480"),
        ([png(640, 480)], [shown(text_plain="x")], "kinds differ"),
        (
            [shown(text_html="<svg viewBox='0 0 4 3'><path/></svg>")],
            [shown(text_html="<svg viewBox='0 0 8 3'><path/></svg>")],
            "8 x 3, stored 4 x 3",
        ),
        (
            [shown(text_html="<svg width='4' height='3'></svg>")],
            [shown(text_html="<p></p>")],
            "0 figures, stored 1",
        ),
        (
            [shown(text_html="<svg aria-label='rises'></svg>")],
            [shown(text_html="<svg aria-label='falls'></svg>")],
            "the text differs",
        ),
        ([printed("a")], [printed("b")], "printed text"),
        ([{"output_type": "error", "ename": "ValueError", "evalue": "x"}], [], "outputs: 0"),
    ],
)
def test_what_differs_is_said(stored, fresh, said):
    assert said in "\n".join(differences(stored, fresh, {}))


@pytest.mark.parametrize(
    ("stored", "fresh"),
    [
        ([png(640, 480)], [png(646, 480)]),
        ([shown(text_html="<svg viewBox='0 0 4 3'><path d='M0'/></svg>")],
         [shown(text_html="<svg viewBox='0 0 4 3'><path d='M1'/></svg>")]),
        ([shown(text_plain="<A at 0x7f00aa112233>")], [shown(text_plain="<A at 0x7f00bb445566>")]),
        ([printed("w", "stderr"), printed("a")], [printed("a")]),
        ([printed("a"), png(4, 3)], [png(4, 3), printed("a")]),
    ],
)  # fmt: skip
def test_what_agrees(stored, fresh):
    assert differences(stored, fresh, {}) == []


def plotly(*traces: tuple[str, str], height: int = 400) -> dict:
    data = [{"type": kind, "name": name, "y": [0.5]} for kind, name in traces]
    figure = {"data": data, "layout": {"height": height}}
    return {"output_type": "display_data", "metadata": {}, "data": {PLOTLY: figure}}


def test_plotly_by_traces_and_size():
    stored = [plotly(("scatter", "Adam"), ("bar", "AdaGrad"))]
    moved = [plotly(("scatter", "Adam"), ("bar", "AdaGrad"))]
    moved[0]["data"][PLOTLY]["data"][0]["y"] = [0.9]
    assert differences(stored, moved, {}) == []
    assert differences(stored, [plotly(("scatter", "Adam"))], {})
    assert differences(stored, [plotly(("scatter", "Adam"), ("scatter", "AdaGrad"))], {})
    assert differences(stored, [plotly(("scatter", "Adam"), ("bar", "AdaGrad"), height=800)], {})


def test_styles_and_scripts_are_left_out():
    page = "<p>{}</p><style>p {{ color: {} }}</style><script>1</script>"
    three, four = (shown(text_html=page.format(number, "red")) for number in (3, 4))
    assert differences([three], [shown(text_html="<p>3</p>")], {}) == []
    assert differences([three], [four], {})
