/* colour.c - see colour.h. */
#include "colour.h"

#include <math.h>
#include <string.h>

#include "testamur/base/encode.h"
#include "testamur/print/picture.h"

#define DEFAULT_COLOUR "#1f4e79"
#define CONTRAST_MIN   4.5

bool rgb_parse(const char *text, struct rgb *ret)
{
	int bytes[3];
	if (text == NULL)
		text = DEFAULT_COLOUR;
	if (text[0] != '#' || strlen(text) != 7)
		return false;
	for (size_t i = 0; i < 3; i++) {
		bytes[i] = tsm_hex_byte(text + 1 + 2 * i);
		if (bytes[i] < 0)
			return false;
	}
	*ret = (struct rgb){ bytes[0] / 255.0, bytes[1] / 255.0,
		bytes[2] / 255.0 };
	return true;
}

bool tsm_print_colour_valid(const char *colour)
{
	struct rgb rgb;
	return colour != NULL && rgb_parse(colour, &rgb);
}

struct rgb rgb_mix(struct rgb a, struct rgb b, double t)
{
	return (struct rgb){ a.r + (b.r - a.r) * t, a.g + (b.g - a.g) * t,
		a.b + (b.b - a.b) * t };
}

/* WCAG 2.2, relative luminance. */
static double linear(double part)
{
	return part <= 0.04045 ? part / 12.92
			       : pow((part + 0.055) / 1.055, 2.4);
}

static double luminance(struct rgb c)
{
	return 0.2126 * linear(c.r) + 0.7152 * linear(c.g) +
	       0.0722 * linear(c.b);
}

double rgb_contrast(struct rgb a, struct rgb b)
{
	double la = luminance(a) + 0.05;
	double lb = luminance(b) + 0.05;
	return la > lb ? la / lb : lb / la;
}

struct rgb rgb_lettering(struct rgb ground)
{
	struct rgb dark = rgb_mix(ground, RGB_BLACK, 0.82);
	if (rgb_contrast(RGB_WHITE, ground) >= CONTRAST_MIN)
		return RGB_WHITE;
	return rgb_contrast(dark, ground) >= CONTRAST_MIN ? dark : RGB_BLACK;
}

struct rgb rgb_on_white(struct rgb colour)
{
	struct rgb shade = colour;
	for (int step = 1; step <= 20; step++) {
		if (rgb_contrast(shade, RGB_WHITE) >= CONTRAST_MIN)
			return shade;
		shade = rgb_mix(colour, RGB_BLACK, step / 20.0);
	}
	return RGB_BLACK;
}
