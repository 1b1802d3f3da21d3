/* driverspecs.h: has nothing for this host. */
