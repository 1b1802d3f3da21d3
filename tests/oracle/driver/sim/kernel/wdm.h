/* wdm.h: the simulated kernel has one header for all. */
#include <ntifs.h>
