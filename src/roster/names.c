/* E-mail addresses and names, taken as they are written. */
#include <string.h>

#include "testamur/roster/people.h"

#include "internal.h"

enum tsm_status tsm_email_normalise(
    struct tsm_arena *arena, struct tsm_str text, const char **ret_email)
{
	size_t ats = 0;
	text = tsm_roster_trim(text);
	if (text.len == 0) {
		*ret_email = NULL;
		return TSM_OK;
	}
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];
		struct tsm_str rest = tsm_str_n(text.ptr + i, text.len - i);
		if (c < 0x20 || c == 0x7F || tsm_roster_space(rest) > 0)
			return TSM_E_VALUE;
		ats += c == '@';
	}
	if (ats != 1 || text.ptr[0] == '@' || text.ptr[text.len - 1] == '@')
		return TSM_E_VALUE;
	char *email = tsm_arena_str(arena, text);
	if (email == NULL)
		return TSM_E_MEMORY;
	for (size_t i = 0; i < text.len; i++)
		email[i] = tsm_to_lower(email[i]);
	*ret_email = email;
	return TSM_OK;
}

/* Position of the bracket that the final ')' closes, or text.len. */
static size_t open_bracket(struct tsm_str text)
{
	size_t depth = 0;
	if (text.len == 0 || text.ptr[text.len - 1] != ')')
		return text.len;
	for (size_t i = text.len; i-- > 0;) {
		depth += text.ptr[i] == ')';
		if (text.ptr[i] == '(' && --depth == 0)
			return i;
	}
	return text.len;
}

/* U+FF08 and U+FF09, the brackets of Chinese and Japanese keyboards. */
#define WIDE_OPEN  "\xEF\xBC\x88"
#define WIDE_CLOSE "\xEF\xBC\x89"
#define WIDE_LEN   ((size_t)3)

/* Position of the last wide bracket that opens, or text.len. */
static size_t wide_bracket(struct tsm_str text)
{
	for (size_t i = text.len; i-- > 0;)
		if (tsm_str_starts(
			tsm_str_n(text.ptr + i, text.len - i), WIDE_OPEN))
			return i;
	return text.len;
}

/* The text without a bracket at its end; *ret_inside is what it held. */
static bool cut_bracket(struct tsm_str *text, struct tsm_str *ret_inside)
{
	bool wide = tsm_str_ends(*text, WIDE_CLOSE);
	size_t open = wide ? wide_bracket(*text) : open_bracket(*text);
	size_t width = wide ? WIDE_LEN : 1;
	if (open >= text->len)
		return false;
	struct tsm_str before = tsm_roster_trim(tsm_str_n(text->ptr, open));
	struct tsm_str inside = tsm_roster_trim(
	    tsm_str_n(text->ptr + open + width, text->len - open - 2 * width));
	if (before.len == 0 || inside.len == 0)
		return false;
	*text = before;
	*ret_inside = inside;
	return true;
}

/* What Teams and Zoom put in brackets after a name that is no name. */
static bool is_mark(struct tsm_str inside)
{
	static const char *const words[] = { "external", "unverified", "guest",
		"ext", "extern", "externe", "externer", "externo", "externa",
		"esterno", "esterna", "gast", "invitado", "invitada",
		"convidado", "ospite", "nicht verifiziert", "non verificato",
		"no comprobado", "sin verificar", "host", "co-host", "cohost",
		"organizer", "unbekannt", "niet geverifieerd",
		"non v\303\251rifi\303\251", "invit\303\251", "invit\303\251e",
		"no verificado", "n\303\243o verificado",
		"nicht \303\274berpr\303\274ft" };
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (tsm_str_is_nocase(inside, words[i]))
			return true;
	return false;
}

/* "[Company] Sam" is Sam. */
static struct tsm_str without_company(struct tsm_str text)
{
	if (text.len == 0 || text.ptr[0] != '[')
		return text;
	size_t end = tsm_str_find(text, ']');
	if (end + 1 >= text.len)
		return text;
	struct tsm_str rest =
	    tsm_roster_trim(tsm_str_n(text.ptr + end + 1, text.len - end - 1));
	return rest.len > 0 ? rest : text;
}

enum tsm_status tsm_name_split(struct tsm_arena *arena, struct tsm_str text,
    const char **ret_display, const char **ret_original)
{
	struct tsm_str original = { 0 };
	struct tsm_str display = without_company(tsm_roster_trim(text));
	struct tsm_str whole = display;
	while (cut_bracket(&display, &original) && is_mark(original)) {
		whole = display;
		original = tsm_str("");
	}
	if (original.len == 0)
		display = whole;
	const char *shown = tsm_arena_str(arena, display);
	const char *given = NULL;
	if (shown == NULL)
		return TSM_E_MEMORY;
	if (original.len > 0) {
		given = tsm_arena_str(arena, original);
		if (given == NULL)
			return TSM_E_MEMORY;
	}
	*ret_display = shown;
	*ret_original = given;
	return TSM_OK;
}

bool tsm_name_is_phone(struct tsm_str name)
{
	size_t digits = 0;
	struct tsm_str mark;
	name = tsm_roster_trim(name);
	while (cut_bracket(&name, &mark) && is_mark(mark))
		;
	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i];
		digits += tsm_is_digit(c) || c == '*' || c == 'X';
		if (!tsm_is_digit(c) && strchr("+-*X ().", c) == NULL)
			return false;
	}
	return digits >= 6;
}

/* ASCII only, as the services' names are. */
static bool contains_nocase(struct tsm_str text, const char *word)
{
	size_t len = strlen(word);
	for (size_t i = 0; i + len <= text.len; i++)
		if (tsm_to_lower(text.ptr[i]) == word[0] &&
		    tsm_str_is_nocase(tsm_str_n(text.ptr + i, len), word))
			return true;
	return false;
}

/*
 * Words that name a service. None is a word that people are called by:
 * a note-taker missed is an unknown attendee, a person mistaken for one
 * would lose her hours.
 */
bool tsm_name_is_bot(struct tsm_str name)
{
	static const char *const words[] = { "notetaker", "note taker",
		"note-taker", "meeting notes", "otter.ai", "otterpilot",
		"read.ai", "fireflies.ai", "tl;dv", "tldv.io", "meetgeek",
		"krisp.ai", "sembly.ai", "fathom.video", "ai companion" };
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (contains_nocase(name, words[i]))
			return true;
	return false;
}
