/*
 * crc32.h - the check sum of PNG and ZIP, bit by bit: independent of zlib
 * and of the code under test.
 */
#ifndef TESTS_LIB_CRC32_H
#define TESTS_LIB_CRC32_H

#include <stddef.h>
#include <stdint.h>

static inline uint32_t crc32_of(const void *data, size_t len)
{
	const unsigned char *bytes = data;
	uint32_t crc = 0xffffffffU;
	for (size_t i = 0; i < len; i++) {
		crc ^= bytes[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (0xedb88320U & (0U - (crc & 1U)));
	}
	return crc ^ 0xffffffffU;
}

#endif
