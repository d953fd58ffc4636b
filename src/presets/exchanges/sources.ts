const BINANCE = 'https://www.binance.com/en/support/faq';
const BYBIT_2020 = 'https://help.bybit.com/hc/en-us/articles';
const ISOLATED = 'Liquidation-Price-Calculation-under-Isolated-Mode-Unified-Trading-Account';
const EARLY = 'what-is-the-mechanism-for-the-strong-level-in-advance-what-is-the-use';
const BYBIT = 'https://www.bybit.com/en/help-center/article';

/** Pages of Binance, Bybit and OKX on single contracts and unified accounts, by tag. */
export const EXCHANGE_SOURCES = {
  'B-UM': {
    title: 'Binance, how to calculate liquidation price of USD-M futures contracts',
    address: `${BINANCE}/b3c689c1f50a44cabb3a84e663b81d93`,
    asOf: '2020-08-14',
  },
  'B-UM2020': {
    title: 'Binance, brackets of USD-M futures as public code with the values of B-UM has them',
    address: 'https://github.com/freqtrade/freqtrade/blob/develop/tests/exchange/test_binance.py',
    asOf: '2020-08-14',
  },
  'B-UM2021': {
    title: 'Binance, updates to leverage and margin tiers of futures contracts',
    address: 'https://www.binance.com/en/support/announcement/86cf9aa472574b8cb2e05bb751c2a9a6',
    asOf: '2021-03-18',
  },
  'B-UM2024': {
    title: 'Binance, leverage brackets of USD-M futures, a snapshot in public code',
    asOf: '2024-10-24',
  },
  'B-COST': {
    title: 'Binance, cost required to open a position',
    address: `${BINANCE}/87fa7ee33b574f7084d42bd2ce2e463b`,
    asOf: '2026-11-22',
  },
  'B-CM': {
    title: 'Binance, how to calculate liquidation price of COIN-M futures contracts',
    address: `${BINANCE}/ceccfcfb4e3a45e3b48b0b1bb1a8ae46`,
    asOf: '2021-02-05',
  },
  'B-CM605': {
    title: 'Binance, the same page as translated later: 300 BTC have an amount of 11.605',
    address: 'https://www.binance.com/es-MX/support/faq/ceccfcfb4e3a45e3b48b0b1bb1a8ae46',
    asOf: '2021-07-27',
  },
  'B-CMLEV': {
    title: 'Binance, leverage and margin in coin-margined futures contracts',
    address: `${BINANCE}/be2c7d9d95b04a7e8044ed02dd7dfe5c`,
    asOf: '2021-07-27',
  },
  'B-CMLEV0': {
    title: 'Binance, the same page before July 2021',
    address: `${BINANCE}/be2c7d9d95b04a7e8044ed02dd7dfe5c`,
    asOf: '2020-06-11',
  },
  'B-FORUM1': {
    title: 'Binance developer forum, coin-margined liquidation price',
    address: 'https://dev.binance.vision/t/6292',
    asOf: '2021-09-01',
  },
  'B-LIQ': {
    title: 'Binance, futures liquidation protocol',
    address: `${BINANCE}/360033525271`,
    asOf: '2026-11-22',
  },
  'B-TW': {
    title: 'Binance futures liquidation protocol, copy of a partner',
    address: 'https://docs.traderwagon.com/faq/futures-trading-introduction/liquidation-protocol',
    asOf: '2026-11-22',
  },
  'B-ADL': {
    title: 'Binance, what is auto-deleveraging',
    address: `${BINANCE}/360033525471`,
    asOf: '2026-11-22',
  },
  'B-PM1': {
    title: 'Binance, portfolio margin: maintenance margin ratio calculation',
    address: `${BINANCE}/5e33af8e6ac04d57a1d0a3398e0a0752`,
    asOf: '2022-04-18',
  },
  'B-PM2': {
    title: 'Binance, what is the unified account maintenance margin ratio',
    address: `${BINANCE}/4868b2f1aa6c4d08af973328462bb0bd`,
    asOf: '2025-02-06',
  },
  'B-PMR': {
    title: 'Binance, portfolio margin trading rules',
    address: 'https://www.binance.com/en/support/announcement/174861644e7049aaa64845f1db2e4376',
    asOf: '2026-11-22',
  },
  'B-PML': {
    title: 'Binance, portfolio margin: liquidation',
    address: `${BINANCE}/d0c3558829fa41eabeeaf3c32dbe1dad`,
    asOf: '2026-11-22',
  },
  'Y-GLOS': {
    title: 'Bybit, glossary of the unified trading account',
    address: `${BYBIT}/Glossary-Unified-Trading-Account`,
    asOf: '2026-11-22',
  },
  'Y-COLL': {
    title: 'Bybit, collateral value ratios of the unified trading account, example of the page',
    address: `${BYBIT}/Assets-Collateral-Value-Ratio-List-UTA`,
    asOf: '2026-11-22',
  },
  'Y-TIERS': {
    title: 'Bybit, margin parameters of BTCUSDT',
    address: 'https://www.bybit.com/zh-TW/announcement-info/margin-parameters',
    asOf: '2026-11-22',
  },
  'Y-RISK': {
    title: 'Bybit API v5, risk limit, response example of BTCUSD',
    address: 'https://bybit-exchange.github.io/docs/v5/market/risk-limit',
    asOf: '2026-11-22',
  },
  'Y-LIQ26': {
    title: 'Bybit, liquidation price under isolated mode (unified trading account)',
    address: `https://www.kbybit.com/en/help-center/article/${ISOLATED}`,
    asOf: '2026-05-27',
  },
  'Y-LIQ24': {
    title: 'Bybit, the same page in 2024',
    address: `https://bybit.nl/nl-NL/help-center/article/${ISOLATED}`,
    asOf: '2024-09-10',
  },
  'Y-LIQ20': {
    title: 'Bybit, liquidation price (USDT contract)',
    address: `${BYBIT_2020}/900000181046-Liquidation-Price-USDT-Contract-`,
    asOf: '2020-12-31',
  },
  'Y-INV20': {
    title: 'Bybit, how to calculate liquidation price (inverse contract)',
    address: `${BYBIT_2020}/360039261334`,
    asOf: '2020-12-31',
  },
  'Y-UTA': {
    title: 'Bybit, trading rules: liquidation process (unified trading account)',
    address: 'https://bybitglobal.com/en/help-center/article?id=000001876',
    asOf: '2024-09-10',
  },
  'Y-ADL20': {
    title: 'Bybit, auto-deleveraging',
    address: `${BYBIT_2020}/900000031623`,
    asOf: '2020-12-31',
  },
  'Y-ADL': {
    title: 'Bybit API v5, ADL alert',
    address: 'https://github.com/bybit-exchange/docs/blob/master/docs/v5/market/adl-alert.mdx',
    asOf: '2026-11-22',
  },
  'O-MC': {
    title: 'OKX, multi-currency margin mode: cross margin trading',
    address: 'https://www.okx.com/help/iv-multi-currency-margin-mode-cross-margin-trading',
    asOf: '2026-11-22',
  },
  'O-POS': {
    title: 'OKX API v5, response example of positions and liquidation warnings',
    address: 'https://www.okx.com/docs-v5/en/#trading-account-rest-api-get-positions',
    asOf: '2021-04-27',
  },
  'O-TIERS': {
    title: 'OKX API v5, position tiers',
    address: 'https://www.okx.com/docs-v5/en/#public-data-rest-api-get-position-tiers',
    asOf: '2026-11-22',
  },
  'O-PART': {
    title: 'OKX, partial liquidation, copy of a third party',
    address: 'https://www.amorrr.com/14966.html',
    asOf: '2026-11-22',
  },
  'O-EARLY': {
    title: 'OKX, early liquidation and deleveraging',
    address: `https://www.ouchyi.rocks/es-la/help/${EARLY}`,
    asOf: '2026-11-22',
  },
} as const;
