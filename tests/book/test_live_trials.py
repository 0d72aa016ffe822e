"""The trials in the page: the program computes what course_lib computes, and the page works."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from live_trials import SCRIPTS, STATIC
from live_trials.__main__ import add_parts, written
from live_trials.digits import write
from live_trials.tried import PATH, stored, table

from course_lib import experiments

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def program(chromium):
    """Return what evaluates JavaScript where the computing parts are `liveTrials.parts`."""
    page = chromium.new_page()
    add_parts(page, SCRIPTS[: SCRIPTS.index("running") + 1])

    def evaluate(body: str, **given):
        names = "random, network, training, distributions, statistics, trials, running"
        text = f"(given) => {{ const {{ {names} }} = liveTrials.parts; {body} }}"
        return page.evaluate(text, given)

    yield evaluate
    page.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Return the address of a file with a trial, which `?trial=NAME` chooses."""
    folder = tmp_path_factory.mktemp("live")
    write(folder / "digits.js")
    files = [
        folder / "digits.js" if name == "digits" else STATIC / "live_trials" / f"{name}.js"
        for name in SCRIPTS
    ]
    style = STATIC / "live_trials" / "live_trials.css"
    links = f'<link rel="stylesheet" href="{style.as_uri()}">' + "".join(
        f'<script defer src="{file.as_uri()}"></script>' for file in files
    )
    pages = {}
    for name, tried in stored().items():
        page = folder / f"{name}.html"
        inside = f'<div class="live-trial" data-trial="{name}">{table(tried)}</div>'
        page.write_text(
            '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>A trial</title>'
            f"{links}</head><body><main>{inside}</main></body></html>",
            "utf-8",
        )
        pages[name] = page.as_uri()
    return pages


def test_generator_is_xoshiro128_starstar(program):
    drawn = program("const g = random.generator('7/weights'); return [...Array(50)].map(g.next)")
    assert drawn == xoshiro("7/weights", 50)


def xoshiro(name: str, count: int) -> list[int]:
    mask = 2**32 - 1

    def rotated(value, by):
        return (value << by | value >> (32 - by)) & mask

    state = 0x811C9DC5
    for letter in name.encode():
        state = (state ^ letter) * 0x01000193 & mask
    s = []
    for _ in range(4):
        state = (state + 0x9E3779B9) & mask
        z = (state ^ state >> 16) * 0x21F0AAAD & mask
        z = (z ^ z >> 15) * 0x735A2D97 & mask
        s.append(z ^ z >> 15)
    drawn = []
    for _ in range(count):
        drawn.append(rotated(s[1] * 5 & mask, 7) * 9 & mask)
        shifted = s[1] << 9 & mask
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= shifted
        s[3] = rotated(s[3], 11)
    return drawn


@pytest.fixture
def in_64_bits():
    import keras

    before = keras.config.floatx()
    keras.config.set_floatx("float64")
    keras.config.set_dtype_policy("float64")
    yield
    keras.config.set_floatx(before)
    keras.config.set_dtype_policy(before)


def test_trainer_computes_what_course_lib_computes(program, in_64_bits):
    import keras

    from course_lib import models, training
    from course_lib.training.fitting import train
    from course_lib.training.loop import EpochLoop

    rng = np.random.default_rng(0)
    digits = program("const { train } = running.data(); return [[...train.x], [...train.y]]")
    x, y = np.array(digits[0]).reshape(-1, 64), np.array(digits[1])
    orders = [rng.permutation(300) for _ in range(3)]
    for optimizer, rate, hidden in (("sgd", 0.1, 16), ("adagrad", 0.1, 16), ("adam", 0.01, [9, 7])):
        model = models.mlp(64, 10, hidden=hidden).build(seed=1)
        model.compile(
            keras.optimizers.get({"class_name": optimizer, "config": {"learning_rate": rate}}),
            "sparse_categorical_crossentropy",
        )
        start = flat(model)
        data = training.fitting.as_arrays(x, y)
        history = train(EpochLoop(model), data, None, iter(orders), 3, 32)
        found = program(
            """const { x, y } = running.data().train;
            const { weights, losses } = training.train({ ...given.recipe, x, y,
              order: (epoch) => given.orders[epoch] });
            const sums = training.votes(given.recipe.sizes, [weights, weights], x);
            return [[...weights], losses, [...sums], training.accuracy(sums, y)]""",
            orders=[order.tolist() for order in orders],
            recipe={
                "sizes": [64, *np.atleast_1d(hidden).tolist(), 10],
                "weights": start.tolist(),
                "epochs": 3,
                "batch": 32,  # 300 = 9 batches of 32 and one of 12
                "optimizer": optimizer,
                "rate": rate,
            },
        )
        weights, losses, sums, accuracy = found
        answers = model.predict(x, verbose=0)
        assert np.abs(flat(model) - start).max() > 0.01
        assert np.abs(np.array(weights) - flat(model)).max() < 1e-8, optimizer
        assert losses == pytest.approx(history.history["loss"], abs=1e-6)
        assert sums == pytest.approx(2 * answers.ravel(), abs=1e-6)
        assert accuracy == np.mean(answers.argmax(axis=1) == y)


