"""What check("…") runs in the notebook of 13-a-trial-of-your-own; made by `course release`."""

from __future__ import annotations
import json
import math
import numpy as np
from course_lib import experiments
from course_lib.audit import Report
from course_lib.checks import assert_allclose, assert_array, assert_equal, assert_that, assert_type, question
from course_lib.experiments.judgement import answer, answer_of_all


PARTS = (
    "data", "metric", "varied", "held still", "tuned", "seeds", "splits", "budget", "test set",
    "warnings",
)  # fmt: skip


def scores_of(student, name):
    """Return the scores of each arm, the baseline first, as many for each."""
    said = student.value(name)
    assert_type(said, dict)
    assert_that(len(said) >= 2, f"{name} needs two arms or more")
    scores = {str(arm): assert_array(one, (None,)).astype(float) for arm, one in said.items()}
    assert_that(len({len(one) for one in scores.values()}) == 1, "some arms have more scores")
    return scores


def seeds_of(student):
    """Return the pilot's seeds."""
    said = assert_array(student.value("pilot_seeds"), (None,))
    return [int(seed) for seed in said]


def spread_of(scores):
    """Return the largest deviation of the differences from the first arm."""
    base, *others = scores.values()
    return max(float(np.std(other - base, ddof=1)) for other in others)


def plan_of(student):
    """Return the plan, if it is one and was not changed since."""
    planned = student.value("planned")
    assert_type(planned, str)
    try:
        return experiments.Plan.from_dict(json.loads(planned))
    except (TypeError, ValueError) as error:
        raise AssertionError(str(error)) from None


@question("pilot", points=4, timeout=120)
def pilot(student):
    """Learn from a pilot how far pairs are apart."""
    with student.case(
        "pairs of two arms or more",
        hint="pilot_scores: for each arm a list of scores, one for each of pilot_seeds.",
    ):
        scores, seeds = scores_of(student, "pilot_scores"), seeds_of(student)
        assert_that(len(next(iter(scores.values()))) == len(seeds), "not one score for each seed")
        assert_that(spread_of(scores) > 0, "an arm differs from the first by the same in all pairs")
    with student.case("four seeds, all different", hint="pilot_seeds = list(pilot.seeds)"):
        seeds = seeds_of(student)
        assert_that(len(set(seeds)) == len(seeds), "a seed is there twice")
        assert_that(len(seeds) >= 4, f"{len(seeds)} seeds say too little about a deviation")
    with student.case(
        "the deviation of the pairs",
        weight=2,
        needs="pairs of two arms or more",
        hint="Differences first, seed by seed, then their deviation with n - 1; of several arms "
        "the largest.",
    ):
        wanted = spread_of(scores_of(student, "pilot_scores"))
        assert_allclose(student.value("deviation"), wanted, rtol=1e-3, atol=1e-6)


@question("plan", points=6, timeout=120)
def plan(student):
    """Plan the trial before its first run."""
    with student.case(
        "a plan without an objection",
        weight=3,
        hint="print(plan.objections()): each sentence says what is missing.",
    ):
        objections = plan_of(student).objections()
        assert_that(not objections, "; ".join(objections))
    with student.case(
        "what the pilot says",
        weight=2,
        hint="The arms, pilot_seeds and deviation are those of the pilot; the deviation may be "
        "larger, not smaller.",
    ):
        made, scores = plan_of(student), scores_of(student, "pilot_scores")
        assert_equal(sorted(made.scientific), sorted(scores))
        assert_equal(sorted(made.pilot_seeds), sorted(seeds_of(student)))
        measured = spread_of({arm: scores[arm] for arm in made.scientific})
        assert_that(
            made.deviation >= 0.999 * measured,
            f"the plan's deviation, {made.deviation:.4g}, is below the pilot's, {measured:.4g}",
        )
    with student.case(
        "the digest that was given away",
        hint="registered is the digest of this plan, as a text. If the plan has changed since, it "
        "is another plan: give its digest away before its trial.",
    ):
        assert_equal(str(student.value("registered")).strip(), plan_of(student).digest)


