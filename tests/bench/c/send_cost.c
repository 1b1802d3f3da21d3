/*
 * What a send costs: driver/client compiled for this machine, with a kernel of a few lines (below) in place of Windows', and
 * a thread that empties the ring as the worker does, without a pipe. Prints, for each of THREADS producers' sends of SIZE
 * bytes, the mean, and of single sends the 50th, 99th and 99.9th percentile, in nanoseconds, and how many were dropped.
 *
 *     send_cost SIZE THREADS COUNT    (COUNT sends of all threads)
 *
 * The clock is this machine's clock_gettime, where Windows has KeQuerySystemTimePrecise; a send asks for it once.
 */

#define _GNU_SOURCE /* sched_getcpu */
#include "client.h"

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MAX_THREADS 8
#define MAX_SIZE 4096
/* Sends of all threads between two pauses. They fit into the ring, as a full one makes a send cheap, and it is not larger. */
#define BURST 2048

/* The kernel. */

static __thread KIRQL irql;

void SimCopyMemory(PVOID target, const VOID *source, SIZE_T length) { memcpy(target, source, length); }
void SimFillMemory(PVOID target, SIZE_T length, int value) { memset(target, value, length); }
void SimPagedCode(void) {}
KIRQL KeGetCurrentIrql(void) { return irql; }
void KeEnterCriticalRegion(void) {}
void KeLeaveCriticalRegion(void) {}

void SimAcquireSpinLock(PKSPIN_LOCK lock, PKIRQL old)
{
    *old = irql;
    irql = DISPATCH_LEVEL;
    while (__atomic_exchange_n(&lock->Owner, 1, __ATOMIC_ACQUIRE) != 0) {
        for (int spins = 0; __atomic_load_n(&lock->Owner, __ATOMIC_RELAXED) != 0; spins++) {
            __builtin_ia32_pause();
            if (spins > 1000) {
                sched_yield(); /* a thread that holds a spin lock isn't preempted in a kernel; here it is */
            }
        }
    }
}

void KeReleaseSpinLock(PKSPIN_LOCK lock, KIRQL old)
{
    __atomic_store_n(&lock->Owner, 0, __ATOMIC_RELEASE);
    irql = old;
}

ULONG KeGetCurrentProcessorNumberEx(PVOID number)
{
    (void)number;
    return (ULONG)sched_getcpu();
}

HANDLE PsGetCurrentProcessId(void) { return (HANDLE)4; }
HANDLE PsGetCurrentThreadId(void) { return (HANDLE)8; }
LONG KeSetEvent(PKEVENT event, KPRIORITY increment, BOOLEAN wait)
{
    (void)increment, (void)wait;
    return (LONG)__atomic_exchange_n(&event->IsSignalled, 1, __ATOMIC_SEQ_CST);
}

ULONG ReadULongAcquire(const volatile ULONG *source) { return __atomic_load_n(source, __ATOMIC_ACQUIRE); }
void WriteULongRelease(volatile ULONG *target, ULONG value) { __atomic_store_n(target, value, __ATOMIC_RELEASE); }
LONG InterlockedExchange(volatile LONG *target, LONG value) { return __atomic_exchange_n(target, value, __ATOMIC_SEQ_CST); }
void KeMemoryBarrier(void) { __atomic_thread_fence(__ATOMIC_SEQ_CST); }

static VOID NTAPI Clock(PLARGE_INTEGER time)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    time->QuadPart = (LONGLONG)now.tv_sec * 10000000 + now.tv_nsec / 100 + 116444736000000000LL;
}

/* The measurement. */

typedef struct {
    pthread_t thread;
    double mean;
    unsigned *each; /* nanoseconds */
    long dropped;
} Producer;

static PIPELISTEN_CLIENT client;
static unsigned size;
static long count, burst;
static pthread_barrier_t barrier;
static int isOver;

static unsigned long long Nanoseconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (unsigned long long)now.tv_sec * 1000000000 + (unsigned long long)now.tv_nsec;
}

/* The worker's half of the ring, without the pipe. */
static void *Consume(void *block)
{
    EventBatch batch;

    while (!__atomic_load_n(&isOver, __ATOMIC_ACQUIRE)) {
        if (PipelistenBatchTake(&client.Ring, block, &batch)) {
            KIRQL old;
            KeAcquireSpinLock(&client.Lock, &old);
            PipelistenRingRelease(&client.Ring, &batch.Newest);
            KeReleaseSpinLock(&client.Lock, old);
        } else {
            sched_yield();
        }
    }
    return NULL;
}

