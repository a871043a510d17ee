/* select.h - which sessions a selection chooses. */
#ifndef RULES_SELECT_H
#define RULES_SELECT_H

#include "testamur/base/arena.h"
#include "testamur/rules/policy.h"

/* Sessions by id: sorted once, then searched. */
struct session_index {
	const struct tsm_fact_session *sessions;
	size_t count;
	struct session_ref *refs; /* sorted by id */
};

struct session_ref {
	const char *id;
	uint32_t session;
};

/*
 * TSM_E_LIMIT over TSM_SESSIONS_MAX, TSM_E_MISSING for a session without
 * id, TSM_E_DUPLICATE.
 */
enum tsm_status tsm_rules_index(struct tsm_arena *arena,
    const struct tsm_fact_session *sessions, size_t count,
    struct session_index *ret_index, struct tsm_error *err) TSM_NODISCARD;

/* The session with this id, or TSM_NO_SESSION. */
uint32_t tsm_rules_find(const struct session_index *index, const char *id);

/* Does a selection by series or tag choose the session? */
bool tsm_rules_chooses(const struct tsm_selection *selection,
    const struct tsm_fact_session *session);

#endif
