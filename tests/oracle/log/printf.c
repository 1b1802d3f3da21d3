/*
 * Prints what Windows prints for formats and arguments: one line of hexadecimal for each line of standard input.
 *
 *     printf.exe DLL        the _snprintf of ntdll.dll or msvcrt.dll
 *
 * A line is a format and its arguments, separated by blanks, each after a letter: f the format, i an integer, a and w
 * the bytes of a narrow and a wide string, n NULL. All arguments of a variadic function of x64 have slots of 8 bytes, so that
 * it can be called with whatever was read.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

typedef int (*PRINTF)(char *, size_t, const char *, ...);

enum { MAX_ARGUMENTS = 12, MAX_LINE = 1 << 16, MAX_OUTPUT = 1 << 14 };

static char Line[MAX_LINE];
static char Output[MAX_OUTPUT];

/* Bytes of pairs of digits, and two zeros behind them; in memory that lives as long as the program. */
static char *Bytes(const char *Digits, size_t *Length)
{
    *Length = strlen(Digits) / 2;
    char *Memory = calloc(*Length + 2, 1);
    for (size_t i = 0; i < *Length; i++) {
        char Pair[3] = { Digits[2 * i], Digits[2 * i + 1], 0 };
        Memory[i] = (char)strtoul(Pair, NULL, 16);
    }
    return Memory;
}

static ULONGLONG Argument(const char *Word)
{
    size_t Length;

    switch (Word[0]) {
    case 'i':
        return strtoull(Word + 1, NULL, 16);
    case 'a':
    case 'w':
        return (ULONGLONG)(ULONG_PTR)Bytes(Word + 1, &Length);
    default:
        return 0;
    }
}

int main(int Count, char **Words)
{
    HMODULE Dll = LoadLibraryA(Words[Count - 1]);
    PRINTF Printf = Dll == NULL ? NULL : (PRINTF)(void *)GetProcAddress(Dll, "_snprintf");

    if (Printf == NULL) {
        return 1;
    }
    while (fgets(Line, sizeof Line, stdin) != NULL) {
        ULONGLONG a[MAX_ARGUMENTS] = { 0 };
        size_t Length;
        int Arguments = 0;
        const char *Format = Bytes(strtok(Line, " \r\n") + 1, &Length);

        for (char *Word = strtok(NULL, " \r\n"); Word != NULL && Arguments < MAX_ARGUMENTS; Word = strtok(NULL, " \r\n")) {
            a[Arguments++] = Argument(Word);
        }
        int Printed = Printf(Output, sizeof Output, Format, a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9],
                             a[10], a[11]);
        for (int i = 0; i < Printed; i++) {
            printf("%02x", (unsigned char)Output[i]);
        }
        printf("\n");
        fflush(stdout);
    }
    return 0;
}
