/* pointers.c: compiles where a pointer has POINTER_SIZE bytes, and shows that C_ASSERT is checked. */
#include "platform.h"

C_ASSERT(sizeof(PVOID) == POINTER_SIZE);
