"""One default for every seed: the same call gives the same result in all packages."""

import importlib
import inspect

import pytest

PACKAGES = ["datasets", "ensemble", "models", "noise", "search", "training", "transfer"]


def functions(package):
    """Yield each public function, constructor and method of a package by its full name."""
    module = importlib.import_module(f"course_lib.{package}")
    for name in module.__all__:
        thing = getattr(module, name)
        if inspect.isfunction(thing):
            yield f"{package}.{name}", thing
        elif inspect.isclass(thing):
            for key, method in inspect.getmembers(thing, inspect.isfunction):
                yield f"{package}.{name}.{key}", method


@pytest.mark.parametrize("package", PACKAGES)
def test_a_seed_that_may_be_left_out_is_0(package):
    seeds = {
        name: inspect.signature(function).parameters["seed"].default
        for name, function in functions(package)
        if "seed" in inspect.signature(function).parameters
    }
    optional = {name: seed for name, seed in seeds.items() if seed is not inspect.Parameter.empty}
    assert optional
    assert set(optional.values()) == {0}, optional
