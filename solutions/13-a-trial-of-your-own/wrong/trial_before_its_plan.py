"""The plan is made when the trial is over."""

# ruff: noqa: F821 - the names of the notebook

import dataclasses

EARNS = {"trial": 2.0}

judgement = dataclasses.replace(plan).judge(trial)
judged, answer = judgement.to_dict(), judgement.answer
