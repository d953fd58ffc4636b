import type { AssetTerms, ConfigurationTerms, InstrumentTerms } from '../../domain/index.js';
import type { Overrides, Preset } from './preset.js';

/** Starts from a preset and lets the given keys override it, section by section. */
export function mergeTerms(
  preset: Preset | undefined,
  overrides: Overrides,
): { configuration: ConfigurationTerms; instruments: readonly InstrumentTerms[] } {
  const base = preset?.configuration ?? {};
  const { settlement, liquidate, engine, assets, instruments = [] } = overrides;
  const liquidation = { ...base.engine?.liquidation, ...engine?.liquidation };
  const merged = { ...base.engine, ...engine };
  return {
    configuration: {
      ...base,
      ...(settlement === undefined ? {} : { settlement }),
      ...(liquidate === undefined ? {} : { liquidate }),
      engine: { ...merged, ...(Object.keys(liquidation).length === 0 ? {} : { liquidation }) },
      assets: byKey<AssetTerms>(base.assets ?? [], assets ?? [], ({ asset }) => asset),
    },
    instruments: byKey(preset?.instruments ?? [], instruments, ({ id }) => id),
  };
}

function byKey<T>(base: readonly T[], overrides: readonly T[], key: (item: T) => string): T[] {
  const merged = new Map(base.map((item) => [key(item), item]));
  for (const item of overrides) merged.set(key(item), item);
  return [...merged.values()];
}
