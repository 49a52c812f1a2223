# Everything a developer runs. `make` alone lists the verbs.

PYTHON  ?= python3
WORKERS ?= logical
ARGS    ?=

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input -qq

# A moved checkout or a replaced interpreter leaves a dead environment behind: it is built anew.
ALIVE := $(shell [ "$$(cat .venv/.home 2>/dev/null)" = "$$(pwd)" ] && $(BIN)/python -c "" 2>/dev/null && echo yes)

.PHONY: help demo test check bench soak lock again
.DEFAULT_GOAL := help

help: ## 列出这些命令 (list these verbs)
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-6s %s\n", $$1, $$2 }' Makefile

demo: .venv/.ready ## 演示一个36人的街道的一个季度 (play one quarter and print what came out)
	@$(BIN)/kaohe demo $(ARGS)

test: .venv/.ready ## 运行全部测试 (run all the tests)
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

check: .venv/.ready ## 检查代码规则 (format, lint, types, import directions)
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

bench: .venv/.ready ## 测量速度 (measure speed beside its floors, in one run)
	@$(BIN)/python -m bench $(ARGS)

soak: .venv/.ready ## 长时间运行性质测试和断电测试 (run the property and kill tests for long)
	@KAOHE_SOAK=1 $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m soak $(ARGS)

lock: ## 重写依赖锁定文件 (write requirements.lock anew; needs uv)
	@command -v uv >/dev/null 2>&1 || { echo "make lock needs uv: install it, then run make lock again." >&2; exit 1; }
	@uv lock --quiet $(ARGS)
	@uv export --quiet --format requirements-txt --no-header --no-emit-project --all-groups --all-extras --output-file requirements.lock

# The stamps are written last, so an interrupted set-up is begun again from nothing.
.venv/.locked: requirements.lock $(if $(ALIVE),,again)
	@command -v "$(PYTHON)" >/dev/null 2>&1 || { echo "kaohe needs Python 3.11 or newer and found no $(PYTHON): install it, or name another with make PYTHON=/path/to/python3." >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "kaohe needs Python 3.11 or newer and $(PYTHON) is older: install a newer one, or name it with make PYTHON=/path/to/python3." >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { echo "This Python cannot make virtual environments: install the package python3-venv (as root: apt-get install python3-venv), then run make again." >&2; exit 1; }
	@echo "Setting up .venv (about half a minute)…"
	@rm -f .venv/.home .venv/.locked .venv/.ready
	@"$(PYTHON)" -m venv --clear .venv
	@$(PIP) install --require-hashes -r requirements.lock
	@pwd > .venv/.home
	@touch $@

.venv/.ready: .venv/.locked pyproject.toml
	@rm -f $@
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@
