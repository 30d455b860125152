/* A question for the address of a name, and the answer that there is no such name (RFC 1035). */
#ifndef NAME_QUERY_H
#define NAME_QUERY_H

#include <stddef.h>
#include <stdint.h>

/*
 * Turns a question into its answer, in its place. An answer is never longer than its question, so
 * nobody can have a third party flooded by it.
 * @param is_of_internet set to whether a machine with a network would have asked the internet: the
 * name has a dot, and its last part is none that is kept for a machine or its neighbours (RFC 6761,
 * RFC 6762), or for the names of addresses.
 * @returns the length of the answer, or 0 where the message is no question.
 */
size_t refuse_name(uint8_t *message, size_t length, int *is_of_internet);

#endif
