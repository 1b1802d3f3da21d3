/*
 * frame_json.h: a frame as the line of JSON that pipelisten prints for it, for the C listeners of the benchmark. They print
 * into a stdout buffer of a megabyte: a small one would cost them more than the pipe.
 */
#ifndef FRAME_JSON_H
#define FRAME_JSON_H

#include <windows.h>

#define STDOUT_BUFFER (1 << 20)

/* To be called before anything is printed. */
void SetLargeBuffer(void);

/* Prints the line of frame number seq. */
void PrintFrame(unsigned long seq, unsigned client, ULONG pid, const char *frame, DWORD size);

#endif
