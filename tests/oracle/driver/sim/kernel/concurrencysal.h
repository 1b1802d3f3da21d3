/* concurrencysal.h: has nothing for the simulated kernel. */
