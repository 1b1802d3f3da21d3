/*
 * doorbell.pml: for SPIN: PRODUCERS threads reserve, copy, commit and ring; the worker peeks, releases, arms and sleeps
 * (ring.c, doorbell.c, worker.c). Records come out in the order of their reservation, each once and complete, and the
 * worker never sleeps for good while one is ready.
 *
 * A commit waits in its processor's store buffer until a full fence, or until it goes out by itself. With NO_FENCE the
 * ringer has none, and with ARM_WITHOUT_FENCE the sleeper has none: each must be found to lose a ring.
 */
#ifndef PRODUCERS
#define PRODUCERS 3
#endif
#ifndef MESSAGES
#define MESSAGES 2 /* from each */
#endif
#define SLOTS 2    /* in the ring: fewer than there are messages, so that some are dropped */
#define NOTHING 255

byte head, tail;        /* positions, never wrapped here */
bool isReady[16];       /* of the record at a position */
byte record[16];        /* its number; 0: not copied yet */
bool isLocked, isArmed, isRung;
byte attempts, dropped, taken, done;

inline lock() { atomic { !isLocked -> isLocked = true } }
inline unlock() { isLocked = false }

proctype Producer()
{
    byte sent = 0, at, number, pending = NOTHING; /* pending: a commit that the store buffer holds */
    bool wasArmed;

    do
    :: sent < MESSAGES ->
        sent++;
        lock();
        attempts++;
        number = attempts;
        if
        :: tail - head < SLOTS -> at = tail; isReady[at] = false; record[at] = 0; tail++
        :: else -> at = NOTHING; dropped++
        fi;
        unlock();
        if
        :: at != NOTHING ->
            record[at] = number;
            if
            :: isReady[at] = true     /* the commit goes out at once, */
            :: pending = at           /* or waits */
            fi
        :: else
        fi;
#ifndef NO_FENCE
        if :: pending != NOTHING -> isReady[pending] = true; pending = NOTHING :: else fi;
#endif
        if
        :: isArmed -> atomic { wasArmed = isArmed; isArmed = false };
            if :: wasArmed -> isRung = true :: else fi
        :: else
        fi;
        if :: pending != NOTHING -> isReady[pending] = true; pending = NOTHING :: else fi
    :: else -> break
    od;
    done++
}

proctype Worker()
{
    byte newest = 0;
    bool hasArmed = false, isArmPending = false;

    do
    :: head != tail && isReady[head] ->
        assert(record[head] > newest); /* in order, once, and copied */
        newest = record[head];
        taken++;
        head++
    :: else ->
        if
        :: !hasArmed ->
            hasArmed = true;
#ifdef ARM_WITHOUT_FENCE
            if :: isArmed = true :: isArmPending = true fi
#else
            isArmed = true
#endif
        :: else ->
            if :: isArmPending -> isArmed = true; isArmPending = false :: else fi;
end:        atomic { isRung -> isRung = false };
            hasArmed = false
        fi
    od
}

/* When nothing can happen any more, all that was reserved has been taken. */
active proctype Monitor()
{
    timeout -> assert(done == PRODUCERS && head == tail && taken + dropped == attempts && !isLocked)
}

init
{
    atomic {
        run Worker();
        byte i = 0;
        do
        :: i < PRODUCERS -> run Producer(); i++
        :: else -> break
        od
    }
}