@question("trial", points=6, timeout=120)
def trial(student):
    """Hold the trial as it was planned, and judge it by its plan."""
    with student.case(
        "as it was planned",
        weight=2,
        hint="judgement.departures: each sentence says what was otherwise. compare(arms, data, "
        "**plan.settings) takes all that it can from the plan.",
    ):
        judged = judged_of(student)
        assert_equal(judged["digest"], plan_of(student).digest)
        assert_that(not judged["departures"], "; ".join(map(str, judged["departures"])))
    with student.case(
        "the seeds as planned", hint="Each arm has a score for each seed of the plan."
    ):
        made, scores = plan_of(student), scores_of(student, "scores")
        assert_equal(list(scores), list(made.scientific))
        assert_equal(len(scores[made.baseline]), len(made.seeds))
        for arm, one in scores.items():
            assert_that(len(set(one)) > 1, f"{arm!r} has the same score with every seed")
    with student.case("a whole sheet", hint="hold returns what experiments.compare returned."):
        sheet = judged_of(student)["sheet"]
        assert_type(sheet, dict)
        missing = [part for part in PARTS if not sheet.get(part)]
        assert_that(not missing, f"the sheet says nothing of: {', '.join(missing)}")
    with student.case(
        "the answer that the plan allows",
        weight=2,
        hint="From the interval, the margin and what the plan expects; judgement.answer says it.",
    ):
        assert_that(not judged_of(student)["departures"], "the trial was not as planned")
        wanted = allowed(plan_of(student), scores_of(student, "scores"))
        assert_equal(str(student.value("answer")).strip().lower(), wanted)


def judged_of(student):
    """Return what the plan says of the trial."""
    judged = student.value("judged")
    assert_type(judged, dict)
    for name in ("digest", "departures", "sheet"):
        assert_that(name in judged, f"judged has no {name}: the cells after hold() did not run")
    return judged


def allowed(made, scores):
    """Return the answer that scores allow, computed here from them and the plan alone."""
    lower = experiments.lower_is_better(made.metric)
    redrawn = made.fixed.get("resample")
    table = experiments.verdicts(
        scores,
        made.baseline,
        margin=made.margin,
        confidence=made.confidence,
        test_share=made.fixed["validation"] / made.fixed["train"] if redrawn else None,
        lower_is_better=lower,
    )
    answers = []
    for row in table.itertuples():
        ends = (-row.high, -row.low) if lower else (row.low, row.high)
        assert_that(all(map(math.isfinite, ends)), f"{row.Index!r} has no interval")
        answers.append(answer(*ends, made.margin, made.expects))
    return answer_of_all(answers)


@question("audit", points=4, timeout=120)
def audit(student):
    """Do nothing that is wrong."""
    # The trial is not held again for this: the notebook has watched it. `student.audit("hold")`
    # would train everything a second time.
    with student.case("a trial was watched", hint="hold() trains all arms, when it is called."):
        seen, made = watched_by(student), plan_of(student)
        least = len(made.scientific) * len(made.seeds)
        fits = seen.events.get("fit", 0)
        assert_that(fits >= least, f"{fits} trainings were seen, and the plan needs {least}")
    with student.case(
        "nothing is wrong",
        weight=3,
        needs="a trial was watched",
        hint="print(watched) names the line and how to mend it.",
    ):
        wrong = [one for one in watched_by(student).findings if one.severity == "wrong"]
        told = [f"{one.name}, {one.place}: {one.says}" for one in wrong]
        assert_that(not wrong, "; ".join(told))


def watched_by(student):
    """Return what the audit of `hold` says."""
    audited = student.value("audited")
    assert_type(audited, str)
    try:
        return Report.from_dict(json.loads(audited))
    except (TypeError, ValueError, KeyError, AttributeError):
        raise AssertionError("audited is no report of an audit") from None


@question("claim", points=5, manual=True)
def claim(student):
    """Read by a person after you hand in."""


@question("report", points=9, manual=True)
def report(student):
    """Read by a person after you hand in."""


@question("hostile", points=6, manual=True)
def hostile(student):
    """Read by a person after you hand in."""


