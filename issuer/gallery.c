#include "gallery.h"

#include <pthread.h>
#include <string.h>

#include "testamur/base/alloc.h"
#include "testamur/base/digest.h"
#include "testamur/print/picture.h"

#define PLACES    128
#define BYTES_MAX ((size_t)32 << 20)

struct place {
	unsigned char key[TSM_SHA256_SIZE];
	char *data; /* NULL: free */
	size_t len;
	uint64_t used;
};

struct gallery {
	pthread_mutex_t lock;
	struct place places[PLACES];
	size_t bytes;
	uint64_t clock; /* counts uses */
	uint64_t drawn;
};

enum tsm_status gallery_new(struct gallery **ret_gallery)
{
	struct gallery *gallery = tsm_calloc(1, sizeof(*gallery));
	if (gallery == NULL)
		return TSM_E_MEMORY;
	(void)pthread_mutex_init(&gallery->lock, NULL);
	*ret_gallery = gallery;
	return TSM_OK;
}

void gallery_free(struct gallery **gallery)
{
	if (*gallery == NULL)
		return;
	for (size_t i = 0; i < PLACES; i++)
		tsm_free((*gallery)->places[i].data);
	(void)pthread_mutex_destroy(&(*gallery)->lock);
	tsm_free(*gallery);
	*gallery = NULL;
}

/* Under the lock. */
static struct place *find(struct gallery *gallery, const unsigned char *key)
{
	for (size_t i = 0; i < PLACES; i++) {
		struct place *place = &gallery->places[i];
		if (place->data != NULL &&
		    memcmp(place->key, key, TSM_SHA256_SIZE) == 0)
			return place;
	}
	return NULL;
}

static void clear(struct gallery *gallery, struct place *place)
{
	gallery->bytes -= place->len;
	tsm_free(place->data);
	*place = (struct place){ 0 };
}

/* A free place and room for len bytes, under the lock. */
static struct place *make_room(struct gallery *gallery, size_t len)
{
	for (size_t round = 0; round <= PLACES; round++) {
		struct place *oldest = NULL;
		struct place *empty = NULL;
		for (size_t i = 0; i < PLACES; i++) {
			struct place *place = &gallery->places[i];
			if (place->data == NULL)
				empty = place;
			else if (oldest == NULL || place->used < oldest->used)
				oldest = place;
		}
		if (empty != NULL && gallery->bytes + len <= BYTES_MAX)
			return empty;
		if (oldest != NULL)
			clear(gallery, oldest);
	}
	return NULL;
}

/* Keep a copy; when that is not possible it is drawn again next time. */
static void keep(struct gallery *gallery, const unsigned char *key,
    const char *data, size_t len)
{
	char *copy = len <= BYTES_MAX / 8 ? tsm_malloc(len) : NULL;
	if (copy == NULL)
		return;
	memcpy(copy, data, len);
	(void)pthread_mutex_lock(&gallery->lock);
	struct place *place =
	    find(gallery, key) == NULL ? make_room(gallery, len) : NULL;
	if (place != NULL) {
		memcpy(place->key, key, TSM_SHA256_SIZE);
		place->data = copy;
		place->len = len;
		place->used = ++gallery->clock;
		gallery->bytes += len;
	} else {
		tsm_free(copy);
	}
	(void)pthread_mutex_unlock(&gallery->lock);
}

static enum tsm_status key_of(enum gallery_kind kind,
    const struct tsm_badge_art *art, unsigned char key[TSM_SHA256_SIZE])
{
	struct tsm_buf text;
	tsm_buf_init(&text, 0);
	(void)tsm_buf_printf(&text, "%d\n%s\n%s\n%s", (int)kind, art->title,
	    art->issuer, art->colour != NULL ? art->colour : "");
	enum tsm_status status = tsm_buf_status(&text);
	if (status == TSM_OK)
		status = tsm_digest(TSM_SHA256, text.data, text.len, key);
	tsm_buf_release(&text);
	return status;
}

static enum tsm_status draw(enum gallery_kind kind,
    const struct tsm_badge_art *art, struct tsm_buf *out, struct tsm_error *err)
{
	switch (kind) {
	case GALLERY_BADGE:
		return tsm_print_badge(art, out, err);
	case GALLERY_BADGE_SVG:
		return tsm_print_badge_svg(art, out, err);
	case GALLERY_PREVIEW:
		break;
	}
	return tsm_print_preview(art, out, err);
}

enum tsm_status gallery_picture(struct gallery *gallery, enum gallery_kind kind,
    const char *title, const char *issuer, const char *colour,
    struct tsm_buf *out, struct tsm_error *err)
{
	const struct tsm_badge_art art = { .title = title,
		.issuer = issuer,
		.colour = tsm_print_colour_valid(colour) ? colour : NULL };
	unsigned char key[TSM_SHA256_SIZE];
	size_t start = out->len;
	enum tsm_status status = TSM_OK;
	if (title == NULL || issuer == NULL)
		return tsm_fail(err, TSM_E_MISSING, NULL,
		    "a picture needs a title and an issuer");
	TSM_TRY(key_of(kind, &art, key));
	(void)pthread_mutex_lock(&gallery->lock);
	struct place *place = find(gallery, key);
	if (place != NULL) {
		place->used = ++gallery->clock;
		status = tsm_buf_add(out, place->data, place->len);
	} else {
		gallery->drawn++;
	}
	(void)pthread_mutex_unlock(&gallery->lock);
	if (place != NULL)
		return status;
	status = draw(kind, &art, out, err);
	if (status == TSM_OK)
		keep(gallery, key, out->data + start, out->len - start);
	return status;
}

uint64_t gallery_drawn(struct gallery *gallery)
{
	(void)pthread_mutex_lock(&gallery->lock);
	uint64_t drawn = gallery->drawn;
	(void)pthread_mutex_unlock(&gallery->lock);
	return drawn;
}
