#include "testamur/base/texts.h"

#include <stdbool.h>

struct tsm_texts_node {
	bool leaf;
	/* leaf */
	struct tsm_str text;
	void *value;
	/* branch: the byte and the bit in it that tell the children apart */
	size_t at;
	unsigned bit;
	struct tsm_texts_node *child[2];
};

/* Byte i with a mark above it, so that the end, 0, differs from all. */
static unsigned unit(struct tsm_str text, size_t i)
{
	return i < text.len ? 0x100U | (unsigned char)text.ptr[i] : 0;
}

static unsigned side(const struct tsm_texts_node *branch, struct tsm_str text)
{
	return (unit(text, branch->at) & branch->bit) != 0;
}

/* The leaf this text would be; it may be another's. NULL: none at all. */
static struct tsm_texts_node *nearest(
    const struct tsm_texts *map, struct tsm_str text)
{
	struct tsm_texts_node *node = map->root;
	while (node != NULL && !node->leaf)
		node = node->child[side(node, text)];
	return node;
}

void **tsm_texts_find(const struct tsm_texts *map, struct tsm_str text)
{
	struct tsm_texts_node *near = nearest(map, text);
	return near != NULL && tsm_str_eq(near->text, text) ? &near->value
							    : NULL;
}

static unsigned highest_bit(unsigned bits)
{
	unsigned bit = 0x100;
	while ((bits & bit) == 0)
		bit >>= 1;
	return bit;
}

enum tsm_status tsm_texts_add(struct tsm_texts *map, struct tsm_arena *arena,
    struct tsm_str text, void *value)
{
	const struct tsm_texts_node *near = nearest(map, text);
	/* both in one piece, so that a failure leaves the tree alone */
	struct tsm_texts_node *leaf = tsm_arena_array(arena, 2, sizeof(*leaf));
	if (leaf == NULL)
		return TSM_E_MEMORY;
	leaf->leaf = true;
	leaf->text = text;
	leaf->value = value;
	struct tsm_texts_node **at = &map->root;
	if (near == NULL) {
		*at = leaf;
		return TSM_OK;
	}
	struct tsm_texts_node *branch = leaf + 1;
	while (unit(text, branch->at) == unit(near->text, branch->at))
		branch->at++;
	branch->bit =
	    highest_bit(unit(text, branch->at) ^ unit(near->text, branch->at));
	/* branches stand in the order of what they look at */
	while (!(*at)->leaf &&
	       ((*at)->at < branch->at ||
		   ((*at)->at == branch->at && (*at)->bit > branch->bit)))
		at = &(*at)->child[side(*at, text)];
	unsigned which = side(branch, text);
	branch->child[which] = leaf;
	branch->child[1 - which] = *at;
	*at = branch;
	return TSM_OK;
}
