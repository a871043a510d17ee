/*
 * fuzz_form.c - any bytes as a form. Files are views inside the body,
 * texts are valid UTF-8, counts and names keep their limits.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "testamur/http/form.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct tsm_form *form, struct tsm_str body)
{
	if (form->count > TSM_FORM_FIELDS_MAX)
		abort();
	for (size_t i = 0; i < form->count; i++) {
		const struct tsm_form_field *field = &form->fields[i];
		const char *value = field->value.ptr;
		if (strlen(field->name) > TSM_FORM_NAME_MAX)
			abort();
		if (field->filename != NULL) {
			if (value < body.ptr ||
			    value + field->value.len > body.ptr + body.len ||
			    strpbrk(field->filename, "/\\") != NULL)
				abort();
		} else if (strlen(value) != field->value.len ||
			   !tsm_utf8_valid(value, field->value.len, NULL)) {
			abort();
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const types[] = { "multipart/form-data; boundary=b",
		"multipart/form-data; boundary=\"--\"",
		"application/x-www-form-urlencoded" };
	union {
		const uint8_t *bytes;
		const char *text;
	} input = { data };
	struct tsm_str body = tsm_str_n(input.text, size);

	for (size_t i = 0; i < 3; i++) {
		struct tsm_arena arena;
		struct tsm_form form = { 0 };
		struct tsm_error err = { 0 };
		tsm_arena_init(&arena, 0);
		if (tsm_form_parse(&arena, types[i], body, &form, &err) ==
		    TSM_OK)
			check(&form, body);
		tsm_arena_release(&arena);
	}
	return 0;
}
