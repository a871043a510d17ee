/*
 * ornament.h - the fine lines of badge and certificate.
 */
#ifndef PRINT_ORNAMENT_H
#define PRINT_ORNAMENT_H

#include "canvas.h"

/* A filled disc with a wavy edge of petals, of depth below radius. */
void ornament_scallop(struct canvas *canvas, double x, double y, double radius,
    double depth, int petals, struct rgb colour);

/*
 * A guilloche ring as on banknotes: strands waves, each a little turned,
 * between the radii inner and outer.
 */
void ornament_guilloche(struct canvas *canvas, double x, double y, double inner,
    double outer, int waves, int strands, struct rgb colour, double width);

/* A circle line. */
void ornament_ring(struct canvas *canvas, double x, double y, double radius,
    struct rgb colour, double width);

/* A line with a lozenge in its middle, width wide around x. */
void ornament_divider(struct canvas *canvas, double x, double y, double width,
    struct rgb colour, double line);

/* A rectangle whose corners are notched by quarter circles. */
void ornament_frame(struct canvas *canvas, double x, double y, double width,
    double height, double notch, struct rgb colour, double line);

/* A star with points tips. */
void ornament_star(struct canvas *canvas, double x, double y, double radius,
    int points, struct rgb colour);

#endif
