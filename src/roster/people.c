/* The roster's index, and looking somebody up in it. */
#include "testamur/roster/people.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A comparison form and whose it is. */
struct key {
	const char *text;
	size_t person;
	bool alias;
	size_t source; /* index of the person or alias given */
};

struct keys {
	struct key *items;
	size_t count;
};

struct tsm_people {
	const struct tsm_roster_person *people;
	size_t count;
	struct keys emails;  /* unique texts */
	struct keys names;   /* of the roster: may repeat */
	struct keys aliases; /* name aliases: one person per text */
	struct keys ids;     /* id aliases: the same */
};

/* By text, then person; an own address before an alias of the same text. */
static int by_text(const void *left, const void *right)
{
	const struct key *a = left;
	const struct key *b = right;
	int order = strcmp(a->text, b->text);
	if (order != 0)
		return order;
	if (a->person != b->person)
		return a->person < b->person ? -1 : 1;
	return (int)a->alias - (int)b->alias;
}

static void sort_keys(struct keys *keys)
{
	if (keys->count > 1)
		qsort(keys->items, keys->count, sizeof(*keys->items), by_text);
}

/* Index of the first key that is not before text. */
static size_t lower_bound(const struct keys *keys, const char *text)
{
	size_t low = 0;
	size_t high = keys->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (strcmp(keys->items[middle].text, text) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static const struct key *find_key(const struct keys *keys, const char *text)
{
	size_t at = lower_bound(keys, text);
	if (at < keys->count && strcmp(keys->items[at].text, text) == 0)
		return &keys->items[at];
	return NULL;
}

static enum tsm_status new_keys(
    struct tsm_arena *arena, size_t room, struct keys *keys)
{
	keys->count = 0;
	keys->items = tsm_arena_array(arena, room + 1, sizeof(*keys->items));
	return keys->items != NULL ? TSM_OK : TSM_E_MEMORY;
}

static enum tsm_status fail_at(struct tsm_error *err, enum tsm_status status,
    const struct key *key, const char *text)
{
	char where[48];
	(void)snprintf(where, sizeof(where), "%s %zu",
	    key->alias ? "alias" : "person", key->source);
	return tsm_fail(err, status, where, "%s", text);
}

/* One more address, normalised; a blank one is none. */
static enum tsm_status add_email(struct tsm_arena *arena, struct keys *keys,
    const char *email, struct key key, struct tsm_error *err)
{
	const char *text = NULL;
	enum tsm_status status =
	    tsm_email_normalise(arena, tsm_str(email), &text);
	if (status == TSM_E_MEMORY)
		return tsm_fail_memory(err);
	if (status != TSM_OK)
		return fail_at(err, status, &key, "no e-mail address");
	if (text == NULL)
		return TSM_OK;
	key.text = text;
	keys->items[keys->count++] = key;
	return TSM_OK;
}

static enum tsm_status add_name(struct tsm_arena *arena, struct keys *keys,
    const char *name, struct key key, struct tsm_error *err)
{
	char *text = tsm_name_normalise(arena, tsm_str(name));
	if (text == NULL)
		return tsm_fail_memory(err);
	if (text[0] == '\0')
		return TSM_OK;
	key.text = text;
	keys->items[keys->count++] = key;
	return TSM_OK;
}

static enum tsm_status add_people(
    struct tsm_arena *arena, struct tsm_people *index, struct tsm_error *err)
{
	for (size_t i = 0; i < index->count; i++) {
		const struct tsm_roster_person *person = &index->people[i];
		struct key key = { .person = i, .source = i };
		TSM_TRY(
		    add_email(arena, &index->emails, person->email, key, err));
		TSM_TRY(add_name(arena, &index->names, person->name, key, err));
		TSM_TRY(add_name(
		    arena, &index->names, person->preferred, key, err));
	}
	return TSM_OK;
}

static enum tsm_status add_aliases(struct tsm_arena *arena,
    struct tsm_people *index, const struct tsm_roster_alias *aliases,
    size_t count, struct tsm_error *err)
{
	for (size_t i = 0; i < count; i++) {
		struct key key = {
			.person = aliases[i].person, .alias = true, .source = i
		};
		if (key.person >= index->count)
			return fail_at(err, TSM_E_VALUE, &key,
			    "the alias is of nobody on the roster");
		if (aliases[i].kind == TSM_ALIAS_EMAIL)
			TSM_TRY(add_email(
			    arena, &index->emails, aliases[i].value, key, err));
		else
			TSM_TRY(add_name(arena,
			    aliases[i].kind == TSM_ALIAS_ID ? &index->ids
							    : &index->aliases,
			    aliases[i].value, key, err));
	}
	return TSM_OK;
}

/* Equal neighbours of different people are an error; of one, dropped. */
static enum tsm_status make_unique(
    struct keys *keys, const char *text, struct tsm_error *err)
{
	size_t kept = 0;
	for (size_t i = 0; i < keys->count; i++) {
		const struct key *key = &keys->items[i];
		if (kept > 0 &&
		    strcmp(keys->items[kept - 1].text, key->text) == 0) {
			if (keys->items[kept - 1].person != key->person)
				return fail_at(err, TSM_E_DUPLICATE, key, text);
			continue;
		}
		keys->items[kept++] = *key;
	}
	keys->count = kept;
	return TSM_OK;
}

enum tsm_status tsm_people_build(struct tsm_arena *arena,
    const struct tsm_roster_person *people, size_t count,
    const struct tsm_roster_alias *aliases, size_t alias_count,
    struct tsm_people **ret_people, struct tsm_error *err)
{
	struct tsm_people *index = tsm_arena_alloc(arena, sizeof(*index));
	if (index == NULL)
		return tsm_fail_memory(err);
	index->people = people;
	index->count = count;
	if (new_keys(arena, count + alias_count, &index->emails) != TSM_OK ||
	    new_keys(arena, count * 2, &index->names) != TSM_OK ||
	    new_keys(arena, alias_count, &index->aliases) != TSM_OK ||
	    new_keys(arena, alias_count, &index->ids) != TSM_OK)
		return tsm_fail_memory(err);
	TSM_TRY(add_people(arena, index, err));
	TSM_TRY(add_aliases(arena, index, aliases, alias_count, err));
	sort_keys(&index->emails);
	sort_keys(&index->names);
	sort_keys(&index->aliases);
	sort_keys(&index->ids);
	TSM_TRY(make_unique(&index->ids, "the id is given to two people", err));
	TSM_TRY(make_unique(&index->emails,
	    "the e-mail address belongs to somebody else too", err));
	TSM_TRY(make_unique(
	    &index->aliases, "the name alias is given to two people", err));
	*ret_people = index;
	return TSM_OK;
}

/* --- looking up ----------------------------------------------------------- */

/* Who has one of the names looked at so far. */
struct namesakes {
	size_t person;
	size_t count; /* distinct people: 0, 1 or "more" (2) */
};

/* Two are as many as matter: then nobody is suggested. */
static void add_namesakes(
    const struct tsm_people *people, const char *text, struct namesakes *found)
{
	const struct keys *names = &people->names;
	for (size_t i = lower_bound(names, text);
	     i < names->count && strcmp(names->items[i].text, text) == 0 &&
	     found->count < 2;
	     i++) {
		size_t person = names->items[i].person;
		if (found->count == 0 || person != found->person)
			found->count++;
		found->person = person;
	}
}

/* "last, first" as "first last", or NULL in *ret_text for other names. */
static enum tsm_status flip(
    struct tsm_arena *scratch, const char *text, const char **ret_text)
{
	struct tsm_str first;
	struct tsm_str last = tsm_str_split(tsm_str(text), ',', &first);
	last = tsm_str_trim(last);
	first = tsm_str_trim(first);
	*ret_text = NULL;
	if (first.len == 0 || last.len == 0 ||
	    tsm_str_find(first, ',') < first.len)
		return TSM_OK;
	*ret_text = tsm_arena_printf(scratch, "%.*s %.*s", (int)first.len,
	    first.ptr, (int)last.len, last.ptr);
	return *ret_text != NULL ? TSM_OK : TSM_E_MEMORY;
}

/*
 * A suggestion is weaker the more speaks against it; none of these numbers
 * ever makes a match by itself.
 */
static void suggest(const struct tsm_people *people, const char *email,
    const struct namesakes *found, bool flipped, struct tsm_match *match)
{
	if (found->count == 0)
		return;
	if (found->count > 1) {
		match->reason = "several people on the roster have this name";
		return;
	}
	match->kind = TSM_MATCH_SUGGESTED;
	match->person = found->person;
	const char *known = people->people[found->person].email;
	if (email == NULL) {
		match->score = 90;
		match->reason = "the same name; the file has no e-mail address";
	} else if (known == NULL || known[0] == '\0') {
		match->score = 80;
		match->reason =
		    "the same name; the roster has no e-mail address";
	} else {
		match->score = 60;
		match->reason = "the same name, but another e-mail address";
	}
	if (flipped)
		match->score -= 20;
}

/*
 * A name is confirmed as a whole, "display (original)": the tablet that two
 * people share has one display name.
 */
static enum tsm_status find_alias(const struct tsm_people *people,
    struct tsm_arena *scratch, const char *email, const char *const names[2],
    const struct key **ret_alias)
{
	const char *whole = names[0];
	*ret_alias = NULL;
	if (email != NULL || names[0] == NULL)
		return TSM_OK;
	if (names[1] != NULL)
		whole =
		    tsm_arena_printf(scratch, "%s (%s)", names[0], names[1]);
	char *text =
	    whole != NULL ? tsm_name_normalise(scratch, tsm_str(whole)) : NULL;
	if (text == NULL)
		return TSM_E_MEMORY;
	if (text[0] != '\0')
		*ret_alias = find_key(&people->aliases, text);
	return TSM_OK;
}

/* "canvas" of "canvas:1001". */
static struct tsm_str product_of(const char *id)
{
	struct tsm_str rest;
	return tsm_str_split(tsm_str(id), ':', &rest);
}

/* The product knows the person under another id than it gives here. */
static bool has_other_id(
    const struct tsm_people *people, const char *id, size_t person)
{
	for (size_t i = 0; id != NULL && i < people->ids.count; i++) {
		const struct key *key = &people->ids.items[i];
		if (key->person == person && strcmp(key->text, id) != 0 &&
		    tsm_str_eq(product_of(key->text), product_of(id)))
			return true;
	}
	return false;
}

/* By name: a confirmed alias, otherwise a suggestion, otherwise nothing. */
static enum tsm_status match_name(const struct tsm_people *people,
    struct tsm_arena *scratch, const char *email, const char *id,
    const char *const names[2], struct tsm_match *match)
{
	struct namesakes exact = { 0 };
	struct namesakes turned = { 0 };
	const struct key *alias = NULL;
	TSM_TRY(find_alias(people, scratch, email, names, &alias));
	for (size_t i = 0; i < 2; i++) {
		const char *flipped = NULL;
		char *text = tsm_name_normalise(scratch, tsm_str(names[i]));
		if (text == NULL)
			return TSM_E_MEMORY;
		if (text[0] == '\0')
			continue;
		add_namesakes(people, text, &exact);
		TSM_TRY(flip(scratch, text, &flipped));
		if (flipped != NULL)
			add_namesakes(people, flipped, &turned);
	}
	/* a confirmed name holds only while nobody else has it */
	if (alias != NULL && has_other_id(people, id, alias->person)) {
		match->reason = "a confirmed other name, but not the id that "
				"the product has for that person";
	} else if (alias != NULL &&
		   (exact.count == 0 ||
		       (exact.count == 1 && exact.person == alias->person))) {
		match->kind = TSM_MATCH_ALIAS;
		match->person = alias->person;
		match->score = 100;
		match->reason = "a confirmed other name";
	} else if (alias != NULL) {
		match->reason = "a confirmed other name that somebody else on "
				"the roster has too";
	} else if (exact.count > 0) {
		suggest(people, email, &exact, false, match);
	} else {
		suggest(people, email, &turned, true, match);
	}
	return TSM_OK;
}

enum tsm_status tsm_people_match(const struct tsm_people *people,
    struct tsm_arena *scratch, const struct tsm_seen *seen,
    struct tsm_match *ret_match)
{
	struct tsm_match match = { .kind = TSM_MATCH_UNKNOWN,
		.reason = "nobody on the roster has this address or name" };
	const char *address = NULL;
	const char *id = NULL;
	const char *const names[2] = { seen->display, seen->original };
	enum tsm_status status =
	    tsm_email_normalise(scratch, tsm_str(seen->email), &address);
	if (status == TSM_E_MEMORY)
		return status;
	if (seen->identity != NULL) {
		id = tsm_name_normalise(scratch, tsm_str(seen->identity));
		if (id == NULL)
			return TSM_E_MEMORY;
	}
	const struct key *key =
	    address != NULL ? find_key(&people->emails, address) : NULL;
	const struct key *known =
	    id != NULL ? find_key(&people->ids, id) : NULL;
	/* an address decides, then an id; names are asked only after them */
	if (key != NULL) {
		match.kind = key->alias ? TSM_MATCH_ALIAS : TSM_MATCH_EMAIL;
		match.person = key->person;
		match.score = 100;
		match.reason = key->alias ? "a confirmed other e-mail address"
					  : "the e-mail address on the roster";
	} else if (known != NULL) {
		match.kind = TSM_MATCH_ALIAS;
		match.person = known->person;
		match.score = 100;
		match.reason = "the id that was confirmed for this product";
	} else {
		TSM_TRY(
		    match_name(people, scratch, address, id, names, &match));
	}
	*ret_match = match;
	return TSM_OK;
}
