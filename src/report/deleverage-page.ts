import type { DeleverageComparison, LossWay } from '../replay/deleverage-comparison.js';
import { BARS_STYLE, COMPARED_STYLE, barSection } from './bars.js';
import { html, shown } from './escape.js';
import { LOGO, STYLE } from './page-style.js';

/** One book and one crash under several ways to deal with deficits, as one page. */
export function renderDeleverageComparison(compared: DeleverageComparison): string {
  const { title, settlement, ways } = compared;
  const name = `Who pays for deficits: ${title}`;
  const unit = html(settlement);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${html(name)}</title>
<style>${STYLE}${COMPARED_STYLE}${BARS_STYLE}${OWN_STYLE}</style></head>
<body><main>
<header class="top">${LOGO}<h1>${html(name)}</h1></header>
<p class="ran">${html(ranAs(compared))}</p>
${labels(compared)}
<section><h2>Who loses what, ${unit}</h2><div class="scroll"><table class="compared">
<thead><tr>${HEAD.map(heading).join('')}</tr></thead>
<tbody>${ways.map(row).join('')}</tbody></table></div>
<p class="hover">Lost: profit that winners gave up against the mark, shared or hold as a claim. Top
tenth: the part borne by the tenth of them that lost most. Gained: by those whom slippage of the
bankrupt left better off than the mark, not taken from what others lost. Overshoot: taken beyond
what deficits were met by, to the last digit. Closed: notional of winners closed against their
will.</p></section>
<div class="grid">
${bars('Accounts that lose', ways, ({ touched }) => String(touched))}
${bars(`Largest single loss, ${settlement}`, ways, ({ largest }) => largest?.lost ?? '0')}
${shareBars(ways)}
${bars(`Closed against the will of the holder, ${settlement}`, ways, ({ closed }) => closed)}
</div>
${losers(compared)}
<footer>Each column is one run of the same market over the same book; state hashes:
${html(ways.map(({ way, stateHash }) => `${way} ${stateHash.slice(0, 12)}`).join(', '))}.</footer>
</main></body></html>
`;
}

const HEAD = [
  'way',
  'accounts',
  'lost',
  'largest',
  'median',
  'top tenth',
  'gained',
  'claims',
  'closed',
  'profit closed',
  'deficits',
  'fund paid',
  'winners met',
  'venue bore',
  'overshoot',
];

function heading(name: string): string {
  return `<th${name === 'way' ? '' : ' class="n"'}>${name}</th>`;
}

function row(one: LossWay): string {
  const amounts = [one.gained, one.claims, one.closed, one.profitClosed, one.deficits];
  const cell = (value: string): string => `<td class="n">${value}</td>`;
  const whole = (amount: string): string => cell(shown(amount, 0));
  return (
    `<tr><td>${html(one.way)}</td>${whole(String(one.touched))}` +
    [one.lost, one.largest?.lost ?? '0', one.median].map(whole).join('') +
    cell(percent(one.topTenth)) +
    [...amounts, one.fundPaid, one.met, one.venueBore].map(whole).join('') +
    cell(html(one.overshoot)) +
    '</tr>'
  );
}

function percent(share: string): string {
  return `${(100 * Number(share)).toFixed(1)} %`;
}

function bars(title: string, ways: readonly LossWay[], pick: (way: LossWay) => string): string {
  const rows = ways.map((one) => ({
    name: one.way,
    value: Math.max(0, Number(pick(one))),
    shown: shown(pick(one), 0),
  }));
  return barSection(title, rows);
}

function shareBars(ways: readonly LossWay[]): string {
  const rows = ways.map(({ way, topTenth }) => ({
    name: way,
    value: Number(topTenth),
    shown: percent(topTenth),
  }));
  return barSection('Part of the loss that the top tenth bears', rows);
}

const LOSERS_EACH = 4;
const LOSERS_SHOWN = 20;

/** Accounts that lose most under any way, and what each way costs them. */
function losers({ ways, settlement }: DeleverageComparison): string {
  const lost = ways.map(
    (way) => new Map(way.losers.map((one) => [one.account, Number(one.lost)] as const)),
  );
  const most = new Map<string, number>();
  for (const { losers: ranked } of ways) {
    for (const { account, lost: amount } of ranked.slice(0, LOSERS_EACH)) {
      most.set(account, Math.max(most.get(account) ?? 0, Number(amount)));
    }
  }
  const ranked = [...most].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const largest = ranked[0]?.[1] ?? 1;
  const rows = ranked.slice(0, LOSERS_SHOWN).map(([account]) => {
    const cells = lost.map((of) => heat(of.get(account), largest));
    return `<tr><td>${html(account)}</td>${cells.join('')}</tr>`;
  });
  if (rows.length === 0) return '<section><p class="none">Nobody lost anything.</p></section>';
  const head = ways.map(({ way }) => `<th class="n">${html(way)}</th>`).join('');
  const title = `Accounts that lose most under one way, and under the others, ${settlement}`;
  return `<section><h2>${html(title)}</h2>
<div class="scroll"><table class="compared losers"><thead><tr><th>account</th>${head}</tr></thead>
<tbody>${rows.join('')}</tbody></table></div></section>`;
}

function heat(lost: number | undefined, largest: number): string {
  if (lost === undefined) return '<td class="n none">\u2013</td>';
  const share = Math.min(1, lost / largest);
  return `<td class="n" style="--heat:${share.toFixed(2)}">${shown(String(lost), 0)}</td>`;
}

const OWN_STYLE = `
table.losers td[style] {
  background: color-mix(in oklab, var(--loss) calc(6% + 50% * var(--heat)), var(--paper));
}
`;

function ranAs({ preset, book, from, to, accounts, fund, settlement }: DeleverageComparison) {
  const span = `${from.slice(0, 16)} to ${to.slice(0, 16)} UTC`;
  const holds = `a fund of ${shown(fund, 0)} ${settlement}`;
  const count = shown(String(accounts), 0);
  return `preset ${preset}, book ${book}, ${count} accounts, ${holds}, ${span}`;
}

function labels({ simulated, generatedBook, path, notes }: DeleverageComparison): string {
  const told = [
    ...(simulated === undefined ? [] : [simulated]),
    ...(generatedBook ? ['generated accounts, not real ones'] : []),
    ...(path === 'ohlc' ? ['the order of prices inside a candle is assumed'] : []),
    'the fund pays first; what nobody pays is the venue\u2019s',
    ...notes,
  ];
  return `<ul class="labels">${told.map((label) => `<li>${html(label)}</li>`).join('')}</ul>`;
}
