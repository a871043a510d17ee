/*
 * How a call ends early: error codes, the budget.
 */
#include "process.h"

enum tsm_status process_fail(struct process *p, enum tsm_jsonld_code code,
    const struct tsm_json *at, struct tsm_str name, const char *text)
{
	p->failure->code = code;
	p->failure->at = at;
	p->failure->name = (struct tsm_str){ NULL, 0 };
	if (name.ptr != NULL) {
		const char *copy = tsm_arena_copy(p->arena, name.ptr, name.len);
		if (copy == NULL)
			return tsm_fail_memory(p->err);
		p->failure->name = tsm_str_n(copy, name.len);
	}
	const char *title = tsm_jsonld_code_name(code);
	if (at == NULL)
		return tsm_fail(
		    p->err, TSM_E_VALUE, NULL, "%s: %s", title, text);
	return tsm_json_fail(p->err, TSM_E_VALUE, at, "%s: %s", title, text);
}

enum tsm_status process_spent(struct process *p)
{
	p->work = 0;
	return tsm_fail(p->err, TSM_E_LIMIT, NULL,
	    "The JSON-LD document takes too much work");
}
