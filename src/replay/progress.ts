/** Told how far a run is. */
export interface Progress {
  start(stage: string, total: number): void;
  advance(done: number): void;
  stop(): void;
}