def flat(model) -> np.ndarray:
    return np.concatenate([array.ravel() for array in model.get_weights()])


def test_fresh_weights_are_glorots(program):
    weights = np.array(program("return [...network.fresh([64, 32, 10], random.generator('a'))]"))
    kernel, limit = weights[: 64 * 32], math.sqrt(6 / 96)
    assert 0.98 * limit < np.abs(kernel).max() <= limit
    assert kernel.std() == pytest.approx(limit / math.sqrt(3), rel=0.05)
    assert (weights[64 * 32 : 65 * 32] == 0).all()


def tables() -> list[dict[str, list[float]]]:
    rng = np.random.default_rng(1)
    made = []
    for n in (1, 2, 3, 10, 40):
        for effects in ([0.5], [0, 3], [0.9, 0.4, 2.0], [1.3, 1.3, 1.3, 1.3]):
            base = rng.normal(90, 1, n)
            arms = {f"arm {i}": rng.normal(90 + e, 1, n) for i, e in enumerate(effects)}
            made.append({"base": base} | arms)
    made.append({"base": np.arange(5.0), "same": np.arange(5.0), "on": rng.normal(9, 1, 5)})
    return [{name: values.tolist() for name, values in one.items()} for one in made]


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_verdicts_are_those_of_course_lib(program):
    steps = 0
    for scores in tables():
        rows = program("return statistics.verdicts(given.scores)", scores=scores)
        found = experiments.verdicts(scores)
        assert [row["variant"] for row in rows] == list(found.index)
        assert [row["verdict"] for row in rows] == found["verdict"].to_list()
        for column in ("difference", "deviation", "n", "low", "high", "p"):
            values = [math.nan if row[column] is None else row[column] for row in rows]
            assert values == pytest.approx(found[column].to_list(), abs=1e-8, nan_ok=True), column
        decided = (found["verdict"] != "cannot tell").sum()
        steps += 1 < decided < len(found)
    assert steps, "no table in which a later step of Holm's decides"


def test_power_is_that_of_course_lib(program):
    from scipy.stats import t

    from course_lib.experiments.power import _power

    for n in (2, 3, 5, 10, 30, 200):
        for share in (0.05, 0.05 / 3, 0.001):
            edge = program("return distributions.tEdge(given.share, given.n - 1)", share=share, n=n)
            assert edge == pytest.approx(t.isf(share / 2, n - 1), rel=1e-9)
            for effect in (0.1, 0.5, 2.0):
                given = {"effect": effect, "n": n, "confidence": 1 - share}
                power = program(
                    "return statistics.power(given.effect, 1, given.n, given.confidence)", **given
                )
                assert power == pytest.approx(_power(effect * n**0.5, n, share), abs=1e-6)
    for effect in (0.1, 0.4, 1, 3):
        for confidence in (0.95, 1 - 0.05 / 3):
            needed = program(
                "return statistics.seedsNeeded(given.effect, 1, 0.8, given.confidence)",
                effect=effect,
                confidence=confidence,
            )
            assert needed == experiments.seeds_needed(effect, 1, confidence=confidence)


def test_nothing_wins_more_often_if_one_stops_or_does_not_correct(program):
    asked = {"trials": 2000, "seeds": 20, "rivals": 3, "stops": False, "corrects": True, "draw": 1}
    asked["scores"] = np.random.default_rng(0).normal(90, 1, 40).tolist()

    def share(**changes):
        return program("return running.falseWinners(given)", **(asked | changes)) / 2000

    assert 0.02 < share() < 0.06
    assert share(draw=1) == share() != share(draw=2)
    assert 0.08 < share(corrects=False) < 0.15
    assert share(stops=True) > 2 * share()
    assert 0.03 < share(rivals=1, corrects=False) < 0.07
    assert 0.15 < share(rivals=1, corrects=False, stops=True) < 0.3


def test_a_run_is_what_was_stored_and_takes_less_than_two_seconds(program):
    for trial, settings in stored().items():
        for setting in settings:
            scores, again, seconds = program(
                """const asked = { trial: given.trial, on: given.on, seed: 3 };
                let scores, seconds;
                for (let attempt = 0; attempt < 3 && !(seconds < 2); attempt++) { // may be busy
                  const began = performance.now();
                  scores = running.run(asked);
                  seconds = (performance.now() - began) / 1000;
                }
                return [scores, given.twice ? running.run(asked) : scores, seconds]""",
                trial=trial,
                on=setting["on"],
                twice=trial == "same",
            )
            assert again == scores
            then = {name: values[2] for name, values in setting["scores"].items()}
            assert scores == pytest.approx(then, abs=0.3), (trial, setting["on"])
            assert seconds < 2


