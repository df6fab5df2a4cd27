# make demo: the node on a drive, over DDS. make test: everything that can be checked here.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt
# What the installed package is made of, besides Python files, which an editable install shares.
BUILT := pyproject.toml setup.py CMakeLists.txt package.xml constraints.txt $(wildcard cmake/* msg/* srv/*)

.PHONY: demo test lint bench bench-edge colcon clean

demo: $(VENV)/.installed
	$(BIN)/vl4ad demo $(if $(DRIVE),--drive $(DRIVE)) $(if $(BUNDLE),--bundle $(BUNDLE)) $(if $(OUT),--out $(OUT))

test: $(VENV)/.tested
	$(BIN)/python -m pytest -n 2 --dist loadfile test

lint: $(VENV)/.tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Ways against each other in one run; for example make bench BENCH='--network demo@360x640'.
BENCH ?= --bundle demo --images 360x640 --network street_lite0_fast@320x576 --ways plain,eager,compiled,fp32,int8
bench: $(VENV)/.tested
	$(BIN)/vl4ad bench --out bench_out $(BENCH)

# What the node adds to the bare network, over DDS.
bench-edge: $(VENV)/.installed
	$(BIN)/python scripts/bench_edge

$(VENV)/.installed: $(BUILT)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || \
	  { echo 'Python 3.10 or newer is needed (3.11 is tested): make PYTHON=/path/to/python3.11'; exit 1; }
	@echo 'Setting up $(VENV): ROS 2, ONNX Runtime and the messages (about two minutes, once) ...'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) --editable '.[ros,demo]'
	@touch $@

$(VENV)/.tested: $(VENV)/.installed
	@echo 'Adding torch and the test tools to $(VENV) (a few minutes, once) ...'
	@$(PIP) --editable '.[ros,demo,export,train,dev]'
	@touch $@

# The same tree built the way a ROS workspace builds it, against the same wheels.
colcon: $(VENV)/.installed
	@$(BIN)/python -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['build-system']['requires'], sep='\n')" > $(VENV)/build_requirements.txt
	@$(PIP) colcon-common-extensions -r $(VENV)/build_requirements.txt
	scripts/colcon_build

clean:
	rm -rf $(VENV) build install log demo_out *.egg-info
