/** Counts what is begun and not done yet: steps of which the judging may still be to come. */
export class Underway {
  private begun = 0;

  get isNothing(): boolean {
    return this.begun === 0;
  }

  async during<T>(work: () => Promise<T>): Promise<T> {
    this.begun += 1;
    try {
      return await work();
    } finally {
      this.begun -= 1;
    }
  }
}
