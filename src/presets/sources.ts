import { PERPETUAL_SOURCES } from './exchanges/perpetual-sources.js';
import { EXCHANGE_SOURCES } from './exchanges/sources.js';

/** A page that a number of a preset was taken from. */
export interface Source {
  readonly title: string;
  /** Absent where no address is known. */
  readonly address?: string;
  /** The day of what it says: of the page, or of the copy that was read. */
  readonly asOf: string;
}

const ENCYCLOPEDIA = 'https://www.kdj.com/Cryptocurrency-Encyclopedia/Contract';
const SUPPORT = 'https://support.kraken.com';

/**
 * Everything that the presets cite, by tag. Articles are texts of third parties for traders, the
 * tags with K are pages of the venue. `our reading` stands where the sources leave something open,
 * `example` where a number is not published and is to be replaced by one's own.
 */
export const SOURCES = {
  'article 000': {
    title: 'What happens if my margin level falls below the maintenance margin on Kraken?',
    address: `${ENCYCLOPEDIA}/margin-level-falls-maintenance-margin-kraken.html`,
    asOf: '2026-11-22',
  },
  'article 001': {
    title: 'Can I lose more than my margin on Kraken?',
    address: `${ENCYCLOPEDIA}/lose-margin-kraken.html`,
    asOf: '2026-11-22',
  },
  'article 002': {
    title: 'Kraken futures liquidation engine explained',
    address: `${ENCYCLOPEDIA}/kraken-futures-liquidation-engine-explained.html`,
    asOf: '2026-11-22',
  },
  'article 003': {
    title: 'An article of another exchange on margin trading at Kraken',
    asOf: '2026-11-22',
  },
  'article 004': {
    title: 'What is cross-margin on Kraken?',
    address: `${ENCYCLOPEDIA}/crossmargin-kraken.html`,
    asOf: '2026-11-22',
  },
  articles: { title: 'Several of the articles above', asOf: '2026-11-22' },
  'K-TERM': {
    title: 'Trade balance terminology',
    address: `${SUPPORT}/hc/en-us/articles/360030886332`,
    asOf: '2026-11-22',
  },
  'K-CALL': {
    title: 'Margin call level and margin liquidation level',
    address: `${SUPPORT}/hc/en-us/articles/203325763`,
    asOf: '2026-11-22',
  },
  'K-MM': {
    title: 'Maintenance margin',
    address: `${SUPPORT}/hc/fr/articles/204586258`,
    asOf: '2026-11-22',
  },
  'K-EX': {
    title: 'Margin trading examples',
    address: `${SUPPORT}/hc/en-us/articles/203053156`,
    asOf: '2026-11-22',
  },
  'K-FEE': { title: 'Margin fees', address: `${SUPPORT}/articles/206161568`, asOf: '2026-11-22' },
  'K-TRADEFEE': {
    title: 'Fee schedule, spot; read in copies of third parties, which differ from 100,000 on',
    address: 'https://www.kraken.com/features/fee-schedule',
    asOf: '2026-11-22',
  },
  'K-FUTFEE': {
    title: 'Fee schedule, futures',
    address: `${SUPPORT}/hc/en-us/articles/360048917612`,
    asOf: '2026-11-22',
  },
  'K-PM': {
    title: 'Portfolio management: profit, mark price',
    address: `${SUPPORT}/hc/zh-cn/articles/4871775312276`,
    asOf: '2026-11-22',
  },
  'K-MC': {
    title: 'Margining and liquidations, multi-collateral',
    address: `${SUPPORT}/hc/en-us/articles/4844463246100`,
    asOf: '2026-11-22',
  },
  'K-COLL': {
    title: 'Futures collateral currencies',
    address: `${SUPPORT}/hc/en-us/articles/4843323030164`,
    asOf: '2026-11-22',
  },
  'K-MCFEE': {
    title: 'Fees and charges for multi-collateral futures',
    address: `${SUPPORT}/hc/en-us/articles/4844392809620`,
    asOf: '2026-11-22',
  },
  'K-SCH': {
    title: 'Multi-collateral margin schedule and maximum leverage',
    address: `${SUPPORT}/hc/en-us/articles/360022632452`,
    asOf: '2026-11-22',
  },
  'K-INV': {
    title: 'Inverse futures margin schedule and maximum leverage',
    address: `${SUPPORT}/hc/en-us/articles/15579128794772`,
    asOf: '2026-11-22',
  },
  'K-EPP': {
    title: 'Equity protection process',
    address: `${SUPPORT}/hc/en-us/articles/360022835671`,
    asOf: '2026-03-17',
  },
  'O-PB': {
    title: 'OKX API v5, response example of position-builder, January 2025',
    asOf: '2025-01-01',
  },
  'O-MR9': {
    title: 'OKX upgrades its portfolio margin, with the charge MR9 (copy)',
    address: 'https://pastorq.com/13690.html',
    asOf: '2024-12-30',
  },
  'O-SCALE': {
    title: 'OKX, portfolio margin: how the requirement is put together',
    address: 'https://www.okx.com/support/hc/en-us/articles/4417291853837',
    asOf: '2026-11-22',
  },
  'O-PARAM': {
    title: 'OKX will further adjust portfolio margin parameters, 2 January 2025 (mirror)',
    address:
      'https://okx-api.aperture.finance/help/okx-will-further-adjust-portfolio-margin-parameters',
    asOf: '2025-01-02',
  },
  'Y-PMAPI': {
    title: 'Bybit API v5, portfolio margin, response example',
    address:
      'https://github.com/bybit-exchange/docs/blob/master/docs/v5/asset/portfolio-margin.mdx',
    asOf: '2026-11-22',
  },
  'Y-PM': {
    title: 'Bybit, introduction to portfolio margin, 4 September 2024',
    address: 'https://bybitglobal.com/en/help-center/article/Introduction-to-Portfolio-Margin',
    asOf: '2024-09-04',
  },
  'Y-PMCOPY': {
    title: 'Bybit, portfolio margin, copy of a third party',
    address: 'https://scallope.com/9990.html',
    asOf: '2026-11-22',
  },
  'D-PM': {
    title: 'Deribit, portfolio margin',
    address: 'https://support.deribit.com/hc/en-us/articles/25944756247837-Portfolio-Margin',
    asOf: '2026-11-22',
  },
  'D-SIM': {
    title: 'Deribit API, private/simulate, response example',
    address: 'https://docs.deribit.com/api-reference/account-management/private-simulate.md',
    asOf: '2026-11-22',
  },
  'D-PM0': {
    title: 'Deribit, portfolio margin, older page',
    address: 'https://www.deribit.com/pages/docs/portfoliomargin',
    asOf: '2026-11-22',
  },
  'P-PM': {
    title: 'Paradex, portfolio margin (beta)',
    address: 'https://docs.paradex.trade/risk/portfolio-margin.md',
    asOf: '2026-11-22',
  },
  'P-LIQ': {
    title: 'Paradex, liquidations: shares of 20 %, an example',
    address: 'https://docs.paradex.trade/risk/liquidations',
    asOf: '2026-11-26',
  },
  'P-RISK': {
    title: 'Paradex, risk and liquidations: overview',
    address: 'https://docs.paradex.trade/risk/overview',
    asOf: '2026-11-26',
  },
  SPAN: {
    title: 'CME, SPAN: components of the margin, cme.com clearing/rmspan/span/components',
    asOf: '2026-11-22',
  },
  ...PERPETUAL_SOURCES,
  ...EXCHANGE_SOURCES,
  stated: { title: 'As the file of the preset states it', asOf: '2026-11-26' },
  'our reading': {
    title: 'The sources leave it open; the text says what was chosen and why',
    asOf: '2026-11-22',
  },
  example: {
    title: 'Not published: an example to be replaced, the text says by what',
    asOf: '2026-11-22',
  },
} as const satisfies Record<string, Source>;

/** The tag by which a source is cited. */
export type SourceTag = keyof typeof SOURCES;

/** What a source says, after the tag of the source: `K-CALL: about 80 %`. */
export type Sourced = `${SourceTag}: ${string}`;

/** The source that a citation begins with. */
export function tagOf(sourced: Sourced): SourceTag {
  return sourced.slice(0, sourced.indexOf(': ')) as SourceTag;
}
