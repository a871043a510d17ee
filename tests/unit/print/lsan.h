/*
 * lsan.h - what fontconfig keeps until the process ends is no leak.
 *
 * It hangs on the main thread's font map, which nobody frees at exit;
 * drawing more does not add to it.
 */
#ifndef TESTS_LSAN_H
#define TESTS_LSAN_H

/* Asked for by the leak sanitizer when there is one. */
__attribute__((visibility("default"))) const char *__lsan_default_suppressions(
    void);

const char *__lsan_default_suppressions(void)
{
	return "leak:libfontconfig\nleak:libpango";
}

#endif
