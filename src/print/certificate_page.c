/*
 * certificate_page.c - the layout of a certificate.
 *
 * A frame, a column in the middle that says who earned what, and a foot:
 * the facts at the left, a seal in the middle, the way to check at the
 * right. The foot is measured first; the column gets what is left.
 */
#include "certificate_page.h"

#include "code.h"
#include "ornament.h"
#include "text.h"

#define MM (72.0 / 25.4)

#define MARGIN     62.0 /* from the edge to the text */
#define QR_CODE    (25.5 * MM)
#define FACT_LABEL 62.0 /* width of the labels' column */
#define FACTS_MAX  (4 + 2 * TSM_CERTIFICATE_UNITS_MAX)

static const struct canvas_style style_issuer = { .font = CANVAS_SERIF,
	.size = 17,
	.min_size = 10,
	.spacing = 0.05,
	.leading = 1.3,
	.max_lines = 2 };
static const struct canvas_style style_heading = { .font = CANVAS_SERIF,
	.size = 46,
	.min_size = 22,
	.leading = 1.1,
	.max_lines = 2 };
static const struct canvas_style style_words = { .font = CANVAS_SERIF,
	.italic = true,
	.size = 16,
	.min_size = 10,
	.max_lines = 1 };
static const struct canvas_style style_holder = { .font = CANVAS_SERIF,
	.size = 40,
	.min_size = 16,
	.leading = 1.1,
	.max_lines = 2 };
static const struct canvas_style style_achievement = { .font = CANVAS_SERIF,
	.size = 28,
	.min_size = 13,
	.leading = 1.15,
	.max_lines = 3 };
static const struct canvas_style style_programme = { .font = CANVAS_SERIF,
	.italic = true,
	.size = 15,
	.min_size = 10,
	.max_lines = 2 };
static const struct canvas_style style_summary = { .font = CANVAS_SERIF,
	.size = 12.5,
	.min_size = 9.5,
	.leading = 1.25,
	.max_lines = 3 };
static const struct canvas_style style_label = { .font = CANVAS_SANS,
	.size = 8.2,
	.min_size = 6,
	.max_lines = 1,
	.align = CANVAS_LEFT };
static const struct canvas_style style_value = { .font = CANVAS_SERIF,
	.size = 13,
	.min_size = 9,
	.leading = 1.15,
	.max_lines = 2,
	.align = CANVAS_LEFT };
static const struct canvas_style style_compact = { .font = CANVAS_SERIF,
	.size = 9.8,
	.min_size = 7,
	.leading = 1.25,
	.max_lines = 1,
	.align = CANVAS_LEFT };
static const struct canvas_style style_note = { .font = CANVAS_SANS,
	.size = 8.2,
	.min_size = 6.5,
	.leading = 1.25,
	.max_lines = 2,
	.align = CANVAS_LEFT };
static const struct canvas_style style_check = { .font = CANVAS_SANS,
	.size = 9,
	.min_size = 6,
	.leading = 1.3,
	.max_lines = 3,
	.align = CANVAS_RIGHT };
static const struct canvas_style style_check_label = { .font = CANVAS_SANS,
	.size = 8.2,
	.min_size = 6,
	.max_lines = 1,
	.align = CANVAS_RIGHT };

static struct rgb grey(void)
{
	return rgb_mix(RGB_INK, RGB_WHITE, 0.35);
}

static void draw_frame(const struct page *page)
{
	struct canvas *canvas = page->canvas;
	struct rgb pale = rgb_mix(page->accent, RGB_WHITE, 0.45);
	ornament_frame(canvas, 22, 22, page->width - 44, page->height - 44, 20,
	    page->accent, 2.4);
	ornament_frame(canvas, 27.5, 27.5, page->width - 55, page->height - 55,
	    20, pale, 0.6);
	for (int corner = 0; corner < 4; corner++) {
		double x = corner % 2 == 0 ? 26.5 : page->width - 26.5;
		double y = corner < 2 ? 26.5 : page->height - 26.5;
		ornament_star(canvas, x, y, 4.6, 4, page->accent);
	}
}