def shown(trial: str, *on: str) -> dict[str, dict]:
    setting = next(one for one in stored()[trial] if one["on"] == list(on))
    return experiments.verdicts(setting["scores"]).to_dict("index")


def means(trial: str, *on: str) -> dict[str, float]:
    setting = next(one for one in stored()[trial] if one["on"] == list(on))
    return {name: np.mean(values) for name, values in setting["scores"].items()}


def test_every_switch_does_what_its_chapter_says():
    assert shown("same")["B"]["verdict"] == "cannot tell"
    assert shown("same", "head-start")["B"]["verdict"] == "better"
    assert shown("optimisers")["AdaGrad"]["verdict"] == "worse"
    assert shown("optimisers", "head-start")["AdaGrad"]["verdict"] == "better"
    assert shown("optimisers", "own-rates")["AdaGrad"]["verdict"] == "cannot tell"
    assert shown("optimisers", "own-rates", "leak")["AdaGrad"]["verdict"] == "better"
    assert shown("copies")["noisy"]["verdict"] == "cannot tell"
    assert all(abs(mean - 10) < 2 for mean in means("copies", "labels-apart").values())
    assert shown("copies", "more-noise")["noisy"]["verdict"] == "worse"
    ablation = {name: row["verdict"] for name, row in shown("ablation").items()}
    assert ablation == {
        "nothing changed": "cannot tell",
        "fewer units": "worse",
        "more units": "better",
    }
    nothing = shown("ablation", "nothing").values()
    assert {row["verdict"] for row in nothing} == {"cannot tell"}
    copies, others = "it and four noisy copies", "it and four others"
    assert shown("votes")[copies]["verdict"] == "cannot tell"
    assert shown("votes")[others]["verdict"] == "better"
    assert shown("votes", "more-noise")[copies]["verdict"] == "worse"


def opened(browser, url: str, **settings):
    """Return the status, and the page, of a trial whose page is 390 pixels wide."""
    page = browser.new_page(viewport={"width": 390, "height": 800}, **settings)
    page.goto(url)
    page.locator(".live-trial[data-ready]").wait_for()
    return page.locator(".live-trial [role=status]").first, page


def over(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


def test_keyboard_alone_draws_switches_and_begins_again(chromium, address):
    status, page = opened(chromium, address["same"])
    figure = page.locator(".live-trial svg[role=img]")
    assert figure.get_attribute("aria-label") == "B beside A: no seed drawn yet"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    status.filter(has_text="After 1 seed: B is").wait_for()
    assert page.evaluate("document.activeElement.textContent") == "Draw a seed"
    page.keyboard.press("Enter")
    status.filter(has_text="After 2 seeds: B is").wait_for()
    said = status.text_content()
    assert "in an interval from −" in said
    assert "until then this is no verdict" in said
    assert figure.get_attribute("aria-label") in said
    assert page.locator("svg .pair").count() == 2
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    status.filter(has_text="Switched. No seed is drawn yet.").wait_for()
    assert page.locator("details li").text_content() == said
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    status.filter(has_text="After 10 seeds").wait_for()
    assert ": better. So many were planned" in status.text_content()
    assert page.locator("tbody").first.text_content().startswith("Bbelow 0.001better")
    assert over(page) <= 0
    page.close()


def test_stopping_when_it_looks_good_stops_and_says_so(chromium, address):
    status, page = opened(chromium, address["ablation"])
    page.get_by_role("checkbox", name="Look after each seed").first.check()
    page.get_by_role("button", name="Draw up to 10 seeds").click()
    status.filter(has_text="It looked good after").wait_for()
    drawn = len(page.locator("svg").first.locator(".pair").all())
    assert 3 <= drawn < 10
    assert f"after {drawn} seeds, and you stopped" in status.text_content()
    page.get_by_role("button", name="Draw a seed").click()
    assert page.locator("svg").first.locator(".pair").count() == drawn
    page.get_by_role("button", name="Repeat it 1,000 times").click()
    cell = page.locator(".repeated td").last
    cell.wait_for()
    assert "of 1,000" in cell.text_content()
    assert over(page) <= 0
    page.close()


def test_a_browser_without_workers_is_told_why(chromium, address):
    page = chromium.new_page()
    page.add_init_script("window.Worker = class { constructor() { throw Error('not allowed'); } }")
    page.goto(address["same"])
    page.get_by_role("button", name="Draw a seed").click()
    said = page.locator("[role=status]").text_content()
    assert "This browser did not let the trial run: not allowed" in said
    page.close()


def test_without_javascript_there_is_the_trial_as_it_was_run(chromium, address):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address["same"])
    rows = [row.all_text_contents() for row in page.locator("tbody tr").all()]
    assert len(rows) == 2
    assert rows[1][0].endswith("better")
    context.close()


def test_what_is_stored_is_written_as_the_program_writes_it():
    text = PATH.read_text("utf-8")
    assert written(json.loads(text)) == text
