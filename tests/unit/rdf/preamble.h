/* What every test of the module begins with. */
#ifndef TSM_TESTS_RDF_PREAMBLE_H
#define TSM_TESTS_RDF_PREAMBLE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "testamur/rdf/canon.h"
#include "testamur/rdf/nquads.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
