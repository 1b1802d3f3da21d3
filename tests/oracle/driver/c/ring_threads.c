/*
 * ring_threads.c SEED RECORDS: several producers, each with RECORDS records to bring through, and one consumer, as
 * the driver has them: a lock round the reservation only. ThreadSanitizer watches.
 *
 * A producer tries again what was dropped, so how many arrive is known; some attempts are longer than the ring takes, and
 * some records are given up when they are half written, so some are dropped in every run.
 */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#include "check.h"
#include "ring.h"

#define PRODUCERS 4
#define RING_SIZE 4096
#define MAX_EXTRA 200
#define TOO_LONG_EVERY 64 /* attempts, about */
#define VOID_EVERY 64     /* records, about */

/* What a record begins with; bytes that follow from its sequence number fill the rest. */
typedef struct {
    uint64_t Sequence;
    uint64_t Dropped;
    uint64_t Number; /* 0, 1, 2, ... of its producer */
    uint64_t Producer;
} Header;

typedef struct {
    pthread_t Thread;
    uint64_t Index;
    uint64_t State; /* of its random numbers */
    uint64_t Attempts, Dropped;
} Producer;

static Ring TheRing;
static _Alignas(RING_ALIGNMENT) uint8_t TheBlock[RING_SIZE];
static atomic_flag TheLock = ATOMIC_FLAG_INIT;
static uint64_t RecordsEach;

static void *Produce(void *argument);
static int ReserveLocked(Producer *producer, uint32_t length, RingSlot *slot);
static void Lock(void);
static void Unlock(void);
static void VoidLocked(const RingSlot *slot);
static void Consume(uint64_t records);

int main(int argc, char **argv)
{
    Producer producers[PRODUCERS] = {0};
    uint64_t seed = Argument(argc, argv, 1);
    uint64_t attempts = 0, dropped = 0;

    RecordsEach = Argument(argc, argv, 2);
    PipelistenRingInitialize(&TheRing, TheBlock, RING_SIZE);
    for (uint64_t i = 0; i < PRODUCERS; i++) {
        producers[i] = (Producer){.Index = i, .State = Random(&seed)};
        CHECK(pthread_create(&producers[i].Thread, NULL, Produce, &producers[i]) == 0);
    }
    Consume(PRODUCERS * RecordsEach);
    for (int i = 0; i < PRODUCERS; i++) {
        CHECK(pthread_join(producers[i].Thread, NULL) == 0);
        attempts += producers[i].Attempts;
        dropped += producers[i].Dropped;
    }
    CHECK(PipelistenRingIsEmpty(&TheRing));
    CHECK(TheRing.Attempts == attempts && TheRing.Dropped == dropped);
    CHECK(dropped > 0 && PRODUCERS * RecordsEach + dropped == attempts);
    printf("sent %llu, received %llu, dropped %llu\n", (unsigned long long)attempts,
           (unsigned long long)(PRODUCERS * RecordsEach), (unsigned long long)dropped);
    return 0;
}

static void *Produce(void *argument)
{
    Producer *this = argument;

    for (uint64_t number = 0; number < RecordsEach;) {
        const int isTooLong = RandomBelow(&this->State, TOO_LONG_EVERY) == 0;
        const uint32_t length = isTooLong ? RING_SIZE : sizeof(Header) + RandomBelow(&this->State, MAX_EXTRA);
        RingSlot slot;

        if (!ReserveLocked(this, length, &slot)) {
            this->Dropped++;
            sched_yield();
            continue;
        }
        CHECK(!isTooLong);
        if (RandomBelow(&this->State, VOID_EVERY) == 0) {
            FillBytes(slot.Data, length / 2, number);
            VoidLocked(&slot);
            this->Dropped++;
            continue;
        }
        *(Header *)slot.Data = (Header){slot.Sequence, slot.Dropped, number++, this->Index};
        FillBytes((uint8_t *)slot.Data + sizeof(Header), length - (uint32_t)sizeof(Header), slot.Sequence);
        PipelistenRingCommit(&slot);
    }
    return NULL;
}

static int ReserveLocked(Producer *producer, uint32_t length, RingSlot *slot)
{
    int reserved;

    producer->Attempts++;
    Lock();
    reserved = PipelistenRingReserve(&TheRing, length, slot);
    Unlock();
    return reserved;
}

static void VoidLocked(const RingSlot *slot)
{
    Lock();
    PipelistenRingVoid(&TheRing, slot);
    Unlock();
}

static void Lock(void)
{
    while (atomic_flag_test_and_set_explicit(&TheLock, memory_order_acquire)) {
        sched_yield(); /* whoever has it may not be running */
    }
}

static void Unlock(void)
{
    atomic_flag_clear_explicit(&TheLock, memory_order_release);
}

/*
 * Every attempt was received or is counted as dropped in the record after it, except void ones, which are counted a little
 * late: each producer can have one that is not. Each producer's records come in their order.
 */
static void Consume(uint64_t records)
{
    uint64_t next[PRODUCERS] = {0};
    uint64_t voids = 0;

    for (uint64_t received = 0; received < records;) {
        RingRecord record;
        Header header;

        if (!PipelistenRingPeek(&TheRing, &record)) {
            sched_yield();
            continue;
        }
        if (record.IsVoid) {
            voids++;
            PipelistenRingRelease(&TheRing, &record);
            continue;
        }
        CHECK(record.Length >= sizeof(Header) && record.Length < sizeof(Header) + MAX_EXTRA);
        header = *(const Header *)record.Data;
        received++;
        CHECK(header.Sequence >= received + header.Dropped);
        CHECK(header.Sequence - received - header.Dropped < PRODUCERS);
        CHECK(header.Producer < PRODUCERS && header.Number == next[header.Producer]++);
        CheckBytes((uint8_t *)record.Data + sizeof(Header), record.Length - (uint32_t)sizeof(Header), header.Sequence);
        PipelistenRingRelease(&TheRing, &record);
    }
    CHECK(voids > 0);
}
