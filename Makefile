# The whole project in a few words; README.md has the same for a machine without make.
PYTHON ?= python3
# One folder, or several that are read as one collection: make report PAGES="data/sample data/papers"
PAGES ?= data/sample
# A path may have blanks; between several paths they stand alone.
SOURCES = $(if $(shell test -e "$(PAGES)" && echo one),"$(PAGES)",$(PAGES))
OUT ?= reports
REPORT_LANG ?= zh
MINUTES ?= 10
FINDS ?= build/finds
ARTICLES ?= $(wildcard ../shared/corpora/xwlb-2012-2022.jsonl.xz)
HEADLINES ?= $(wildcard ../shared/corpora/rmrb-titles-1978-2018.tsv.xz)
LAB := lab-$(REPORT_LANG)
VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
READY := $(VENV)/.ready

.PHONY: report test check docs bench fuzz faults load lowest doccano lab clean

report: $(READY)
	$(BIN)/python -m analysis report $(SOURCES) --out "$(OUT)" --lang "$(REPORT_LANG)"

test: $(READY)
	$(BIN)/python -m pytest -n auto --dist loadscope --no-loadscope-reorder

check: $(READY)
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy
	$(BIN)/lint-imports
	$(BIN)/nbstripout --verify notebooks/*.ipynb

docs: $(READY)
	$(BIN)/python -m sphinx -W --keep-going -q -j 2 -b html docs docs/_build/html

bench: $(READY)
	$(BIN)/python benchmarks/bench_tables.py $(ARTICLES)
	$(BIN)/python benchmarks/bench_shapes.py $(HEADLINES)
	$(BIN)/python benchmarks/estimate_scale.py

fuzz: $(READY)
	-$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable ".[fuzz]"
	$(BIN)/python tests/fuzz.py "$(MINUTES)" "$(FINDS)"

faults: $(READY)
	$(BIN)/python -m pytest -s tests/faults.py

load: $(READY)
	$(BIN)/python benchmarks/bench_load.py

lowest: $(READY)
	mkdir -p build
	$(BIN)/python tests/lowest.py > build/lowest.txt
	$(PYTHON) -m venv build/lowest
	build/lowest/bin/python -m pip install --quiet --constraint build/lowest.txt --editable ".[dev]"
	build/lowest/bin/python -m pytest

# doccano needs older libraries than ours, and Python 3.8 to 3.11: make doccano PYTHON=python3.10
doccano: $(READY)
	$(PYTHON) -m venv build/doccano
	build/doccano/bin/python -m pip install --quiet --prefer-binary "doccano==1.8.4" "marshmallow<4" "numpy<1.24" "setuptools<70"
	DOCCANO_PYTHON="$(CURDIR)/build/doccano/bin/python" $(BIN)/python -m pytest tests/test_exchange.py -k doccano -rs

# Our notebooks with headings of one language, to be changed; those that are there are kept. Lab begins
# above them, so that the files that they write can be opened from them.
lab: $(patsubst notebooks/%,$(LAB)/%,$(wildcard notebooks/*.ipynb))
	$(BIN)/jupyter lab --LabApp.default_url=/lab/tree/$(LAB)

$(LAB)/%.ipynb: | $(READY)
	mkdir -p $(LAB)
	$(BIN)/python -m analysis new $@ --lang "$(REPORT_LANG)"

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable ".[dev]"
	touch $(READY)

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache
