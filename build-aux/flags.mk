# Compiler flags; gcc 12 and clang 14 of Debian 12.
CC ?= gcc
ifeq ($(origin CC),default)
CC := gcc
endif
IS_CLANG := $(findstring clang,$(shell $(CC) --version 2>/dev/null | head -n 1))

CSTD := -std=c11 -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE
WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion \
	-Wcast-qual -Wcast-align -Wwrite-strings -Wpointer-arith \
	-Wstrict-prototypes -Wmissing-prototypes -Wmissing-declarations \
	-Wold-style-definition -Wredundant-decls -Wnested-externs \
	-Wbad-function-cast -Wundef -Wvla -Wformat=2 \
	-Wmissing-format-attribute -Wimplicit-fallthrough \
	-Wnull-dereference -Wdouble-promotion -Wfloat-equal -Wdate-time \
	-Wframe-larger-than=16384 -Wunused-macros -Werror
WARN_GCC := -Wlogical-op -Wduplicated-cond -Wduplicated-branches \
	-Wjump-misses-init -Wformat-overflow=2 -Wformat-truncation=2 \
	-Wformat-signedness -Walloc-zero -Walloca -Warith-conversion \
	-Wstringop-overflow=4 -Warray-bounds=2 -Wtrampolines -Wshift-overflow=2
WARN_CLANG := -Wcomma -Wconditional-uninitialized -Wshorten-64-to-32 \
	-Wassign-enum -Wheader-hygiene -Wunreachable-code-aggressive \
	-Wextra-semi-stmt -Wmissing-variable-declarations -Wloop-analysis
WARN += $(if $(IS_CLANG),$(WARN_CLANG),$(WARN_GCC))
# cmocka's macros cast pointers to integers and back.
TEST_WARN := -Wno-bad-function-cast -Wno-cast-qual -Wno-missing-prototypes \
	-Wno-missing-declarations -Wno-frame-larger-than

HARDEN    := -fno-common -fvisibility=hidden -fstack-protector-strong \
	-fstack-clash-protection -fcf-protection -fPIE
# as-needed: a program names what it uses of what its modules may use
HARDEN_LD := -pie -Wl,--as-needed,-z,relro,-z,now,-z,noexecstack

ifeq ($(MODE),release)
OPT := -O2 -g -D_FORTIFY_SOURCE=2
ifeq ($(IS_CLANG),)
HARDEN += -ftrivial-auto-var-init=zero
endif
else ifeq ($(MODE),asan)
OPT := -O1 -g -fno-omit-frame-pointer
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all
else ifeq ($(MODE),tsan)
OPT := -O1 -g -fno-omit-frame-pointer
SANITIZE := -fsanitize=thread
else ifeq ($(MODE),fuzz)
OPT := -O1 -g -fno-omit-frame-pointer
SANITIZE := -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
FUZZ_LINK := -fsanitize=fuzzer
else
$(error MODE is release, asan, tsan or fuzz)
endif