RELEASED = {'forbidden': [],
 'seconds': 240.0,
 'cells': [{'kind': 'markdown', 'source': '# Exercise 13: a trial of your own'},
           {'kind': 'code',
            'name': 'start',
            'is': ['locked'],
            'source': 'import json\n'
                      '\n'
                      'from course_lib import audit, datasets, experiments, models, notebook\n'
                      'from course_lib.checks import check\n'
                      '\n'
                      'notebook.prepare()'},
           {'kind': 'markdown', 'source': '## 1. The claim (5 points, read by a person)'},
           {'kind': 'markdown',
            'name': 'claim',
            'is': ['grade', 'solution'],
            'points': 5.0,
            'source': 'YOUR ANSWER HERE'},
           {'kind': 'markdown', 'source': '## 2. The pilot (4 points)'},
           {'kind': 'code',
            'name': 'pilot_code',
            'is': ['solution'],
            'source': 'pilot_seeds, pilot_scores, deviation = None, None, None\n'
                      '# YOUR CODE HERE\n'
                      'raise NotImplementedError()\n'
                      'deviation'},
           {'kind': 'code',
            'name': 'pilot',
            'is': ['grade', 'locked'],
            'points': 4.0,
            'source': 'check("pilot")'},
           {'kind': 'markdown', 'source': '## 3. The plan (6 points)'},
           {'kind': 'code',
            'name': 'plan_code',
            'is': ['solution'],
            'source': 'plan, registered = None, None\n'
                      '# YOUR CODE HERE\n'
                      'raise NotImplementedError()\n'
                      'plan'},
           {'kind': 'code',
            'name': 'planned',
            'is': ['locked'],
            'source': 'planned = json.dumps(plan.to_dict())\n'
                      'print("digest:", plan.digest)\n'
                      'print("objections:", plan.objections() or "none")'},
           {'kind': 'code',
            'name': 'plan',
            'is': ['grade', 'locked'],
            'points': 6.0,
            'source': 'check("plan")'},
           {'kind': 'markdown', 'source': '## 4. The trial (6 points)'},
           {'kind': 'code',
            'name': 'hold_code',
            'is': ['solution'],
            'source': 'def hold():\n'
                      '    """Hold the trial of the plan, and return the comparison."""\n'
                      '    # YOUR CODE HERE\n'
                      '    raise NotImplementedError()'},
           {'kind': 'code',
            'name': 'held',
            'is': ['locked'],
            'source': 'trial, watched = audit.audit_call(hold)\n'
                      'judgement = plan.judge(trial)\n'
                      'judged = judgement.to_dict()\n'
                      'scores = {\n'
                      '    arm: runs[f"val_{plan.metric}"].tolist()\n'
                      '    for arm, runs in trial.runs.groupby("variant", sort=False)\n'
                      '}\n'
                      'print(judgement.report())'},
           {'kind': 'markdown',
            'source': 'Put the answer to your claim into `answer`: `"holds"`, `"does not '
                      'hold"` or `"cannot tell"`. It must be the one that your plan allows. If '
                      'something went otherwise than planned, make a new plan, with seeds that '
                      'you have not used, and say so in your report.'},
           {'kind': 'code',
            'name': 'answer_code',
            'is': ['solution'],
            'source': 'answer = None\n# YOUR CODE HERE\nraise NotImplementedError()\nanswer'},
           {'kind': 'code',
            'name': 'trial',
            'is': ['grade', 'locked'],
            'points': 6.0,
            'source': 'check("trial")'},
           {'kind': 'markdown', 'source': '## 5. The audit (4 points)'},
           {'kind': 'code',
            'name': 'audited',
            'is': ['locked'],
            'source': 'audited = watched.json()\nprint(watched)'},
           {'kind': 'code',
            'name': 'audit',
            'is': ['grade', 'locked'],
            'points': 4.0,
            'source': 'check("audit")'},
           {'kind': 'markdown', 'source': '## 6. The report (9 points, read by a person)'},
           {'kind': 'markdown',
            'name': 'report',
            'is': ['grade', 'solution'],
            'points': 9.0,
            'source': 'YOUR ANSWER HERE'},
           {'kind': 'markdown',
            'source': '## 7. The hostile statistician (6 points, read by a person)'},
           {'kind': 'markdown',
            'name': 'hostile',
            'is': ['grade', 'solution'],
            'points': 6.0,
            'source': 'YOUR ANSWER HERE'}]}
