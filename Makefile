# Every command of the project. `make` or `make help` lists them.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
DATA ?= var/kyoso
CLUSTER = $(if $(filter $(origin DATA),file default undefined),var/cluster,$(DATA))
URL ?= http://127.0.0.1:$(PORT)
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# every processor compiles what pip would compile with one; what is no Python of ours to run stays as it is
COMPILE = $(BIN)/python -m compileall -qq -j 0 $(VENV)/lib || true
# JUNIT=some/folder writes one junit file a target there (.ci/run adds them up), and what failed there: two may run at once
PYTEST = $(BIN)/python -m pytest $(if $(JUNIT),--junitxml=$(JUNIT)/$@.xml -o cache_dir=$(abspath $(JUNIT))/cache/$@)
# what is tested on a MongoDB too: yours, or a stand-in; databases kyoso_test_… are made there and dropped
STORE = $(if $(MONGO),TEST_STORE_MONGO="$(MONGO)",$(BIN)/python -m tests.standin)
# a whole cluster beside a second one needs four processors: on two, what is promised of a restart is not to be had
CLUSTER_AT_ONCE := $(shell [ "$$(nproc 2>/dev/null || echo 1)" -ge 4 ] && echo 2 || echo 0)
CODE := shared services kyoso tools
# a machine that forbids it would compile everything again in every process
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help

.PHONY: help
help: ## List the commands
	@grep -hE '^[a-z][a-z-]*:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

## -- installing

# The stamps make repeated runs instant; a changed lock or project file installs again.
$(VENV)/.runtime: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; set PYTHON=…" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing into $(VENV) …"
	@$(PIP) install --no-compile --require-hashes -r requirements.lock
	@PYTHONWARNINGS=ignore $(PIP) install --no-deps --no-build-isolation -e .
	@$(COMPILE)
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements-dev.lock
	@echo "installing the tools for development …"
	@$(PIP) install --no-compile --require-hashes -r requirements-dev.lock
	@$(COMPILE)
	@touch $@

.PHONY: install
install: $(VENV)/.dev ## Install everything, development tools too, into .venv

## -- running

.PHONY: demo
demo: $(VENV)/.runtime ## Start the sample town and play the loop once (PORT=8000 DATA=var/kyoso)
	@exec $(BIN)/kyoso demo --port $(PORT) --data $(DATA)

.PHONY: story
story: $(VENV)/.runtime ## Play the loop against a running instance (URL=http://127.0.0.1:8000)
	@$(BIN)/kyoso story --base-url $(URL)

.PHONY: cluster
cluster: $(VENV)/.runtime ## Real Kafka, a MongoDB-protocol store, two replicas a service (PORT=8000 DATA=var/cluster)
	@exec $(BIN)/kyoso cluster start --port $(PORT) --data $(CLUSTER)

.PHONY: cluster-stop
cluster-stop: ## Stop it; the data stays (PORT=… DATA=… as at the start)
	@exec $(BIN)/kyoso cluster stop --port $(PORT) --data $(CLUSTER)

.PHONY: watch
watch: $(VENV)/.dev ## Prometheus with the rules, on the demo or cluster in DATA (WATCH_PORT=9090)
	@exec $(BIN)/python -m tools.watch --data $(DATA) --port $(or $(WATCH_PORT),9090)

## -- checking

# each worker collects everything (a tenth of the whole), so few of them; the longest files come first, in this order
.PHONY: test
test: $(VENV)/.dev ## Unit, contract and integration tests (under five minutes)
	@$(PYTEST) -n 3 --dist loadfile --no-loadscope-reorder tests/integration tests/contract tests/unit tests/deploy/files

.PHONY: test-town
test-town: $(VENV)/.dev ## Whole towns in processes of their own: the demo, the story, a clerk's day, stops and kills
	@$(PYTEST) -n 3 --dist loadfile tests/end_to_end

.PHONY: test-watch
test-watch: $(VENV)/.dev ## Alerts, dashboards, doctor and traces, on towns at work (skips without prometheus and promtool)
	@$(PYTEST) -rs -n 3 --dist loadfile tests/watch

.PHONY: lint
lint: $(VENV)/.dev ## Style, formatting and the project's own rules
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/python -m tools.lint

.PHONY: types
types: $(VENV)/.dev ## Strict type check
	@$(BIN)/mypy $(CODE)

.PHONY: docs
docs: $(VENV)/.dev ## Generate docs/events and docs/api from the code
	@$(BIN)/python -m tools.generate_docs

.PHONY: docs-check
docs-check: $(VENV)/.dev ## Fail when the generated documents differ from the code
	@$(BIN)/python -m tools.generate_docs --check

