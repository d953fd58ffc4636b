const DERIBIT = 'https://support.deribit.com/hc/en-us/articles';
const HYPERLIQUID = 'https://hyperliquid.gitbook.io/hyperliquid-docs/trading';

/** Pages, programs and tests of venues of perpetual contracts, by tag. */
export const PERPETUAL_SOURCES = {
  'D-LIN': {
    title: 'Deribit, linear perpetual: margins and worked examples',
    address: `${DERIBIT}/25944738177565-Linear-Perpetual`,
    asOf: '2026-11-22',
  },
  'D-XC': {
    title: 'Deribit, cross-collateral models',
    address: `${DERIBIT}/25944777203869`,
    asOf: '2026-11-22',
  },
  'D-FUT': {
    title: 'Deribit, inverse futures, older page of the test site: margins and worked examples',
    address: 'https://test.deribit.com/pages/docs/futures',
    asOf: '2026-11-22',
  },
  'D-2016': {
    title: 'Deribit, futures: leverage and margin, the page of 2016',
    address: 'https://deribit.freshdesk.com/support/solutions/articles/1000197257',
    asOf: '2016-12-31',
  },
  'D-LIQ': {
    title: 'Deribit, liquidations',
    address: `${DERIBIT}/25944769313309-Liquidations`,
    asOf: '2026-11-22',
  },
  'D-AUTO': {
    title: 'Deribit, auto liquidation, older page',
    address: 'https://www.deribit.com/docs/auto-liquidation',
    asOf: '2026-11-22',
  },
  'D-INS': {
    title: 'Deribit, insurance fund',
    address: `${DERIBIT}/25944777576477`,
    asOf: '2026-11-22',
  },
  'D-FEE': {
    title: 'Deribit, fees',
    address: `${DERIBIT}/25944746248989-Fees`,
    asOf: '2026-11-22',
  },
  'D-FEE0': {
    title: 'Deribit, fees, older page',
    address: 'https://www.deribit.com/pages/information/fees',
    asOf: '2026-11-22',
  },
  'X-RISK': {
    title: 'BitMEX, risk limits: examples',
    address: 'https://www.bitmex.com/app/riskLimitsExamples',
    asOf: '2026-11-22',
  },
  'X-ISO': {
    title: 'BitMEX, isolated margin: examples',
    address: 'https://www.bitmex.com/app/isolatedMarginExamples',
    asOf: '2026-11-22',
  },
  'X-LIQ': {
    title: 'BitMEX, liquidation',
    address: 'https://testnet.bitmex.com/app/liquidation',
    asOf: '2026-11-22',
  },
  'X-ADL': {
    title: 'BitMEX, auto-deleveraging and its examples',
    address: 'https://testnet.bitmex.com/app/autoDeleveragingExamples',
    asOf: '2026-11-22',
  },
  'X-ROQ': {
    title: 'A position of XBTUSD as the venue sent it, printed in an issue',
    address: 'https://github.com/mmitkevich/roq-rencap/issues/48',
    asOf: '2026-11-22',
  },
  'H-TIER': {
    title: 'Hyperliquid, margin tiers',
    address: `${HYPERLIQUID}/margin-tiers`,
    asOf: '2026-11-22',
  },
  'H-LIQ': {
    title: 'Hyperliquid, liquidations',
    address: `${HYPERLIQUID}/liquidations`,
    asOf: '2026-11-22',
  },
  'H-MARG': {
    title: 'Hyperliquid, margining, in a copy',
    address: 'https://www.cortex-vigil.com/wiki/margining',
    asOf: '2026-04-16',
  },
  'H-ADL': {
    title: 'Hyperliquid, auto-deleveraging',
    address: `${HYPERLIQUID}/auto-deleveraging`,
    asOf: '2026-11-22',
  },
  'H-FEE': {
    title: 'Hyperliquid, fees, in a copy',
    address: 'https://hypernode-docs.polynode.dev/research/fees',
    asOf: '2026-11-22',
  },
  'H-MATH': {
    title: 'hyperliquid-math: margin, liquidation, answers of the server of 19 July 2026',
    address: 'https://github.com/Minnzen/hyperliquid-math',
    asOf: '2026-07-19',
  },
  'H-ANN': {
    title: 'Hyperliquid, announcement of partial liquidations, in a copy',
    address: 'https://tginsight.xyz/channel/hyperliquid_announcements/post/307',
    asOf: '2026-11-22',
  },
  'H-CUT': {
    title: 'Hyperliquid cuts the leverage of BTC and ETH, news of 12 March 2025',
    address:
      'https://www.ainvest.com/news/hyperliquid-cuts-leverage-limits-4m-loss-eth-liquidation-2503',
    asOf: '2025-03-12',
  },
  'C-GEN': {
    title: 'dYdX v4-chain, protocol/testing/genesis.sh: liquidity tiers, liquidations, fees',
    address: 'https://github.com/dydxprotocol/v4-chain/blob/main/protocol/testing/genesis.sh',
    asOf: '2026-03-04',
  },
  'C-SOL': {
    title: 'dYdX, liquidity tier maintenance: a proposal with the tiers and that of SOL',
    address: 'https://dydx.forum/t/liquidity-tier-maintenance/2939',
    asOf: '2026-11-22',
  },
  'C-LIQ': {
    title: 'dYdX, liquidations',
    address: 'https://help.dydx.exchange/en/articles/8580691-liquidations-on-dydx-chain',
    asOf: '2026-11-22',
  },
  'C-CODE': {
    title: 'dYdX v4-chain at 84d4664b: lib/margin, x/perpetuals, x/subaccounts, x/clob',
    address: 'https://github.com/dydxprotocol/v4-chain',
    asOf: '2026-03-04',
  },
  'C-TEST': {
    title: 'dYdX v4-chain at 84d4664b: the tests of x/clob and x/subaccounts',
    address: 'https://github.com/dydxprotocol/v4-chain/tree/main/protocol/x/clob/keeper',
    asOf: '2026-03-04',
  },
  'V-SPEC': {
    title: 'Vega, specs at 5fea1f3e: margin calculator, position resolution, isolated margin',
    address: 'https://github.com/vegaprotocol/specs',
    asOf: '2024-08-19',
  },
  'V-CODE': {
    title: 'Vega at a50750cc: core/risk, core/collateral, core/settlement',
    address: 'https://github.com/vegaprotocol/vega',
    asOf: '2024-10-22',
  },
  'V-TEST': {
    title: 'Vega at a50750cc: the feature tests',
    address: 'https://github.com/vegaprotocol/vega/tree/develop/core/integration/features',
    asOf: '2024-10-22',
  },
  'DR-DOC': {
    title: 'Drift, liquidation engine and cross-collateral deposits',
    address: 'https://docs.drift.trade/liquidations/liquidation-engine',
    asOf: '2026-11-22',
  },
  'DR-CODE': {
    title: 'Drift protocol-v2 at 0ae3e3b1d: programs/drift/src/math',
    address: 'https://github.com/drift-labs/protocol-v2',
    asOf: '2026-04-01',
  },
  'DR-TEST': {
    title: 'Drift protocol-v2 at 0ae3e3b1d: tests of the program and of the SDK',
    address: 'https://github.com/drift-labs/protocol-v2/tree/master/sdk/tests',
    asOf: '2026-04-01',
  },
  'M-LIST': {
    title: 'Mango, what to fill in for a new perpetual market: the values of the proposal form',
    address: 'https://docs.mango.markets/mango-markets/new-perp-market-listing',
    asOf: '2024-09-04',
  },
  'M-HEALTH': {
    title: 'Mango, health overview',
    address: 'https://docs.mango.markets/mango-markets/health-overview',
    asOf: '2024-09-04',
  },
  'M-CODE': {
    title: 'mango-v4 at 1303a4a16: programs/mango-v4 and its tests',
    address: 'https://github.com/blockworks-foundation/mango-v4',
    asOf: '2024-09-04',
  },
} as const;
