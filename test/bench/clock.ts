/**
 * Milliseconds of processor time that this process has taken, with its collector and compiler. On
 * a machine that does other work, too, it tells what elapsed time does not; microseconds count.
 */
export function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** What some work takes of it. */
export function processorTimeOf(work: () => void): number {
  const start = processorTime();
  work();
  return processorTime() - start;
}
