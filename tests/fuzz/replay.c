/*
 * replay.c - run a fuzz entry over its corpus, without libFuzzer.
 *
 * Each argument is a folder; every file in it is one input. Empty and
 * one-byte inputs are always tried. Speaks TAP.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int count;

static void run_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	if (file == NULL)
		return;
	size_t cap = (size_t)16 << 20;
	uint8_t *data = malloc(cap);
	size_t len = data != NULL ? fread(data, 1, cap, file) : 0;
	fclose(file);
	if (data != NULL) {
		/* an exact allocation, so that a sanitizer sees over-reads */
		uint8_t *exact = malloc(len > 0 ? len : 1);
		if (exact != NULL) {
			memcpy(exact, data, len);
			(void)LLVMFuzzerTestOneInput(exact, len);
		}
		free(exact);
	}
	free(data);
	printf("ok %d - %s\n", ++count, path);
}

int main(int argc, char **argv)
{
	static const uint8_t nothing[1] = { 0 };
	(void)LLVMFuzzerTestOneInput(nothing, 0);
	(void)LLVMFuzzerTestOneInput(nothing, 1);
	printf("ok %d - empty input\n", ++count);
	for (int i = 1; i < argc; i++) {
		DIR *dir = opendir(argv[i]);
		struct dirent *entry;
		while (dir != NULL && (entry = readdir(dir)) != NULL) {
			char path[4096];
			if (entry->d_name[0] == '.')
				continue;
			snprintf(path, sizeof(path), "%s/%s", argv[i],
			    entry->d_name);
			run_file(path);
		}
		if (dir != NULL)
			closedir(dir);
	}
	printf("1..%d\n", count);
	return 0;
}
