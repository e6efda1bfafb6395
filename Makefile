# Everything that is more than one command is in xtask/.
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help run test build dev sqlx pictures soak-execution bench

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST)

run: build ## install what is missing, build, and serve http://127.0.0.1:3000 until Ctrl-C
	@exec target/release/purser serve

test: ## install what is missing; then format, lints, unit, database, HTTP, vendors' SDK and browser tests
	@xtask/install.sh test
	@cargo xtask test

build: ## the release binary target/release/purser and the site files in target/site
	@xtask/install.sh run
	@cargo build --release -p server
	@cargo xtask site --release

dev: ## serve the debug build; rebuild and restart on every change
	@xtask/install.sh run
	@cargo xtask dev

sqlx: ## describe the queries of crates/store anew in .sqlx
	@xtask/install.sh run
	@cargo xtask sqlx

pictures: ## every page in both themes, both languages, 1440 and 360 px, into end2end/shots
	@xtask/install.sh test
	@cargo xtask pictures

soak-execution: ORDERS ?= 1000
soak-execution: SEED ?= 1
soak-execution: SEEDS ?= 1
soak-execution: ## buy ORDERS=1000 under kills, stalls, faults and crashes, for SEEDS=1 seeds from SEED=1 on
	@xtask/install.sh test
	@cargo xtask soak $(ORDERS) $(SEED) $(SEEDS)

bench: ## one line with P3: how fast approved orders are bought, beside pgbench with as many commits
	@xtask/install.sh test
	@cargo xtask bench
