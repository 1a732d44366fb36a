# Two commands for newcomers: `make run` and `make test`. The others are for daily work.
.PHONY: run test check build fmt tools

BINARY := target/release/firstline

# Serves the manual on http://127.0.0.1:8080; makes the first agent's token where there is none.
run: build
	@scripts/run $(BINARY)

# Everything that can be proven here. What needs a part that is missing is skipped by name.
test: tools
	cargo nextest run --no-fail-fast

# Format, lints, documentation, licences and sources of dependencies, tests.
check: tools
	cargo fmt --check
	cargo clippy --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --document-private-items
	@if command -v cargo-deny >/dev/null; then cargo deny check licenses bans sources; \
	 else echo "skipped: cargo-deny is not installed (cargo install cargo-deny)"; fi
	cargo nextest run --no-fail-fast

# Leaves the complete release binary.
build:
	cargo build --release --locked

fmt:
	cargo fmt

# The test runner, from crates.io, where it is missing.
tools:
	@command -v cargo-nextest >/dev/null || cargo install --locked cargo-nextest
