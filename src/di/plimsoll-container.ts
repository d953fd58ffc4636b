import { Container, type ContainerModule, type ServiceIdentifier } from 'inversify';
import type { MarginEngine } from '../application/margin-engine.js';
import { defaultModule } from './default-module.js';
import { MARGIN_ENGINE } from './tokens.js';

/** An extension came after the engine was built and could no longer reach it. */
export class ExtensionTooLate extends Error {
  constructor() {
    super('extensions must be loaded before the engine is first asked for');
    this.name = 'ExtensionTooLate';
  }
}

/**
 * The composition root: the default bindings, extensions on top of them, and the engine made from
 * both. Singletons are built once, so an extension that came later would be ignored in silence;
 * it is refused instead.
 * @example
 * const container = new PlimsollContainer(partsModule({ journal: new MemoryJournal() }));
 * const engine = container.engine();
 * engine === container.engine(); // => true
 */
export class PlimsollContainer {
  private readonly container = new Container();
  private built = false;

  constructor(...extensions: readonly ContainerModule[]) {
    this.container.load(defaultModule);
    this.extend(...extensions);
  }

  /** Loads extensions. @throws ExtensionTooLate once anything was resolved */
  extend(...extensions: readonly ContainerModule[]): this {
    if (this.built) throw new ExtensionTooLate();
    this.container.load(...extensions);
    return this;
  }

  /** Resolves a part; from here on nothing can be loaded. */
  get<T>(token: ServiceIdentifier<T>): T {
    this.built = true;
    return this.container.get(token);
  }

  engine(): MarginEngine {
    return this.get(MARGIN_ENGINE);
  }
}
