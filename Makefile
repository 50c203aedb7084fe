# plumb: everything that is done from a clean clone. "make" alone lists it.

GO            ?= go
BIN           := $(CURDIR)/bin
LINT_VERSION  := v2.13.2
LINT          := $(BIN)/golangci-lint-$(LINT_VERSION)
RELEASE       ?= $(shell git describe --tags --always --dirty 2>/dev/null)
LDFLAGS       := -s -w -X github.com/plumbline-dev/plumb/internal/cli.release=$(RELEASE)
FUZZTIME      ?= 20s
BENCHTIME     ?= 1s
PKG           ?= ./...

.DEFAULT_GOAL := help
.PHONY: help build demo test lint fmt-check bench fuzz engines programs pglite clean

help: ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: ## build bin/plumb
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o $(BIN)/plumb ./cmd/plumb

demo: build ## draft a sheet from the example meeting, in a home of its own
	@PLUMB=$(BIN)/plumb sh docs/example/demo.sh

test: engines fmt-check lint ## check format, lint, import rules and all tests with the race detector
	$(GO) vet ./...
	$(GO) test -race -shuffle=on -timeout 20m ./...

fmt-check:
	@unformatted=$$(gofmt -l cmd agent semantic connectors evals internal); \
	if [ -n "$$unformatted" ]; then echo "not formatted (run gofmt -w):"; echo "$$unformatted"; exit 1; fi

lint: $(LINT) ## run the linters of .golangci.yml
	$(LINT) run

# The linter is built once a version, outside of go.mod, so that its dependencies are not ours.
$(LINT):
	@mkdir -p $(BIN)/.lint
	GOBIN=$(BIN)/.lint GOFLAGS= $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINT_VERSION)
	mv $(BIN)/.lint/golangci-lint $@

bench: pglite ## run the benchmarks (PKG=./connectors/... for some of them)
	$(GO) test -run '^$$' -bench . -benchmem -benchtime $(BENCHTIME) $(PKG)

fuzz: ## fuzz every target for FUZZTIME (20s)
	@set -e; for pkg in $$($(GO) list $(PKG)); do \
		for target in $$($(GO) test -list '^Fuzz' $$pkg | grep '^Fuzz' || true); do \
			echo "$$pkg $$target"; \
			$(GO) test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) $$pkg; \
		done; \
	done

# The print page is checked in a real browser and its pages are counted by a real reader; the store runs on a real
# PostgreSQL, the vector index on PGlite, which Node.js runs, and what reads Prometheus on a real one. With CI=true the
# tests fail when these are missing; on a developer's machine they say what was skipped.
PGLITE := internal/pgtest/pglite

engines: programs pglite ## install what the tests run on, where that is possible

programs:
	@missing=""; \
	[ -n "$$CHROMIUM" ] || command -v chromium >/dev/null || missing="$$missing chromium"; \
	command -v pdfinfo >/dev/null || missing="$$missing poppler-utils"; \
	command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$$missing postgresql"; \
	command -v prometheus >/dev/null && command -v promtool >/dev/null || missing="$$missing prometheus"; \
	command -v node >/dev/null || missing="$$missing nodejs"; \
	command -v npm >/dev/null || missing="$$missing npm"; \
	[ -z "$$missing" ] && exit 0; \
	if ! command -v apt-get >/dev/null; then echo "please install:$$missing" >&2; exit 0; fi; \
	if [ "$$(id -u)" = 0 ]; then sudo=""; \
	elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo="sudo -n"; \
	else echo "please install:$$missing (sudo apt-get install$$missing)" >&2; exit 0; fi; \
	echo "installing$$missing"; \
	$$sudo apt-get update -qq && $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $$missing

pglite:
	@if cmp -s $(PGLITE)/package-lock.json $(PGLITE)/node_modules/installed.json; then exit 0; fi; \
	if ! command -v npm >/dev/null; then echo "please install Node.js with npm for the tests of the vector index" >&2; exit 0; fi; \
	cd $(PGLITE) && npm ci --no-audit --no-fund --loglevel=error && cp package-lock.json node_modules/installed.json || \
		{ echo "npm could not install what the tests of the vector index run on" >&2; [ "$$CI" != true ]; }

clean: ## remove what was built
	rm -rf $(BIN)
