"""A smaller deviation than the pilot's, so that few seeds will do."""

# ruff: noqa: F821 - the names of the notebook

import dataclasses
import json

EARNS = {"plan": 4.0}

plan = dataclasses.replace(plan, deviation=0.01)
planned, registered = json.dumps(plan.to_dict()), plan.digest
