import {
  marginPool,
  measurePool,
  scenarioTable,
  text,
  type Account,
  type Exact,
  type Market,
  type ScenarioRow,
} from '../../domain/index.js';

/** One scenario of a unit; amounts in settlement, exact decimal notation. */
export interface ReportedScenario {
  /** Signed share of the prices of the unit. */
  readonly price: string;
  readonly weight: string;
  /** Signed share of the implied volatilities, before the power of the tenor. */
  readonly volatility: string;
  /** Netted and weighted, as the requirement counts it; negative: a gain. */
  readonly loss: string;
  /** What each position loses of it, by key. */
  readonly positions: Readonly<Record<string, string>>;
  /** What the collateral of the unit loses of it. */
  readonly collateral: string;
  readonly worst: boolean;
  /** The pool if the prices really moved so far; `room` is equity - maintenance margin. */
  readonly after: {
    readonly equity: string;
    readonly maintenance: string;
    readonly room: string;
    readonly breached: boolean;
  };
}

/** One risk unit of a report: its worst loss and what its positions lose in each scenario. */
export interface ReportedUnit {
  readonly unit: string;
  readonly maintenance: string;
  readonly initial: string;
  readonly scenarios: readonly ReportedScenario[];
}

/** What a pool under portfolio margin answers instead of liquidation prices. */
export interface ScenarioReport {
  readonly account: string;
  readonly pool: string;
  readonly settlement: string;
  readonly equity: string;
  readonly maintenance: string;
  /** equity - maintenance margin as prices stand. */
  readonly room: string;
  /** Null where nothing of the pool is measured as a whole: ask for liquidation prices instead. */
  readonly units: readonly ReportedUnit[] | null;
}

/** The scenario table of a pool as an answer. */
export function scenarioReport(account: Account, market: Market, pool: string): ScenarioReport {
  const margin = marginPool(account, market, pool);
  const { equity, maintenance } = measurePool(market, margin);
  const table = scenarioTable(market, margin);
  return {
    account: account.id,
    pool,
    settlement: market.configuration.settlement,
    equity: equity.toString(),
    maintenance: maintenance.toString(),
    room: equity.minus(maintenance).toString(),
    units:
      table?.map(({ unit, rows, maintenance: needed, initial }) => ({
        unit: unit.id,
        maintenance: needed.toString(),
        initial: initial.toString(),
        scenarios: rows.map(reported),
      })) ?? null,
  };
}

function reported({ shock, loss, positions, collateral, worst, ...row }: ScenarioRow) {
  const { equity, maintenance } = row.after;
  const shown = (amount: Exact): string => amount.toString();
  return {
    price: text(shock.price),
    weight: text(shock.weight),
    volatility: text(shock.volatility),
    loss: shown(loss),
    positions: Object.fromEntries(positions.map((one) => [one.key, shown(one.loss)])),
    collateral: shown(collateral),
    worst,
    after: {
      equity: shown(equity),
      maintenance: shown(maintenance),
      room: shown(equity.minus(maintenance)),
      breached: row.breached,
    },
  };
}
