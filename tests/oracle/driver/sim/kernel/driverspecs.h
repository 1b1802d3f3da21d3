/* driverspecs.h: has nothing for the simulated kernel. */
