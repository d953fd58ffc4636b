import type { AssetTerms, WalletKind } from '../../domain/index.js';
import type { Citation } from './preset.js';

/** Haircuts of collateral in a futures wallet, as the venue lists them. */
const HAIRCUTS = {
  USD: '0',
  USDT: '0.01',
  USDC: '0.01',
  EUR: '0.01',
  GBP: '0.01',
  BTC: '0.03',
  ETH: '0.03',
  ADA: '0.05',
  DOGE: '0.05',
  XRP: '0.05',
  LINK: '0.075',
  LTC: '0.075',
  SOL: '0.075',
};

/** What is accepted as collateral on one kind of wallet. */
export function collateralOn(wallet: WalletKind): AssetTerms[] {
  return Object.entries(HAIRCUTS).map(([asset, haircut]) => ({
    asset,
    haircut,
    countsFor: [wallet],
  }));
}

/** Where the haircuts of the futures wallet come from. */
export const LISTED_HAIRCUTS: readonly Citation[] = Object.keys(HAIRCUTS).map((asset) => ({
  path: `assets[${asset}].haircut`,
  source: 'K-COLL: the haircut of its list',
}));
