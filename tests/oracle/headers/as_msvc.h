/* Headers of drivers choose #pragma pack or __attribute__ by this; Microsoft's compiler has no such macro. */
#undef __MINGW32__