static void WaitUntilEmpty(void)
{
    while (!PipelistenRingIsEmpty(&client.Ring)) {
        sched_yield();
    }
}

static void *Produce(void *context)
{
    Producer *producer = context;
    static const UCHAR payload[MAX_SIZE];
    unsigned long long total = 0;

    for (long done = 0; done < count; done += burst) {
        pthread_barrier_wait(&barrier);
        const unsigned long long start = Nanoseconds();
        for (long i = 0; i < burst; i++) {
            producer->dropped += PipelistenSendEvent(&client, 1, payload, size) != STATUS_SUCCESS;
        }
        total += Nanoseconds() - start;
        pthread_barrier_wait(&barrier);
        WaitUntilEmpty();
        pthread_barrier_wait(&barrier);
        for (long i = 0; i < burst; i++) {
            const unsigned long long before = Nanoseconds();
            producer->dropped += PipelistenSendEvent(&client, 1, payload, size) != STATUS_SUCCESS;
            producer->each[done + i] = (unsigned)(Nanoseconds() - before);
        }
        pthread_barrier_wait(&barrier);
        WaitUntilEmpty();
    }
    producer->mean = (double)total / (double)count;
    return NULL;
}

static int Compare(const void *a, const void *b)
{
    const unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;

    return (x > y) - (x < y);
}

/* What two readings of the clock cost: it is taken off each single send. */
static unsigned ClockCost(void)
{
    unsigned least = ~0u;

    for (int i = 0; i < 100000; i++) {
        const unsigned long long before = Nanoseconds();
        const unsigned cost = (unsigned)(Nanoseconds() - before);
        least = cost < least ? cost : least;
    }
    return least;
}

int main(int argc, char **argv)
{
    static Producer producers[MAX_THREADS];
    pthread_t consumer;

    if (argc != 4) {
        fprintf(stderr, "usage: send_cost SIZE THREADS COUNT\n");
        return 2;
    }
    size = (unsigned)atoi(argv[1]);
    const int threads = atoi(argv[2]);
    burst = BURST / (threads > 0 ? threads : 1);
    count = atol(argv[3]) / BURST * burst;
    if (size > MAX_SIZE || threads < 1 || threads > MAX_THREADS || count < burst) {
        fprintf(stderr, "Cannot measure that: expected up to %d bytes, 1 to %d threads\n", MAX_SIZE, MAX_THREADS);
        return 2;
    }
    ULONG ring = PAGE_SIZE;
    while (ring < BURST * (size + sizeof(PIPELISTEN_EVENT) + 2 * RING_ALIGNMENT)) {
        ring *= 2;
    }
    PVOID memory = aligned_alloc(PAGE_SIZE, ring), block = aligned_alloc(PAGE_SIZE, BATCH_MAX_SIZE);
    memset(memory, 1, ring);
    memset(block, 1, BATCH_MAX_SIZE);
    PipelistenRingInitialize(&client.Ring, memory, ring);
    client.Clock = Clock;
    pthread_barrier_init(&barrier, NULL, (unsigned)threads);
    pthread_create(&consumer, NULL, Consume, block);
    for (int i = 0; i < threads; i++) {
        producers[i].each = malloc((size_t)count * sizeof(unsigned));
        memset(producers[i].each, 1, (size_t)count * sizeof(unsigned));
        pthread_create(&producers[i].thread, NULL, Produce, &producers[i]);
    }
    double mean = 0;
    long dropped = 0;
    unsigned *all = malloc((size_t)count * (size_t)threads * sizeof(unsigned));
    for (int i = 0; i < threads; i++) {
        pthread_join(producers[i].thread, NULL);
        mean += producers[i].mean / threads;
        dropped += producers[i].dropped;
        memcpy(all + (size_t)i * (size_t)count, producers[i].each, (size_t)count * sizeof(unsigned));
    }
    __atomic_store_n(&isOver, 1, __ATOMIC_RELEASE);
    pthread_join(consumer, NULL);
    const long total = count * threads;
    const unsigned clock = ClockCost();
    qsort(all, (size_t)total, sizeof(*all), Compare);
    for (long i = 0; i < total; i++) {
        all[i] = all[i] > clock ? all[i] - clock : 0;
    }
    printf("%.1f %u %u %u %ld\n", mean, all[total / 2], all[total * 99 / 100], all[total * 999 / 1000], dropped);
    return 0;
}
