/*
 * decoder_main.c - testamur-decoder: the only program that decodes
 * strangers' pictures and PDF documents.
 *
 * testamur-verifier starts it with "decode" for each file, one socket as its
 * input and output. It needs no file and no address: see decode/child.h.
 */
#include <stdio.h>

#include "testamur/base/options.h"
#include "testamur/decode/child.h"

static int run_decode(void *ctx, const struct tsm_args *args)
{
	(void)ctx;
	(void)args;
	return tsm_decode_child();
}

static const struct tsm_command commands[] = {
	{ .words = "decode",
	    .help = "read a file from standard input, write what its QR codes "
		    "hold",
	    .more = "For a program, not for people: the answer on standard "
		    "output is bytes.",
	    .run = run_decode },
	{ 0 },
};

static const struct tsm_program program = {
	.name = "testamur-decoder",
	.purpose =
	    "Reads the QR codes of pictures and PDF documents, confined.",
	.more = "testamur-verifier starts it for each file; there is no need "
		"to do so by hand.",
	.commands = commands,
};

int main(int argc, char **argv)
{
	return tsm_program_run(&program, NULL, argc, argv, stdout, stderr);
}
