# Thin: every target is one command of `cargo xtask`, which says what it does and what it lacks.
.DEFAULT_GOAL := help
.PHONY: help demo test check lint bench web generate

# Arguments for the program that a target starts: make demo ARGS="--modems 8"
ARGS ?=

help: ## list these targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 12

demo: ## build everything and start a house with simulated modems
	@cargo xtask demo $(ARGS)

test: ## run every check and every test that this machine can run
	@cargo xtask test

check: ## lint, and the unit tests on SQLite: before a commit
	@cargo xtask check

lint: ## formatting, clippy and the rules of the house
	@cargo xtask lint

bench: ## build the benches optimised and run them
	@cargo xtask bench $(ARGS)

web: ## build the web console
	@cargo xtask web

generate: ## write the generated files again
	@cargo xtask generate