.PHONY: golden
golden: $(VENV)/.dev ## Add golden payloads for new event types (never changes one)
	@$(BIN)/python -m tools.golden

.PHONY: faults
faults: $(VENV)/.dev ## Long fault runs: kill -9, a consumer that was away, a full disk, a big journal
	@$(PYTEST) tests/faults

.PHONY: test-store
test-store: $(VENV)/.dev ## The stores' contract on a MongoDB of yours (MONGO=mongodb://…; without: on a stand-in, by Java)
	@$(STORE) $(PYTEST) tests/contract/journal tests/unit/vault tests/integration/journal

.PHONY: test-cluster
test-cluster: $(VENV)/.dev ## Real Kafka and a whole cluster, hurt in every way (SEED=… FAULT_SECONDS=8; skips without Java, Maven, Caddy, Go)
	@$(PYTEST) -rs -n $(CLUSTER_AT_ONCE) tests/cluster

.PHONY: cluster-controls
cluster-controls: $(VENV)/.dev ## Take each of the cluster's safety nets away on a copy: the short suite must fail
	@$(PYTEST) -rs tests/cluster_controls

.PHONY: deploy-check
deploy-check: $(VENV)/.dev ## Compose file, image and Kubernetes: schemas, and what containers run, without containers
	@$(PYTEST) -rs tests/deploy

.PHONY: controls
controls: $(VENV)/.dev ## Take each safety net away on a copy: its test must fail
	@$(STORE) $(PYTEST) tests/controls

.PHONY: asyncapi-parser
asyncapi-parser: ## Install the foreign parser that the test of docs/events/asyncapi.json uses (node, npm)
	@cd tools/asyncapi_parser && npm ci --ignore-scripts --no-audit --no-fund

.PHONY: readme
readme: $(VENV)/.dev ## Run every code block of the README and of docs/subscribing.md
	@$(PYTEST) -n 2 --dist loadfile tests/readme

.PHONY: browser
browser: $(VENV)/.dev ## The page in headless Chromium, with axe (skips when Chromium is missing)
	@$(PYTEST) -rs -n 2 --dist loadfile tests/browser

.PHONY: bench
bench: $(VENV)/.dev ## Measure; prints the figures of docs/benchmarks.md with a baseline
	@$(BIN)/python -m bench

.PHONY: bench-cluster
bench-cluster: $(VENV)/.dev ## Measure a cluster on this machine (BENCH_SECONDS=60 BENCH_RATE=100 PORT=…)
	@$(BIN)/python -m bench.cluster

.PHONY: bench-opening
bench-opening: $(VENV)/.dev ## Measure the opening minute: 2,000 people, 12,000 slots, and 500 rivals for one room
	@$(BIN)/python -m bench.opening

.PHONY: bench-assigning
bench-assigning: $(VENV)/.dev ## Measure assigning 1,000 cases over 50 coordinators, with the proved gap
	@$(BIN)/python -m bench.assigning

.PHONY: bench-libres
bench-libres: $(VENV)/.dev ## Measure bookings beside libres on PostgreSQL (skips without PostgreSQL; fetches libres once)
	@$(BIN)/python -m bench.libres

.PHONY: bench-simulation
bench-simulation: $(VENV)/.dev ## Measure a simulation of a year of 130 rooms (lives the year first: some minutes)
	@$(BIN)/python -m bench.simulation

.PHONY: bench-feeds
bench-feeds: $(VENV)/.dev ## Measure catching up, a thousand listeners, webhooks of which some hang
	@$(BIN)/python -m bench.feeds

.PHONY: bench-matching
bench-matching: $(VENV)/.dev ## Measure recommendations for a city (BENCH_PEOPLE=100000 BENCH_OFFERS=5000; some minutes)
	@$(BIN)/python -m bench.matching

.PHONY: bench-growth
bench-growth: $(VENV)/.dev ## Measure with ten and a hundred times the history, and the memory (BENCH_HISTORY=1000)
	@$(BIN)/python -m bench.growth

.PHONY: lock
lock: $(VENV)/.dev ## Pin the newest versions with hashes into the lock files
	@for name in requirements requirements-dev; do \
	  env -u PIP_FIND_LINKS -u PIP_INDEX_URL -u PIP_EXTRA_INDEX_URL $(BIN)/pip-compile --quiet --upgrade \
	    --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
	    --strip-extras --allow-unsafe --output-file $$name.lock $$name.in || exit 1; \
	done

.PHONY: clean
clean: ## Remove what tests and checks leave behind (not .venv, not the data)
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find $(wildcard $(CODE) tests bench) -name __pycache__ -prune -exec rm -rf {} +
