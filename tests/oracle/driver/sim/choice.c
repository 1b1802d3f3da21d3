/*
 * choice.c: which of several things happens next. 0 is the ordinary one; any other is a deviation.
 *
 * The search tries every run with at most so many deviations: after a run it takes back the last choice that has an
 * alternative left, and replays what comes before it. For threads a deviation is a preemption, or, where the running one
 * waits, another order than theirs ("delay-bounded scheduling", Emmi, Qadeer, Rakamarić 2011).
 */
#include "search.h"
#include "sim.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_CHOICES 200000

static struct {
    uint16_t Made[MAX_CHOICES], Count[MAX_CHOICES];
    int At;     /* how many were made in this run */
    int Prefix; /* so many of them are given */
} Choices;

struct SimSearch SimSearch;

static uint64_t Random(void)
{
    uint64_t z = SimSearch.State += 0x9E3779B97F4A7C15; /* SplitMix64 (Steele, Lea, Flood 2014) */

    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
    z = (z ^ z >> 27) * 0x94D049BB133111EB;
    return z ^ z >> 31;
}

/* From `12=1,40=2`: the choices that are not 0. */
static int Replayed(int index)
{
    for (const char *text = SimSearch.Replay; *text != '\0'; text += strcspn(text, ","), text += *text == ',') {
        char *end;

        if (strtol(text, &end, 10) == index) {
            return atoi(end + 1);
        }
    }
    return 0;
}

int SimChoose(int count)
{
    const int at = Choices.At;
    int made = 0;

    if (count < 2) {
        return 0;
    }
    if (at == MAX_CHOICES) {
        SimBugCheck("Cannot follow a run of more than %d choices: it never ends", MAX_CHOICES);
    }
    if (SimSearch.Mode == SIM_SYSTEMATIC) {
        made = at < Choices.Prefix ? Choices.Made[at] : 0;
    } else if (SimSearch.Mode == SIM_REPLAY) {
        made = Replayed(at);
    } else if (SimSearch.Mode == SIM_RANDOM && Random() % SimSearch.Calm == 0) {
        made = 1 + (int)(Random() % (unsigned)(count - 1));
    }
    if (made >= count) {
        SimBugCheck("Cannot replay: choice %d is one of %d", at, count);
    }
    Choices.Made[at] = (uint16_t)made;
    Choices.Count[at] = (uint16_t)count;
    Choices.At++;
    return made;
}

void SimChoicesBegin(void)
{
    Choices.At = 0;
    if (SimSearch.Mode == SIM_RANDOM) {
        SimSearch.State = SimSearch.Seed;
        SimSearch.Calm = 2u << Random() % 6; /* a deviation at every 2nd to 64th choice */
    }
}

void SimSearchBegin(void)
{
    Choices.Prefix = 0;
}

bool SimSearchNext(void)
{
    int spent = 0;

    for (int i = 0; i < Choices.At; i++) {
        spent += Choices.Made[i] != 0;
    }
    for (int i = Choices.At - 1; i >= 0; i--) {
        spent -= Choices.Made[i] != 0;
        if (spent < SimSearch.Deviations && Choices.Made[i] + 1 < Choices.Count[i]) {
            Choices.Made[i]++;
            Choices.Prefix = i + 1;
            return true;
        }
    }
    return false;
}

const char *SimChoicesMade(void)
{
    static char text[20 * 1000];
    size_t length = 0;

    text[0] = '\0';
    for (int i = 0; i < Choices.At && length < sizeof(text) - 20; i++) {
        if (Choices.Made[i] != 0) {
            length += (size_t)sprintf(text + length, "%s%d=%d", length > 0 ? "," : "", i, Choices.Made[i]);
        }
    }
    return length > 0 ? text : "0=0";
}
