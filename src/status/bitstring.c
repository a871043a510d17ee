/*
 * The packed entries of a list, and encodedList both ways. Each way in
 * which a stranger's list can be wrong ends in a status of its own.
 */
#include "testamur/status/bitstring.h"

#include <string.h>

#include "testamur/base/alloc.h"
#include "testamur/base/encode.h"
#include "testamur/status/gzip.h"

static bool valid_entry_bits(unsigned bits)
{
	return bits == 1 || bits == 2 || bits == 4 || bits == 8;
}

enum tsm_status tsm_bitstring_init(
    uint64_t entries, unsigned entry_bits, struct tsm_bitstring *ret_list)
{
	if (!valid_entry_bits(entry_bits))
		return TSM_E_UNSUPPORTED;
	if (entries < TSM_STATUS_ENTRIES_MIN)
		return TSM_E_VALUE;
	uint64_t per_byte = 8 / entry_bits;
	uint64_t size = entries / per_byte + (entries % per_byte > 0 ? 1 : 0);
	if (size > TSM_STATUS_BYTES_MAX)
		return TSM_E_LIMIT;
	unsigned char *bits = tsm_calloc((size_t)size, 1);
	if (bits == NULL)
		return TSM_E_MEMORY;
	ret_list->bits = bits;
	ret_list->size = (size_t)size;
	ret_list->entry_bits = entry_bits;
	ret_list->entries = size * per_byte;
	return TSM_OK;
}

void tsm_bitstring_release(struct tsm_bitstring *list)
{
	tsm_free(list->bits);
	memset(list, 0, sizeof(*list));
}

/* How far the entry stands from the right end of its byte. */
static unsigned shift_of(const struct tsm_bitstring *list, uint64_t index)
{
	unsigned per_byte = 8 / list->entry_bits;
	unsigned place = (unsigned)(index % per_byte);
	return 8 - list->entry_bits * (place + 1);
}

enum tsm_status tsm_bitstring_get(
    const struct tsm_bitstring *list, uint64_t index, unsigned *ret_value)
{
	if (index >= list->entries)
		return TSM_E_NOT_FOUND;
	unsigned byte = list->bits[index / (8 / list->entry_bits)];
	unsigned mask = (1U << list->entry_bits) - 1;
	*ret_value = byte >> shift_of(list, index) & mask;
	return TSM_OK;
}

enum tsm_status tsm_bitstring_set(
    struct tsm_bitstring *list, uint64_t index, unsigned value)
{
	unsigned mask = (1U << list->entry_bits) - 1;
	if (index >= list->entries)
		return TSM_E_NOT_FOUND;
	if (value > mask)
		return TSM_E_VALUE;
	unsigned char *byte = &list->bits[index / (8 / list->entry_bits)];
	unsigned shift = shift_of(list, index);
	*byte = (unsigned char)((*byte & ~(mask << shift)) | value << shift);
	return TSM_OK;
}

/* Section 3.3: 'u', base64url without padding, of the gzip. */
enum tsm_status tsm_bitstring_encode(
    const struct tsm_bitstring *list, struct tsm_buf *out)
{
	struct tsm_buf packed;
	struct tsm_buf text;
	tsm_buf_init(&packed, 0);
	tsm_buf_init(&text, 0);
	enum tsm_status status =
	    tsm_status_gzip(list->bits, list->size, &packed);
	if (status == TSM_OK)
		status =
		    tsm_multibase_encode(&text, 'u', packed.data, packed.len);
	if (status == TSM_OK)
		status = tsm_buf_addstr(out, tsm_buf_str(&text));
	tsm_buf_release(&text);
	tsm_buf_release(&packed);
	return status;
}

/* The gzip bytes behind the text. */
static enum tsm_status decode_text(struct tsm_str text, bool allow_no_prefix,
    struct tsm_buf *packed, struct tsm_error *err)
{
	if (text.len > 0 && text.ptr[0] == 'u')
		text = tsm_str_n(text.ptr + 1, text.len - 1);
	else if (!allow_no_prefix)
		return tsm_fail(err, TSM_E_SYNTAX, "",
		    "the list does not start with 'u', the mark of "
		    "base64url");
	enum tsm_status status = tsm_base64url_decode(packed, text);
	if (status == TSM_E_SYNTAX && allow_no_prefix) {
		tsm_buf_clear(packed);
		status = tsm_base64_decode(packed, text);
	}
	if (status == TSM_E_SYNTAX)
		return tsm_fail(err, status, "", "the list is not base64url");
	if (status == TSM_E_LIMIT)
		return tsm_fail(err, status, "", "the list is too large");
	return status == TSM_OK ? status : tsm_fail_memory(err);
}

/* Section 3.4, with the bits in plain; takes them over on success. */
static enum tsm_status adopt(struct tsm_buf *bits, unsigned entry_bits,
    bool allow_short, struct tsm_bitstring *ret_list, struct tsm_error *err)
{
	uint64_t entries = (uint64_t)bits->len * (8 / entry_bits);
	if (entries == 0 || (entries < TSM_STATUS_ENTRIES_MIN && !allow_short))
		return tsm_fail(err, TSM_E_MISSING, "",
		    "the list has %llu entries, fewer than %d",
		    (unsigned long long)entries, TSM_STATUS_ENTRIES_MIN);
	ret_list->size = bits->len;
	ret_list->entry_bits = entry_bits;
	ret_list->entries = entries;
	ret_list->bits = (unsigned char *)tsm_buf_take(bits, NULL);
	return TSM_OK;
}

enum tsm_status tsm_bitstring_decode(struct tsm_str text,
    const struct tsm_bitstring_options *options, struct tsm_bitstring *ret_list,
    struct tsm_error *err)
{
	static const struct tsm_bitstring_options standard;
	struct tsm_buf packed;
	struct tsm_buf bits;
	if (options == NULL)
		options = &standard;
	unsigned entry_bits = options->entry_bits > 0 ? options->entry_bits : 1;
	size_t max =
	    options->max_bytes > 0 ? options->max_bytes : TSM_STATUS_BYTES_MAX;
	if (!valid_entry_bits(entry_bits))
		return tsm_fail(err, TSM_E_UNSUPPORTED, "",
		    "entries of %u bits are not supported", entry_bits);
	tsm_buf_init(&packed, 0);
	tsm_buf_init(&bits, max);
	enum tsm_status status =
	    decode_text(text, options->allow_no_prefix, &packed, err);
	if (status == TSM_OK)
		status = tsm_status_gunzip(packed.data, packed.len, &bits, err);
	if (status == TSM_OK)
		status = adopt(
		    &bits, entry_bits, options->allow_short, ret_list, err);
	tsm_buf_release(&bits);
	tsm_buf_release(&packed);
	return status;
}
