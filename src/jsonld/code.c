/*
 * Names of the error codes: JSON-LD 1.1 API section 9.6, then ours.
 */
#include "testamur/jsonld/code.h"

static const char *const names[] = {
	[TSM_JSONLD_NONE] = "none",
	[TSM_JSONLD_COLLIDING_KEYWORDS] = "colliding keywords",
	[TSM_JSONLD_CONFLICTING_INDEXES] = "conflicting indexes",
	[TSM_JSONLD_CONTEXT_OVERFLOW] = "context overflow",
	[TSM_JSONLD_CYCLIC_IRI_MAPPING] = "cyclic IRI mapping",
	[TSM_JSONLD_INVALID_ID_VALUE] = "invalid @id value",
	[TSM_JSONLD_INVALID_IMPORT_VALUE] = "invalid @import value",
	[TSM_JSONLD_INVALID_INCLUDED_VALUE] = "invalid @included value",
	[TSM_JSONLD_INVALID_INDEX_VALUE] = "invalid @index value",
	[TSM_JSONLD_INVALID_NEST_VALUE] = "invalid @nest value",
	[TSM_JSONLD_INVALID_PREFIX_VALUE] = "invalid @prefix value",
	[TSM_JSONLD_INVALID_PROPAGATE_VALUE] = "invalid @propagate value",
	[TSM_JSONLD_INVALID_PROTECTED_VALUE] = "invalid @protected value",
	[TSM_JSONLD_INVALID_REVERSE_VALUE] = "invalid @reverse value",
	[TSM_JSONLD_INVALID_VERSION_VALUE] = "invalid @version value",
	[TSM_JSONLD_INVALID_BASE_DIRECTION] = "invalid base direction",
	[TSM_JSONLD_INVALID_BASE_IRI] = "invalid base IRI",
	[TSM_JSONLD_INVALID_CONTAINER_MAPPING] = "invalid container mapping",
	[TSM_JSONLD_INVALID_CONTEXT_ENTRY] = "invalid context entry",
	[TSM_JSONLD_INVALID_CONTEXT_NULLIFICATION] =
	    "invalid context nullification",
	[TSM_JSONLD_INVALID_DEFAULT_LANGUAGE] = "invalid default language",
	[TSM_JSONLD_INVALID_IRI_MAPPING] = "invalid IRI mapping",
	[TSM_JSONLD_INVALID_JSON_LITERAL] = "invalid JSON literal",
	[TSM_JSONLD_INVALID_KEYWORD_ALIAS] = "invalid keyword alias",
	[TSM_JSONLD_INVALID_LANGUAGE_MAP_VALUE] = "invalid language map value",
	[TSM_JSONLD_INVALID_LANGUAGE_MAPPING] = "invalid language mapping",
	[TSM_JSONLD_INVALID_LANGUAGE_TAGGED_STRING] =
	    "invalid language-tagged string",
	[TSM_JSONLD_INVALID_LANGUAGE_TAGGED_VALUE] =
	    "invalid language-tagged value",
	[TSM_JSONLD_INVALID_LOCAL_CONTEXT] = "invalid local context",
	[TSM_JSONLD_INVALID_REMOTE_CONTEXT] = "invalid remote context",
	[TSM_JSONLD_INVALID_REVERSE_PROPERTY] = "invalid reverse property",
	[TSM_JSONLD_INVALID_REVERSE_PROPERTY_MAP] =
	    "invalid reverse property map",
	[TSM_JSONLD_INVALID_REVERSE_PROPERTY_VALUE] =
	    "invalid reverse property value",
	[TSM_JSONLD_INVALID_SCOPED_CONTEXT] = "invalid scoped context",
	[TSM_JSONLD_INVALID_SCRIPT_ELEMENT] = "invalid script element",
	[TSM_JSONLD_INVALID_SET_OR_LIST_OBJECT] = "invalid set or list object",
	[TSM_JSONLD_INVALID_TERM_DEFINITION] = "invalid term definition",
	[TSM_JSONLD_INVALID_TYPE_MAPPING] = "invalid type mapping",
	[TSM_JSONLD_INVALID_TYPE_VALUE] = "invalid type value",
	[TSM_JSONLD_INVALID_TYPED_VALUE] = "invalid typed value",
	[TSM_JSONLD_INVALID_VALUE_OBJECT] = "invalid value object",
	[TSM_JSONLD_INVALID_VALUE_OBJECT_VALUE] = "invalid value object value",
	[TSM_JSONLD_INVALID_VOCAB_MAPPING] = "invalid vocab mapping",
	[TSM_JSONLD_IRI_CONFUSED_WITH_PREFIX] = "IRI confused with prefix",
	[TSM_JSONLD_KEYWORD_REDEFINITION] = "keyword redefinition",
	[TSM_JSONLD_LIST_OF_LISTS] = "list of lists",
	[TSM_JSONLD_LOADING_DOCUMENT_FAILED] = "loading document failed",
	[TSM_JSONLD_LOADING_REMOTE_CONTEXT_FAILED] =
	    "loading remote context failed",
	[TSM_JSONLD_MULTIPLE_CONTEXT_LINK_HEADERS] =
	    "multiple context link headers",
	[TSM_JSONLD_PROCESSING_MODE_CONFLICT] = "processing mode conflict",
	[TSM_JSONLD_PROTECTED_TERM_REDEFINITION] =
	    "protected term redefinition",
	[TSM_JSONLD_UNDEFINED_TERM] = "undefined term",
	[TSM_JSONLD_UNDEFINED_TYPE] = "undefined type",
	[TSM_JSONLD_RELATIVE_REFERENCE] = "relative reference",
	[TSM_JSONLD_RESERVED_KEYWORD] = "reserved keyword",
	[TSM_JSONLD_DROPPED_VALUE] = "dropped value",
	[TSM_JSONLD_INVALID_LANGUAGE] = "invalid language",
	[TSM_JSONLD_BLANK_PREDICATE] = "blank predicate",
	[TSM_JSONLD_HIDDEN_NAME] = "hidden name",
};

const char *tsm_jsonld_code_name(enum tsm_jsonld_code code)
{
	if ((unsigned)code >= TSM_JSONLD_CODE_COUNT)
		return "unknown";
	return names[code];
}
