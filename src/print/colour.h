/*
 * colour.h - colours and the contrast between them. Pure.
 */
#ifndef PRINT_COLOUR_H
#define PRINT_COLOUR_H

#include <stdbool.h>

/* sRGB, each part 0..1. */
struct rgb {
	double r;
	double g;
	double b;
};

#define RGB_WHITE ((struct rgb){ 1.0, 1.0, 1.0 })
#define RGB_BLACK ((struct rgb){ 0.0, 0.0, 0.0 })
#define RGB_INK   ((struct rgb){ 0.13, 0.14, 0.17 })

/* "#rrggbb"; NULL gives the calm blue. False when it is no colour. */
bool rgb_parse(const char *text, struct rgb *ret);

/* t = 0: a, t = 1: b. */
struct rgb rgb_mix(struct rgb a, struct rgb b, double t);

/* The contrast ratio 1..21 of WCAG 2.2. */
double rgb_contrast(struct rgb a, struct rgb b);

/* White, a very dark shade of ground, or black: at least 4.5:1 on it. */
struct rgb rgb_lettering(struct rgb ground);

/* The colour, darkened until it stands 4.5:1 on white. */
struct rgb rgb_on_white(struct rgb colour);

#endif