/* --- the foot: facts at the left ------------------------------------------ */

struct fact {
	const char *label; /* or NULL */
	const char *text;
	const struct canvas_style *style;
};

static void add_fact(struct fact *facts, size_t *count, const char *label,
    const char *text, const struct canvas_style *style)
{
	if (print_has(text) && *count < FACTS_MAX)
		facts[(*count)++] = (struct fact){ label, text, style };
}

/*
 * One line of units; when there are many, with its approval behind it.
 * line is the caller's room for the text.
 */
static void add_units(const struct page *page, size_t i, struct fact *facts,
    size_t *count, struct tsm_buf *line)
{
	const struct tsm_certificate_units *units = &page->cert->units[i];
	const char *label = i == 0 ? page->words.units : NULL;
	bool compact = page->cert->unit_count > 2;
	tsm_buf_init(line, 0);
	(void)tsm_buf_printf(line, "%s %s", units->amount, units->scheme);
	if (compact && print_has(units->approval))
		(void)tsm_buf_printf(line, " \xc2\xb7 %s", units->approval);
	if (tsm_buf_status(line) != TSM_OK)
		canvas_fail_memory(page->canvas);
	add_fact(facts, count, label, tsm_buf_cstr(line),
	    compact ? &style_compact : &style_value);
	if (!compact)
		add_fact(facts, count, NULL, units->approval, &style_note);
}

/* lines: room for every line of units. */
static size_t collect_facts(
    const struct page *page, struct fact *facts, struct tsm_buf *lines)
{
	const struct tsm_certificate *cert = page->cert;
	size_t count = 0;
	add_fact(
	    facts, &count, page->words.issued_by, cert->issuer, &style_value);
	add_fact(facts, &count, NULL, cert->issuer_note, &style_note);
	add_fact(
	    facts, &count, page->words.awarded, cert->awarded, &style_value);
	add_fact(facts, &count, page->words.held, cert->dates, &style_value);
	for (size_t i = 0; i < cert->unit_count; i++)
		add_units(page, i, facts, &count, &lines[i]);
	return count;
}

/* White above a fact: notes and lists stay close to what is above. */
static double fact_gap(const struct fact *facts, size_t i)
{
	if (i == 0 || facts[i].style == &style_note)
		return 0.0;
	return facts[i].label != NULL ? 4.0 : 1.0;
}

/*
 * Lay out the facts in the width, their foot at bottom; returns their
 * height. Only measured unless draw.
 */
static double put_facts(const struct page *page, const struct fact *facts,
    size_t count, double width, double bottom, bool draw)
{
	struct canvas_text *labels[FACTS_MAX] = { NULL };
	struct canvas_text *texts[FACTS_MAX];
	double height = 0.0;
	for (size_t i = 0; i < count; i++) {
		if (facts[i].label != NULL)
			labels[i] = canvas_text_new(page->canvas, &style_label,
			    facts[i].label, FACT_LABEL - 8, 0);
		texts[i] = canvas_text_new(page->canvas, facts[i].style,
		    facts[i].text, width - FACT_LABEL, 0);
		height += canvas_text_height(texts[i]) + fact_gap(facts, i);
	}
	double y = bottom - height;
	for (size_t i = 0; i < count; i++) {
		y += fact_gap(facts, i);
		if (draw) {
			canvas_tag_begin(page->canvas, "P");
			/* on the base line of the value beside it */
			canvas_text_draw(labels[i], MARGIN,
			    y + canvas_text_ascent(texts[i]) -
				canvas_text_ascent(labels[i]),
			    grey());
			canvas_text_draw(texts[i], MARGIN + FACT_LABEL, y,

			    facts[i].style == &style_note ? grey() : RGB_INK);
			canvas_tag_end(page->canvas, "P");
		}
		y += canvas_text_height(texts[i]);
		canvas_text_free(&labels[i]);
		canvas_text_free(&texts[i]);
	}
	return height;
}

/* --- the foot: seal and the way to check ---------------------------------- */

static void draw_seal(const struct page *page, double x, double y)
{
	struct canvas *canvas = page->canvas;
	struct rgb light = rgb_mix(page->accent, RGB_WHITE, 0.55);
	ornament_scallop(canvas, x, y, 41, 1.8, 40, page->accent);
	ornament_guilloche(canvas, x, y, 29, 37.6, 20, 8, light, 0.3);
	canvas_circle(canvas, x, y, 28);
	canvas_fill(canvas, RGB_WHITE);
	ornament_ring(canvas, x, y, 26, page->accent, 0.8);
	ornament_guilloche(canvas, x, y, 6, 23.5, 12, 9,
	    rgb_mix(page->accent, RGB_WHITE, 0.35), 0.3);
	ornament_star(canvas, x, y, 10, 5, page->accent);
}

/* The two pairs of lines beside the code, their foot at bottom. */
static void put_check(
    const struct page *page, double x, double width, double bottom)
{
	const struct tsm_certificate *cert = page->cert;
	struct canvas *canvas = page->canvas;
	const double gaps[4] = { 0.0, 0.0, 7.0, 0.0 };
	struct canvas_text *texts[4] = {
		canvas_text_new(canvas, &style_check_label,
		    page->words.verify_at, width, 0),
		canvas_text_new(
		    canvas, &style_check, cert->printed_link, width, 0),
		canvas_text_new(
		    canvas, &style_check_label, page->words.id, width, 0),
		canvas_text_new(
		    canvas, &style_check, cert->printed_id, width, 0),
	};
	double y = bottom;
	for (int i = 0; i < 4; i++)
		y -= canvas_text_height(texts[i]) + gaps[i];
	for (int i = 0; i < 4; i++) {
		y += gaps[i];
		canvas_tag_begin(canvas, "P");
		if (i == 1)
			canvas_link_begin(canvas, cert->link);
		canvas_text_draw(texts[i], x, y, i % 2 == 0 ? grey() : RGB_INK);
		if (i == 1)
			canvas_link_end(canvas, cert->link);
		canvas_tag_end(canvas, "P");
		y += canvas_text_height(texts[i]);
		canvas_text_free(&texts[i]);
	}
}

static void draw_check(const struct page *page, double left, double bottom)
{
	const struct tsm_certificate *cert = page->cert;
	/* the quiet zone reaches over the text's margin, its modules do not */
	double module = QR_CODE / cert->qr_size;
	double quiet = CODE_QUIET * module;
	double x = page->width - MARGIN - QR_CODE;
	put_check(page, left, x - quiet - 4.0 - left, bottom + 2.0);
	canvas_link_begin(page->canvas, cert->link);
	code_draw(page->canvas, cert->qr_modules, cert->qr_size, x - quiet,
	    bottom - QR_CODE - quiet, QR_CODE + 2 * quiet);
	canvas_link_end(page->canvas, cert->link);
}

#define SEAL_HALF 52.0 /* the room of the seal, half its width */

static double foot_bottom(const struct page *page)
{
	return page->height - 64.0;
}

static double foot_facts(const struct page *page, bool draw)
{
	struct fact facts[FACTS_MAX];
	struct tsm_buf lines[TSM_CERTIFICATE_UNITS_MAX];
	double width = page->width / 2.0 - SEAL_HALF - MARGIN;
	size_t count = collect_facts(page, facts, lines);
	double height =
	    put_facts(page, facts, count, width, foot_bottom(page), draw);
	for (size_t i = 0; i < page->cert->unit_count; i++)
		tsm_buf_release(&lines[i]);
	return height;
}

static double foot_top(const struct page *page)
{
	double height = foot_facts(page, false);
	double least = QR_CODE + 12.0;
	return foot_bottom(page) - (height > least ? height : least);
}

static void draw_foot(const struct page *page)
{
	double bottom = foot_bottom(page);
	double middle = page->width / 2.0;
	(void)foot_facts(page, true);
	draw_seal(page, middle, bottom - QR_CODE / 2.0);
	draw_check(page, middle + SEAL_HALF, bottom);
}

/* --- the column in the middle ---------------------------------------------- */

struct item {
	const struct canvas_style *style;
	const char *text;
	const char *tag;
	double width;
	double max_height; /* 0: by lines alone */
	double gap;        /* above, wanted */
	struct rgb colour;
	bool rule; /* a line below, as under a name */
};

#define ITEMS_MAX 8

static size_t collect_items(const struct page *page, struct item *items)
{
	const struct tsm_certificate *cert = page->cert;
	double wide = page->width - 2.0 * MARGIN;
	const struct item all[ITEMS_MAX] = {
		{ &style_issuer, cert->issuer, "P", wide - 80, 34, 0,
		    page->accent, false },
		{ &style_heading, page->heading, "H1", wide - 40, 60, 12,
		    page->accent, false },
		{ &style_words, page->words.certifies, "P", wide, 0, 16, grey(),
		    false },
		{ &style_holder, cert->holder, "H2", wide - 60, 70, 5, RGB_INK,
		    true },
		{ &style_words, page->words.earned, "P", wide, 0, 14, grey(),
		    false },
		{ &style_achievement, cert->achievement, "H2", wide - 60, 68, 5,
		    RGB_INK, false },
		{ &style_programme, cert->programme, "P", wide - 60, 38, 3,
		    RGB_INK, false },
		{ &style_summary, cert->summary, "P", 500, 48, 9, RGB_INK,
		    false },
	};
	size_t count = 0;
	for (size_t i = 0; i < ITEMS_MAX; i++) {
		if (print_has(all[i].text))
			items[count++] = all[i];
	}
	return count;
}

static void draw_rule(const struct page *page, double y)
{
	ornament_divider(page->canvas, 0.0, y, 300,
	    rgb_mix(page->accent, RGB_WHITE, 0.25), 0.7);
}

/* A rule keeps clear of what hangs deep, as in Arabic. */
static double item_height(
    const struct item *item, const struct canvas_text *text)
{
	double height = canvas_text_height(text);
	double depth = canvas_text_depth(text);
	if (!item->rule)
		return height;
	return (depth > height ? depth : height) + 5.0;
}

/*
 * Gaps grow or shrink together so that the column fills its room; when
 * there is less room than the texts need, all of it is scaled down.
 */
static void draw_column(const struct page *page, double top, double bottom)
{
	struct item items[ITEMS_MAX];
	struct canvas_text *texts[ITEMS_MAX];
	size_t count = collect_items(page, items);
	double fixed = 0.0;
	double gaps = 0.0;
	for (size_t i = 0; i < count; i++) {
		texts[i] = canvas_text_new(page->canvas, items[i].style,
		    items[i].text, items[i].width, items[i].max_height);
		fixed +=
		    canvas_text_height(texts[i]) + (items[i].rule ? 4.0 : 0.0);
		gaps += items[i].gap;
	}
	double room = bottom - top;
	double stretch = (room - fixed) / gaps;
	stretch = stretch > 1.9 ? 1.9 : stretch < 0.4 ? 0.4 : stretch;
	double height = fixed + gaps * stretch;
	double scale = height > room ? room / height : 1.0;
	canvas_push(page->canvas, page->width / 2.0,
	    top + (room - height * scale) / 2.0, scale);
	double y = 0.0;
	for (size_t i = 0; i < count; i++) {
		y += items[i].gap * stretch;
		canvas_tag_begin(page->canvas, items[i].tag);
		canvas_text_draw(
		    texts[i], -items[i].width / 2.0, y, items[i].colour);
		canvas_tag_end(page->canvas, items[i].tag);
		y += item_height(&items[i], texts[i]);
		if (items[i].rule)
			draw_rule(page, y);
		canvas_text_free(&texts[i]);
	}
	canvas_pop(page->canvas);
}

void page_draw(const struct page *page)
{
	canvas_tag_begin(page->canvas, "Document");
	draw_frame(page);
	draw_column(page, 58.0, foot_top(page) - 14.0);
	draw_foot(page);
	canvas_tag_end(page->canvas, "Document");
}
