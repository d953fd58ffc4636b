import type { Moved } from '../../src/ports/ports.js';
import { NaiveWatch } from '../../src/watch/naive-watch.js';

/** A planted bug: it never names some accounts. */
export class BlindWatch extends NaiveWatch {
  private readonly blindTo: ReadonlySet<string>;

  constructor(...blindTo: readonly string[]) {
    super();
    this.blindTo = new Set(blindTo);
  }

  override candidates(moved: Moved): readonly string[] {
    return super.candidates(moved).filter((id) => !this.blindTo.has(id));
  }
}
