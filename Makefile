# Two commands for newcomers: `make run` and `make test`. The others are for daily work.
.PHONY: run test check build assets front browser simulate interleavings measure fmt tools

BINARY := target/release/firstline
SOURCES := $(shell find web -type f -not -path 'web/node_modules/*' -not -path 'web/dist*' -not -path 'web/shots/*' -not -path 'web/tests/*')

# Serves the manual on http://127.0.0.1:8080; makes the first agent's token where there is none.
run: build
	@scripts/run $(BINARY)

# Everything that can be proven here. What needs a part that is missing is skipped by name.
test: tools assets
	cargo nextest run --no-fail-fast
	$(MAKE) front browser

# Format, lints, documentation, licences and sources of dependencies, then the tests.
check: tools
	cargo fmt --check
	cargo clippy --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --document-private-items
	@if command -v cargo-deny >/dev/null; then cargo deny check licenses bans sources; \
	 else echo "skipped: cargo-deny is not installed (cargo install cargo-deny)"; fi
	$(MAKE) test

# Leaves the complete release binary, with the front end inside.
build: assets
	cargo build --release --locked

# The front end as the binary embeds it; fails where the widget is over its size.
assets: web/dist/index.html

web/dist/index.html: web/node_modules/.package-lock.json $(SOURCES)
	cd web && npm run --silent build

web/node_modules/.package-lock.json: web/package-lock.json
	@command -v npm >/dev/null || { echo "Node 20.19 or newer is needed to build the front end: https://nodejs.org"; exit 1; }
	cd web && npm ci --no-audit --no-fund
	@touch $@

# The front end without a browser: types, their drift from contract/, pure functions.
front: assets
	cd web && npm run --silent types -- --check && npm run --silent check && npm run --silent test

# The front end in a real browser against the real server, with screenshots in web/shots/.
browser: assets
	@scripts/chromium
	cargo build
	cd web && npm run --silent browser

# A desk at work for ten minutes while the server is killed at random; `make test` plays half a minute of it. A run that
# failed is played again by its SEED.
AGENTS := 50
USERS := 500
SECONDS := 600
SEED :=
simulate: tools assets
	$(if $(SEED),FIRSTLINE_SEED=$(SEED)) SIMULATE_AGENTS=$(AGENTS) SIMULATE_USERS=$(USERS) SIMULATE_SECONDS=$(SECONDS) \
	 cargo nextest run --profile simulate --no-capture -E 'binary(process) & test(simulation)'

# Every order of user, bot, two agents, clock and restart, all of them together and to the end: over an hour.
interleavings: assets
	FIRSTLINE_DEPTH=1000 cargo test --release --lib -- --nocapture all_of_them_together

# The figures of search anew, from a folder of questions: EVAL=DIR make measure. Needs Python 3; scripts/measure says what
# else can be set.
measure: build
	@FIRSTLINE=$(BINARY) scripts/measure

fmt:
	cargo fmt

# The test runner, from crates.io, where it is missing.
tools:
	@command -v cargo-nextest >/dev/null || cargo install --locked cargo-nextest
