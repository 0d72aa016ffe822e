# Two commands do everything: `make book` and `make test`. Each sets up .venv first, once.
.DEFAULT_GOAL := help
SHELL := /bin/sh
BIN := .venv/bin
READY := .venv/ready
NOTEBOOKS := $(wildcard book/*.ipynb)
WHOLE := tests/book tests/documents tests/hostile
SUITABLE := import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(firstword $(foreach name,python3 python3.13 python3.12 python3.11,\
	$(shell $(name) -c '$(SUITABLE)' 2>/dev/null && echo $(name))))
# Where it is set, each of the many processes that the tests start compiles all packages anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help book release test variants torch lint unit demo demo-term refresh bench records lock clean

help:  ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 18

$(READY): requirements.txt pyproject.toml .ci/bootstrap.txt
	@test -n "$(PYTHON)" || { echo "No Python 3.11, 3.12 or 3.13 with venv was found: install one (on Debian: apt install python3 python3-venv), or name it: make PYTHON=/path/to/python3.12"; exit 1; }
	@test -x $(BIN)/python || { echo "Creating .venv with $(PYTHON)"; $(PYTHON) -m venv .venv; }
	@echo "Installing the locked packages (about 3.5 GB, once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .ci/bootstrap.txt
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --offline --no-deps --no-build-isolation -e .
	@# nbgrader's button Validate calls an unsolved exercise a success: its checks are not ours.
	@$(BIN)/jupyter labextension disable --level=sys_prefix @jupyter/nbgrader 2>/dev/null
	@touch $@

ifdef EDITION
book: $(READY)
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python book/editions $(EDITION)
else
book: $(READY)  ## build the book from its stored outputs (EDITION=self-study: with hints and solutions)
	@rm -rf _build/html _build/.doctrees _build/built-from && mkdir -p _build
	@$(BIN)/python book/digest.py >_build/building-from
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/jupyter-book build book --config _config.yml --path-output . -W -n --keep-going --all --quiet
	@mv _build/building-from _build/built-from
	@echo "The book is built: open _build/html/index.html (for its search: python3 -m http.server -d _build/html)"
endif

release: book  ## put book, wheel, handout, citation and checksums into dist (TAG=v1.0.0 checks the version)
	@$(BIN)/python .ci/release.py $(if $(TAG),--tag $(TAG))

pdf: $(READY)  ## print the whole book as one PDF (with Chromium, no network)
	@test "$$(cat _build/built-from 2>/dev/null)" = "$$($(BIN)/python book/digest.py)" || $(MAKE) --no-print-directory book
	@$(BIN)/python book/printing

test: lint  ## lint, then every test: unit, doctests, notebooks, browser
	@$(BIN)/python -m pytest tests course_lib $(NOTEBOOKS) --doctest-modules --nbval -n 2 --dist loadfile -q --cov=course_lib --cov-report=term:skip-covered --cov-fail-under=95

unit: $(READY)  ## the tests that need no whole notebook, page or browser
	@$(BIN)/python -m pytest tests course_lib $(WHOLE:%=--ignore=%) -m 'not browser' --doctest-modules -n 2 --dist loadfile -q

variants: $(READY)  ## audit every flaw in all its variants; make test audits a third of those with a network
	@AUDIT_VARIANTS=all $(BIN)/python -m pytest tests/audit/test_findings_variants.py -n 2 -q

torch: $(READY)  ## audit networks on PyTorch (its packages, gigabytes, in an environment of its own)
	@test -x .venv-torch/bin/python || $(BIN)/uv venv --quiet --python $(BIN)/python .venv-torch
	@$(BIN)/uv pip install --quiet --python .venv-torch/bin/python --require-hashes -r .ci/torch.txt
	@$(BIN)/python -c 'import site; print(site.getsitepackages()[0])' >"$$(.venv-torch/bin/python -c 'import site; print(site.getsitepackages()[0])')/course.pth"
	@TORCH_PYTHON=.venv-torch/bin/python $(BIN)/python -m pytest tests/audit/torch_backend.py -q

lint: $(READY)  ## ruff, mypy and the layers of the house
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

demo: $(READY)  ## grade a made-up class of thirty and show the report
	@$(BIN)/python solutions/demo.py

demo-term: $(READY)  ## run a made-up term of forty students, from the roster to the feedback
	@$(BIN)/python solutions/demo_term.py

refresh: $(READY)  ## re-execute the chapters and store their outputs
	@$(BIN)/python book/refresh.py

bench: $(READY)  ## measure our figures and the peers' in one interleaved run
	@$(BIN)/python benchmarks

records: $(READY)  ## list the long trials behind the chapters; NAME=... makes one, or goes on
	@$(BIN)/python benchmarks/records $(NAME)

lock: $(READY)  ## resolve pyproject.toml anew into the hashed locks
	@$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --all-extras --no-annotate --no-header --quiet --upgrade -o requirements.txt pyproject.toml
	@$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --extra student --constraints requirements.txt --no-annotate --no-header --quiet -o requirements-student.txt pyproject.toml
	@echo 'torch>=2.13,<3' | $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --constraints requirements.txt --no-annotate --no-header --quiet --upgrade -o .ci/torch.txt -
	@echo uv | $(BIN)/uv pip compile --universal --generate-hashes --no-annotate --no-header --quiet --upgrade -o .ci/bootstrap.txt -

clean:  ## remove what was built, but keep .venv
	@rm -rf _build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage htmlcov
	@find . -name __pycache__ -not -path './.venv*/*' -prune -exec rm -rf {} +
