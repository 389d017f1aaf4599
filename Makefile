# The targets, one line each: `make help`. Everything that a build or a test needs is installed
# by `make setup`, which the others call; on a machine that has Swift 6.3, git and make, that is all.

SWIFT ?= swift
RELEASE := --configuration release --static-swift-stdlib

.PHONY: help setup build install uninstall library wheel test demo bench exact crash cluster train quality interop fixtures fuzz lint format tables docs clean

help:
	@echo "make build     the program: .build/release/ul2prep"
	@echo "make install   the program, its completions and manual, below PREFIX (/usr/local); make uninstall"
	@echo "make library   the C library: .build/library/libul2prep.so and ul2prep.h"
	@echo "make wheel     .build/wheel/*.whl: the Python package with the library inside, for glibc 2.28 or later"
	@echo "make docs      the site of README.md, docs/ and the Swift libraries: .build/site"
	@echo "make demo      the main job over the fixtures, each command shown"
	@echo "make test      every test"
	@echo "make bench     speed and memory, beside other tools; about half an hour"
	@echo "make exact     the tokenizer's ids beside libsentencepiece's, over hundreds of megabytes"
	@echo "make crash     killed tasks, failing calls, power cuts, flipped bits; about an hour"
	@echo "make cluster   the examples for Slurm, Ray and Kubernetes, really run; about 15 minutes"
	@echo "make train     does the recipe train? a small GPT on a CPU, with plots; an hour or more"
	@echo "make quality   our text beside other tools' (installs them from PyPI)"
	@echo "make interop   mosaicml-streaming, Grain and torch read our rows, Chromium shows our pages, Debian 11 runs the wheel; 15 minutes, 2 GB"
	@echo "make fixtures  write fixtures/ again (their generator's packages come from PyPI)"
	@echo "make fuzz      every parser for FUZZ_SECONDS (60) each; see CONTRIBUTING.md"
	@echo "make tables    write the documentation's tables, and what its commands print, again"
	@echo "make lint      formatting and warnings; make format mends the formatting"

setup:
	@Scripts/setup

build: setup
	$(SWIFT) build $(RELEASE) --product ul2prep

# What is built is installed as it is: root needs no compiler.
install:
	@[ -x .build/release/ul2prep ] || [ -n "$(PROGRAM)" ] || $(MAKE) --no-print-directory build
	@PREFIX="$(PREFIX)" DESTDIR="$(DESTDIR)" PROGRAM="$(PROGRAM)" Scripts/install

uninstall:
	@PREFIX="$(PREFIX)" DESTDIR="$(DESTDIR)" Scripts/install --uninstall

library: setup
	@Scripts/library

wheel: setup
	@Scripts/python-environment .venv-wheel python/requirements-wheel.txt
	@Scripts/wheel

demo: build
	@Scripts/demo

# What the tests run is built beside the tests: each build waits for single modules on one core.
test: setup
	@$(MAKE) --no-print-directory -j2 tested tests
	@Scripts/test

.PHONY: tested tests
tested: build library
	@Scripts/python-environment .venv Tests/Python/requirements.txt
	@Scripts/python-environment .venv-wheel python/requirements-wheel.txt
	@[ ! -x .venv-wheel/bin/python ] || Scripts/wheel

tests: lint
	$(SWIFT) build --build-tests --scratch-path .build/tests

bench: build library
	@python3 Benchmarks/bench.py
	@apt-get install -y -qq lbzip2 >/dev/null 2>&1 || true
	@Scripts/python-environment .venv-bench Benchmarks/requirements.txt
	@.venv-bench/bin/python Benchmarks/readers.py
	@.venv-bench/bin/python Benchmarks/shards.py
	@.venv-bench/bin/python Benchmarks/loader.py
	@.venv-bench/bin/python Benchmarks/masks.py
	@.venv-bench/bin/python Benchmarks/rows.py
	@.venv-bench/bin/python Benchmarks/bucket.py
	@apt-get install -y -qq sentencepiece >/dev/null 2>&1 || true
	@rm -rf Benchmarks/tokenizer/.build # docs/architecture.md, workarounds
	$(SWIFT) build $(RELEASE) --package-path Benchmarks/tokenizer
	@.venv-bench/bin/python Benchmarks/tokenizer.py
	UL2PREP_ENGINE=1 $(SWIFT) build $(RELEASE) --product engine-bench
	@.venv-bench/bin/python Benchmarks/tokenizer_files.py

exact: setup
	@Scripts/exact

crash: build
	@Scripts/crash

cluster: build
	@Scripts/cluster

train: build library
	@examples/train/run

quality: build
	@Scripts/quality

interop:
	@echo "interop: the first time downloads 400 MB, takes 2 GB of disk and about 15 minutes; then about 8"
	@$(MAKE) --no-print-directory build library wheel
	@Scripts/interop

docs: setup
	@Scripts/site/build

fixtures:
	@apt-get install -y -qq sentencepiece >/dev/null 2>&1 || true
	@Scripts/python-environment .venv-fixtures fixtures/requirements.txt
	.venv-fixtures/bin/python fixtures/generate.py

FUZZ_SECONDS ?= 60

fuzz: setup
	@Fuzz/build
	@Fuzz/all $(FUZZ_SECONDS)

tables: build
	UL2PREP_BINARY="$$PWD/.build/release/ul2prep" UL2PREP_WRITE_TABLES=1 $(SWIFT) test --filter 'TableTests/documentation|PageTests'

lint:
	$(SWIFT) format lint --strict --recursive Sources Tests Fuzz Benchmarks/tokenizer/Sources Package.swift
	@Scripts/site/check
	@Scripts/words
	@Scripts/prose
	@Scripts/flow --check

format:
	$(SWIFT) format --in-place --recursive Sources Tests Fuzz Benchmarks/tokenizer/Sources Package.swift

clean:
	rm -rf .build out
