# Testamur: one non-recursive Makefile.
#
#   make          the programs, optimised, in build/release
#   make check    install what is missing, build, run every test
#   make demo     install what is missing, run five programmes end to end
#   make help     everything else

MODE   ?= release
BUILD  ?= build/$(MODE)
PREFIX ?= /usr/local
DESTDIR ?=
PYTHON ?= python3
FUZZ_SECONDS ?= 30

VERSION := 0.1.0

.DEFAULT_GOAL := all
MAKEFLAGS += --no-builtin-rules
# On every core, where -j does not say how many.
in_parallel = $(MAKE) --no-print-directory $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell nproc))
# make V=1 shows the commands
say = $(if $(V),,@echo '  $(1)  $(2)';)
.SUFFIXES:
.SECONDARY:
.DELETE_ON_ERROR:

include build-aux/flags.mk

# --- modules: a folder in src/, its dependencies in .may_include -----------

MODULES := $(patsubst src/%/.may_include,%,$(wildcard src/*/.may_include))

# External libraries, per module (headers appear only where .ci/checks.py says).
LIBS_base   := -lcrypto
LIBS_json   := -ljansson
LIBS_badge  := -lqrencode -lz
LIBS_print  := $(shell pkg-config --libs pangocairo 2>/dev/null) -lm
LIBS_decode := $(shell pkg-config --libs cairo libpng zbar libjpeg poppler-glib libseccomp 2>/dev/null) -lm
LIBS_store  := -lsqlite3
LIBS_net    := -lcurl
LIBS_bundle := -lzip
LIBS_crypto := -lcrypto -lsodium
LIBS_status := -lz
LIBS_http   := -lmicrohttpd
LIBS_signer := -lcrypto -lsodium
LIBS_roster := -lutf8proc
CFLAGS_print  := $(shell pkg-config --cflags pangocairo 2>/dev/null)
CFLAGS_decode := $(shell pkg-config --cflags cairo libpng poppler-glib 2>/dev/null)

# Files compiled into a module as data (build-aux/embed.py).
EMBED_store := $(sort $(wildcard src/store/migrations/*.sql))
EMBED_pages := $(sort $(wildcard web/templates/*.html web/static/*))
EMBED_rules := $(sort $(wildcard src/rules/*.schema.json))
# JSON-LD contexts, compiled to trees (build-aux/contexts.py).
CONTEXTS := $(sort $(wildcard src/jsonld/contexts/*.terms))
# What people read, in other languages (build-aux/messages.py).
MESSAGES := $(sort $(wildcard web/messages/*.po))

deps    = $(shell cat src/$(1)/.may_include 2>/dev/null)
closure = $(sort $(1) $(foreach d,$(call deps,$(1)),$(call closure,$(d))))
$(foreach m,$(MODULES),$(eval CLOSURE_$(m) := $(call closure,$(m))))

CPPFLAGS_ALL = $(CSTD) -Iinclude -DTSM_VERSION='"$(VERSION)"' $(CPPFLAGS)
CFLAGS_ALL   = $(OPT) $(WARN) $(HARDEN) $(SANITIZE) $(CFLAGS)
LDFLAGS_ALL  = $(HARDEN_LD) $(SANITIZE) $(LDFLAGS)

# module_rules NAME: objects, embedded data and archive of one module
define module_rules
SRC_$(1) := $(sort $(wildcard src/$(1)/*.c))
OBJ_$(1) := $$(SRC_$(1):%.c=$(BUILD)/%.o)
ifneq ($$(EMBED_$(1)),)
OBJ_$(1) += $(BUILD)/gen/$(1)_embedded.o
$(BUILD)/gen/$(1)_embedded.c: build-aux/embed.py $$(EMBED_$(1))
	@mkdir -p $$(@D)
	@$$(PYTHON) build-aux/embed.py tsm_$(1)_embedded $$(EMBED_$(1)) > $$@
endif
ifeq ($(1),jsonld)
OBJ_$(1) += $(BUILD)/gen/jsonld_contexts.o
endif
ifeq ($(1),base)
OBJ_$(1) += $(BUILD)/gen/base_messages.o
endif
$(BUILD)/lib/$(1).a: $$(OBJ_$(1))
	@mkdir -p $$(@D)
	@rm -f $$@
	@$$(AR) rcs $$@ $$^
$(BUILD)/src/$(1)/%.o: src/$(1)/%.c
	@mkdir -p $$(@D)
	$$(call say,CC,$$<)$$(CC) $$(CPPFLAGS_ALL) $$(CFLAGS_$(1)) -Isrc/$(1) $$(CFLAGS_ALL) -MMD -MP -c -o $$@ $$<
endef
$(foreach m,$(MODULES),$(eval $(call module_rules,$(m))))

$(BUILD)/gen/jsonld_contexts.c: build-aux/contexts.py $(CONTEXTS)
	@mkdir -p $(@D)
	@$(PYTHON) build-aux/contexts.py $(CONTEXTS) > $@
$(BUILD)/gen/jsonld_contexts.o: CPPFLAGS_ALL += -Isrc/jsonld

$(BUILD)/gen/base_messages.c: build-aux/messages.py $(MESSAGES)
	@mkdir -p $(@D)
	@$(PYTHON) build-aux/messages.py $(MESSAGES) > $@

$(BUILD)/gen/%.o: $(BUILD)/gen/%.c
	$(call say,CC,$<)$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

# archives_of MODULES, libs_of MODULES: what linking against them takes
all_of      = $(sort $(foreach m,$(1),$(CLOSURE_$(m))))
archives_of = $(foreach m,$(call all_of,$(1)),$(BUILD)/lib/$(m).a)
libs_of     = $(sort $(foreach m,$(call all_of,$(1)),$(LIBS_$(m))))
link = $(call say,LD,$@)$(CC) $(LDFLAGS_ALL) -o $@ $(filter %.o,$^) -Wl,--start-group $(filter %.a,$^) -Wl,--end-group

# --- programs --------------------------------------------------------------

ISSUER_MODULES   := base json net bundle roster badge print store crypto status ob rules http pages did keyclient prove contexts
VERIFIER_MODULES := base json badge bundle decodeclient evidence keyclient verify proof contexts jsonld rdf http pages net roster
SIGNER_MODULES   := base json signer
DECODER_MODULES  := base decode

ISSUER_SRC   := $(sort $(filter-out issuer/signer_main.c,$(wildcard issuer/*.c)))
VERIFIER_SRC := $(sort $(filter-out verifier/decoder_main.c,$(wildcard verifier/*.c)))
SIGNER_SRC   := $(wildcard issuer/signer_main.c)
DECODER_SRC  := $(wildcard verifier/decoder_main.c)

PROGRAMS := $(foreach p,issuer verifier signer decoder,$(BUILD)/testamur-$(p))

.PHONY: all
all: $(PROGRAMS)

$(BUILD)/issuer/%.o: issuer/%.c
	@mkdir -p $(@D)
	$(call say,CC,$<)$(CC) $(CPPFLAGS_ALL) -Iissuer $(CFLAGS_ALL) -MMD -MP -c -o $@ $<
$(BUILD)/verifier/%.o: verifier/%.c
	@mkdir -p $(@D)
	$(call say,CC,$<)$(CC) $(CPPFLAGS_ALL) -Iverifier $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

$(BUILD)/testamur-issuer: $(ISSUER_SRC:%.c=$(BUILD)/%.o) $(call archives_of,$(ISSUER_MODULES))
	$(link) $(call libs_of,$(ISSUER_MODULES)) -lpthread
$(BUILD)/testamur-verifier: $(VERIFIER_SRC:%.c=$(BUILD)/%.o) $(call archives_of,$(VERIFIER_MODULES))
	$(link) $(call libs_of,$(VERIFIER_MODULES)) -lpthread
$(BUILD)/testamur-signer: $(SIGNER_SRC:%.c=$(BUILD)/%.o) $(call archives_of,$(SIGNER_MODULES))
	$(link) $(call libs_of,$(SIGNER_MODULES)) -lpthread
$(BUILD)/testamur-decoder: $(DECODER_SRC:%.c=$(BUILD)/%.o) $(call archives_of,$(DECODER_MODULES))
	$(link) $(call libs_of,$(DECODER_MODULES)) -lpthread

# --- tests in C: tests/{unit,oom,suites,fuzz,attack}/<module>/*.c ----------
# Each links against its module and what that may include, nothing else.

TEST_KINDS := unit oom suites attack bench
TEST_SRC  := $(sort $(foreach k,$(TEST_KINDS),$(foreach m,$(MODULES),$(wildcard tests/$(k)/$(m)/*.c))))
TEST_BIN  := $(TEST_SRC:%.c=$(BUILD)/%)
CHECK_BIN := $(filter-out $(BUILD)/tests/bench/%,$(TEST_BIN))
BENCH_BIN := $(filter $(BUILD)/tests/bench/%,$(TEST_BIN))
FUZZ_SRC  := $(sort $(foreach m,$(MODULES),$(wildcard tests/fuzz/$(m)/*.c)))
FUZZ_BIN  := $(FUZZ_SRC:%.c=$(BUILD)/%)
# Beside what it talks to: the process that signs; what draws the samples.
TEST_BESIDE_prove    := signer
TEST_BESIDE_evidence := signer
TEST_BESIDE_decode   := print

TEST_LIB_OBJ := $(patsubst %.c,$(BUILD)/%.o,$(sort $(wildcard tests/lib/*.c)))

$(BUILD)/tests/%.o: tests/%.c
	@mkdir -p $(@D)
	$(call say,CC,$<)$(CC) $(CPPFLAGS_ALL) -Itests/lib $(CFLAGS_ALL) $(TEST_WARN) -MMD -MP -c -o $@ $<

# test_rules KIND MODULE
define test_rules
$(BUILD)/tests/$(1)/$(2)/%: $(BUILD)/tests/$(1)/$(2)/%.o $(TEST_LIB_OBJ) $$(call archives_of,$(2) base $$(TEST_BESIDE_$(2)))
	$$(link) $$(call libs_of,$(2) base $$(TEST_BESIDE_$(2))) -lcmocka -lpthread -lm
endef
$(foreach k,$(TEST_KINDS),$(foreach m,$(MODULES),$(eval $(call test_rules,$(k),$(m)))))

# A fuzz entry is LLVMFuzzerTestOneInput; replay.c feeds it its corpus.
define fuzz_rules
$(BUILD)/tests/fuzz/$(1)/%: $(BUILD)/tests/fuzz/$(1)/%.o $(FUZZ_MAIN_OBJ) $$(call archives_of,$(1) base)
	$$(link) $$(call libs_of,$(1) base) $(FUZZ_LINK) -lpthread -lm
endef
ifneq ($(MODE),fuzz)
FUZZ_MAIN_OBJ := $(BUILD)/tests/fuzz/replay.o
endif
$(foreach m,$(MODULES),$(eval $(call fuzz_rules,$(m))))

# Tests in Python: black boxes around the programs (TAP on stdout).
SCRIPT_TESTS := $(sort $(wildcard tests/cli/*.py tests/api/*.py tests/attack/*.py tests/crash/*.py \
	tests/interop/*.py tests/browser/*.py tests/suites/*.py tests/docs/*.py))

.PHONY: tests check check-only deps deps-build unit
# Benchmarks are built so that they keep up, and run by "make bench" alone.
tests: all $(CHECK_BIN) $(FUZZ_BIN) $(BENCH_BIN)

# One module's unit and out-of-memory tests: make unit M=json
unit: $(filter $(BUILD)/tests/unit/$(M)/% $(BUILD)/tests/oom/$(M)/% $(BUILD)/tests/suites/$(M)/%,$(CHECK_BIN)) $(filter $(BUILD)/tests/fuzz/$(M)/%,$(FUZZ_BIN))
	BUILD=$(BUILD) $(PYTHON) tests/run.py $^

deps:
	@build-aux/install-deps.sh
deps-build:
	@build-aux/install-deps.sh build

check: deps
	@$(in_parallel) check-only

check-only: tests
	BUILD=$(BUILD) $(PYTHON) tests/run.py $(CHECK_BIN) $(FUZZ_BIN) $(SCRIPT_TESTS)

.PHONY: asan tsan fuzz bench
asan: deps
	$(in_parallel) MODE=asan TEST_SECONDS=7200 check-only
tsan: deps
	$(in_parallel) MODE=tsan TEST_SECONDS=7200 tsan-only
.PHONY: tsan-only
TSAN_BIN := $(filter $(addprefix $(BUILD)/tests/unit/,http/% net/% store/% jsonld/%),$(CHECK_BIN))
tsan-only: all $(TSAN_BIN)
	BUILD=$(BUILD) $(PYTHON) tests/run.py $(filter %.py,$(wildcard tests/api/*.py)) $(TSAN_BIN)
fuzz: deps
	$(in_parallel) MODE=fuzz CC=clang fuzz-only
.PHONY: fuzz-build fuzz-only
fuzz-build: $(FUZZ_BIN)
# What they found is left in $(BUILD)/found, what they learned in $(BUILD)/corpus.
fuzz-only: $(FUZZ_BIN)
	@mkdir -p $(BUILD)/found; bad=; for f in $(FUZZ_BIN); do \
	  n=$$(basename $$f); mkdir -p $(BUILD)/corpus/$$n; echo "== $$n"; \
	  dict=$$(ls tests/fuzz/*/$$n.dict 2>/dev/null); \
	  $$f -max_total_time=$(FUZZ_SECONDS) -rss_limit_mb=2048 -timeout=10 $${dict:+-dict=$$dict} \
	    -artifact_prefix=$(BUILD)/found/$$n- $(BUILD)/corpus/$$n \
	    $$(ls -d tests/fuzz/corpus/$$n 2>/dev/null) >$(BUILD)/found/$$n.log 2>&1 || bad="$$bad $$n"; \
	  tail -n 3 $(BUILD)/found/$$n.log; done; \
	[ -z "$$bad" ] || { echo "failed:$$bad; see $(BUILD)/found"; exit 1; }
bench: all $(BENCH_BIN)
	@set -e; for b in $(filter-out %/load,$(BENCH_BIN)) $(wildcard tests/bench/*.py); do echo "== $$b"; BUILD=$(BUILD) $$b; done

# --- lint ------------------------------------------------------------------

.PHONY: lint format
lint: deps
	@$(in_parallel) all
	@MAKE="$(MAKE)" .ci/lint
format:
	clang-format -i $$(git ls-files '*.c' '*.h')

# --- run -------------------------------------------------------------------

.PHONY: demo serve
demo: deps-build
	@$(in_parallel) all
	BUILD=$(BUILD) $(PYTHON) programmes/demo.py
serve: deps-build
	@$(in_parallel) all
	BUILD=$(BUILD) $(PYTHON) programmes/demo.py --serve

# --- install ---------------------------------------------------------------

.PHONY: install uninstall clean help
install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1 $(DESTDIR)$(PREFIX)/share/testamur
	install -m 755 $(PROGRAMS) $(DESTDIR)$(PREFIX)/bin
	install -m 644 $(wildcard docs/*.1) $(DESTDIR)$(PREFIX)/share/man/man1
	cp -R programmes $(DESTDIR)$(PREFIX)/share/testamur/
uninstall:
	rm -f $(foreach p,$(notdir $(PROGRAMS)),$(DESTDIR)$(PREFIX)/bin/$(p))
	rm -f $(foreach p,$(notdir $(wildcard docs/*.1)),$(DESTDIR)$(PREFIX)/share/man/man1/$(p))
	rm -rf $(DESTDIR)$(PREFIX)/share/testamur
clean:
	rm -rf build demo
help:
	@sed -n 's/^#   //p' Makefile
	@echo 'make serve | lint | asan | tsan | fuzz | bench | install | uninstall | clean'
	@echo 'make unit M=json   one module only;  BUILD=DIR builds elsewhere'

DEPFILES := $(shell find $(BUILD) -name '*.d' 2>/dev/null)
-include $(DEPFILES)
