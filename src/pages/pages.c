/*
 * pages.c - the set of templates and static files.
 */
#include <stdio.h>
#include <string.h>

#include "pages_impl.h"
#include "testamur/base/alloc.h"
#include "testamur/base/digest.h"

static const struct {
	const char *ending;
	const char *content_type;
} types[] = { { ".css", "text/css; charset=utf-8" },
	{ ".svg", "image/svg+xml" }, { ".png", "image/png" },
	{ ".ico", "image/x-icon" }, { ".txt", "text/plain; charset=utf-8" },
	{ ".webmanifest", "application/manifest+json" },
	{ ".js", "text/javascript; charset=utf-8" },
	{ ".json", "application/json" } };

static const char *type_of(const char *name)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (tsm_str_ends(tsm_str(name), types[i].ending))
			return types[i].content_type;
	return "application/octet-stream";
}

static bool is_template(const char *name)
{
	return tsm_str_ends(tsm_str(name), ".html");
}

struct tsm_template *tsm_pages_template(
    const struct tsm_pages *pages, struct tsm_str name)
{
	if (tsm_str_ends(name, ".html"))
		name.len -= strlen(".html");
	for (size_t i = 0; i < pages->template_count; i++) {
		struct tsm_str have = tsm_str(pages->templates[i].name);
		have.len -= strlen(".html");
		if (name.len > 0 && tsm_str_eq(have, name))
			return &pages->templates[i];
	}
	return NULL;
}

static enum tsm_status add_asset(struct tsm_pages *pages,
    const struct tsm_embedded *file, struct tsm_error *err)
{
	struct tsm_asset *asset = &pages->assets[pages->asset_count++];
	char hex[TSM_SHA256_HEX];
	union {
		const unsigned char *bytes;
		const char *text;
	} data = { .bytes = file->data };

	asset->name = file->name;
	asset->content_type = type_of(file->name);
	asset->body = tsm_str_n(data.text, file->len);
	enum tsm_status status = tsm_sha256_hex(file->data, file->len, hex);
	if (status != TSM_OK)
		return tsm_fail(err, status, file->name, "cannot be hashed");
	snprintf(asset->hash, sizeof(asset->hash), "%.16s", hex);
	asset->url = tsm_arena_printf(&pages->arena, "%s/static/%s/%s",
	    pages->base, asset->hash, asset->name);
	return asset->url != NULL ? TSM_OK : tsm_fail_memory(err);
}

static enum tsm_status add_files(struct tsm_pages *pages,
    const struct tsm_embedded *files, struct tsm_error *err)
{
	union {
		const unsigned char *bytes;
		const char *text;
	} data;

	for (const struct tsm_embedded *file = files; file->name != NULL;
	     file++) {
		if (tsm_embedded_find(files, file->name) != file)
			return tsm_fail(err, TSM_E_DUPLICATE, file->name,
			    "two files of this name");
		if (!is_template(file->name)) {
			TSM_TRY(add_asset(pages, file, err));
			continue;
		}
		struct tsm_template *template =
		    &pages->templates[pages->template_count++];
		data.bytes = file->data;
		template->name = file->name;
		template->source = tsm_str_n(data.text, file->len);
	}
	return TSM_OK;
}

static enum tsm_status build(struct tsm_pages *pages,
    const struct tsm_embedded *files, const char *base, struct tsm_error *err)
{
	size_t count = 0;

	while (files[count].name != NULL)
		count++;
	struct tsm_buf escaped;
	tsm_buf_init(&escaped, 0);
	enum tsm_status status = tsm_html_escape(&escaped, tsm_str(base));
	pages->base = status == TSM_OK
			  ? tsm_arena_dup(&pages->arena, tsm_buf_cstr(&escaped))
			  : NULL;
	tsm_buf_release(&escaped);
	pages->templates = tsm_arena_array(
	    &pages->arena, count + 1, sizeof(struct tsm_template));
	pages->assets =
	    tsm_arena_array(&pages->arena, count + 1, sizeof(struct tsm_asset));
	if (pages->base == NULL || pages->templates == NULL ||
	    pages->assets == NULL)
		return tsm_fail_memory(err);
	TSM_TRY(add_files(pages, files, err));
	for (size_t i = 0; i < pages->template_count; i++)
		TSM_TRY(tsm_template_compile(pages, &pages->templates[i], err));
	return TSM_OK;
}

enum tsm_status tsm_pages_new(const struct tsm_embedded *files,
    const struct tsm_pages_options *options, struct tsm_pages **ret_pages,
    struct tsm_error *err)
{
	const char *base =
	    options != NULL && options->base != NULL ? options->base : "";
	struct tsm_pages *pages = tsm_calloc(1, sizeof(*pages));

	if (pages == NULL)
		return tsm_fail_memory(err);
	tsm_arena_init(&pages->arena, 0);
	pages->lang = options != NULL ? options->lang : TSM_LANG_EN;
	enum tsm_status status = build(pages, files, base, err);
	if (status != TSM_OK) {
		tsm_pages_free(&pages);
		return status;
	}
	*ret_pages = pages;
	return TSM_OK;
}

void tsm_pages_free(struct tsm_pages **pages)
{
	if (*pages == NULL)
		return;
	tsm_arena_release(&(*pages)->arena);
	tsm_free(*pages);
	*pages = NULL;
}

const char *tsm_pages_name(const struct tsm_pages *pages, size_t n)
{
	return n < pages->template_count ? pages->templates[n].name : NULL;
}

const struct tsm_asset *tsm_pages_asset(
    const struct tsm_pages *pages, const char *hash, const char *name)
{
	for (size_t i = 0; i < pages->asset_count; i++) {
		const struct tsm_asset *asset = &pages->assets[i];
		if (strcmp(asset->name, name) == 0)
			return hash == NULL || strcmp(asset->hash, hash) == 0
				   ? asset
				   : NULL;
	}
	return NULL;
}
