/*
 * sanitized.h - is this a build with a sanitizer?
 *
 * Those map terabytes and trace themselves, which limits of memory and
 * filters of system calls would forbid.
 */
#ifndef TESTAMUR_BASE_SANITIZED_H
#define TESTAMUR_BASE_SANITIZED_H

/* 1 with AddressSanitizer or ThreadSanitizer of gcc or clang, else 0. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
# define TSM_SANITIZED 1
#elif defined(__has_feature)
# if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#  define TSM_SANITIZED 1
# endif
#endif
#ifndef TSM_SANITIZED
# define TSM_SANITIZED 0
#endif

#endif
