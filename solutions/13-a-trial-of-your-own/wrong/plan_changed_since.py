"""Another plan than the one whose digest was given away."""

# ruff: noqa: F821 - the names of the notebook

import dataclasses
import json

EARNS = {"plan": 5.0}

plan = dataclasses.replace(plan, margin=0.05)
planned = json.dumps(plan.to_dict())
