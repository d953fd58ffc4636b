/*
 * The baseline in C: every pool of a book is evaluated in full after every batch of prices, with
 * the same filter as the watch (equity, maintenance, a bound of the rounding errors), nothing kept
 * between batches. Reads a book as `compare-c.ts` writes it; prints milliseconds of processor
 * time a batch, the median, and how many pools were not certified in the last one.
 *
 *   filter book.bin repetitions
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define BRACKETS 10
#define EPS 0x1p-40
#define GUARD (1.0 + 1e-13)

typedef struct {
  int32_t pools, entries, symbols, factors, batches;
} Header;

static void *take(FILE *file, size_t size, size_t count) {
  void *room = malloc(size * count + 64);
  if (room == NULL || fread(room, size, count, file) != count) {
    fputs("the book cannot be read\n", stderr);
    exit(1);
  }
  return room;
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double)time.tv_sec * 1e3 + (double)time.tv_nsec * 1e-6;
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  FILE *file = fopen(argv[1], "rb");
  if (file == NULL) return 2;
  int repetitions = atoi(argv[2]);
  Header *head = take(file, sizeof(Header), 1);
  int32_t symbols = head->symbols, pools = head->pools;
  double *from = take(file, sizeof(double), (size_t)symbols * BRACKETS);
  double *rate = take(file, sizeof(double), (size_t)symbols * BRACKETS);
  double *below = take(file, sizeof(double), (size_t)symbols * BRACKETS);
  double *constant = take(file, sizeof(double), (size_t)pools);
  double *slope = take(file, sizeof(double), (size_t)head->entries);
  double *prices = take(file, sizeof(double), (size_t)head->batches * (size_t)head->factors);
  int32_t *offsets = take(file, sizeof(int32_t), (size_t)pools + 1);
  uint16_t *factor = take(file, sizeof(uint16_t), (size_t)head->entries);
  double *times = malloc(sizeof(double) * (size_t)repetitions);
  long uncertain = 0;
  for (int round = 0; round < repetitions; round += 1) {
    const double *price = prices + (size_t)(round % head->batches) * (size_t)head->factors;
    double start = now();
    uncertain = 0;
    for (int32_t pool = 0; pool < pools; pool += 1) {
      double slack = constant[pool], size = fabs(slack);
      for (int32_t at = offsets[pool]; at < offsets[pool + 1]; at += 1) {
        int32_t which = factor[at];
        double value = slope[at] * price[which], notional = fabs(value);
        slack += value;
        size += notional;
        if (which >= symbols) continue;
        int32_t tier = which * BRACKETS, last = tier + BRACKETS - 1;
        double guarded = notional * GUARD;
        while (tier < last && guarded >= from[tier + 1]) tier += 1;
        double required = notional * rate[tier];
        slack -= required + below[tier];
        size += required + fabs(below[tier]);
      }
      if (!(slack > EPS * size)) uncertain += 1;
    }
    times[round] = now() - start;
  }
  qsort(times, (size_t)repetitions, sizeof(double), ascending);
  printf("%.6f %ld\n", times[repetitions / 2], uncertain);
  return 0;
}
