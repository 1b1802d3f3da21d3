/*
 * log_line.h: writes the payload of a line: the number of its site, and the arguments as they are (pipelisten_event.h). Plain C.
 */
#ifndef LOG_LINE_H
#define LOG_LINE_H

#include "platform.h"
#include <pipelisten_event.h>
#include <pipelisten_log_argument.h>

/*
 * Returns how many bytes of Line it took. Memory that an argument points to is read if the format has a conversion there that
 * asks for it; else the pointer itself is written. Strings that have no room are cut. Count: at most 12.
 */
_Must_inspect_result_
ULONG PipelistenLogLineWrite(_Out_writes_bytes_(PIPELISTEN_LOG_LINE_MAX) PUCHAR Line, _In_ ULONG Number,
                             _In_ const char *Format, _In_reads_opt_(Count) const PIPELISTEN_LOG_ARGUMENT *Arguments,
                             _In_ ULONG Count);

#endif
