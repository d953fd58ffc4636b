import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { ReplayReport } from '../replay/replay-report.js';
import { html, jsonIsland, shown } from './escape.js';
import { coverTable, instrumentTable, keyNumbers, worstAccounts } from './page-sections.js';
import { SCRIPT } from './page-script.js';
import { LOGO, STYLE } from './page-style.js';
import { STRESS_SCRIPT, STRESS_STYLE } from './stress-look.js';
import { stressSection } from './stress-section.js';

/** One self-contained page: libraries and data are inside, nothing is loaded from anywhere. */
export function renderReplayReport(report: ReplayReport): string {
  const title = html(report.title);
  const funded = report.fund.some((balance) => balance !== 0);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${asset('uplot', 'dist/uPlot.min.css')}${STYLE}${STRESS_STYLE}</style></head>
<body><main>
<header class="top">${LOGO}<h1>${title}</h1></header>
<p class="ran">${html(ranAs(report))}</p>
${labels(report)}
${keyNumbers(report)}
<section><div class="row"><h2>Prices and close-outs</h2>
<label>Instrument <select id="instrument">${options(report)}</select></label></div>
<div id="prices" class="chart"></div></section>
<div class="grid">
${chart('liquidated', `Liquidated notional, ${report.settlement}`)}
${funded ? chart('fund', `Insurance fund, ${report.settlement}`) : ''}
${coverTable(report)}
${instrumentTable(report)}
</div>
${worstAccounts(report)}
${shocks(report)}
<footer>State hash ${html(report.stateHash)}.
Replaying events.jsonl from nothing gives the same.</footer>
</main>
<script type="application/json" id="report">${jsonIsland(report)}</script>
<script>${script('lightweight-charts', PRICE_CHARTS)}</script>
<script>${script('uplot', 'dist/uPlot.iife.min.js')}</script>
<script>${SCRIPT}</script>
<script>${STRESS_SCRIPT}</script>
</body></html>
`;
}

const PRICE_CHARTS = 'dist/lightweight-charts.standalone.production.js';

function chart(id: string, title: string): string {
  return (
    `<section><h2>${html(title)}</h2><p class="hover" data-for="${id}"></p>` +
    `<div id="${id}" class="chart small"></div></section>`
  );
}

/** Before the market moved: what shocks would have done to the account that then lost the most. */
function shocks({ shocks: report }: ReplayReport): string {
  if (report === undefined) return '';
  return stressSection(report, `What if: ${report.account}, before the market moved`);
}

function ranAs({ preset, book, from, to, batches }: ReplayReport): string {
  const span = `${from.slice(0, 16)} to ${to.slice(0, 16)} UTC`;
  return `preset ${preset}, book ${book}, ${span}, ${shown(String(batches), 0)} batches of prices`;
}

function labels({ simulated, generatedBook, path, notes }: ReplayReport): string {
  const told = [
    ...(simulated === undefined ? [] : [simulated]),
    ...(generatedBook ? ['generated accounts, not real ones'] : []),
    ...(path === 'ohlc' ? ['the order of prices inside a candle is assumed'] : []),
    ...notes,
  ];
  if (told.length === 0) return '';
  return `<ul class="labels">${told.map((label) => `<li>${html(label)}</li>`).join('')}</ul>`;
}

/** Instruments to choose from, the most liquidated first. */
function options({ byInstrument, closes }: ReplayReport): string {
  const ranked = byInstrument.map(({ instrument }) => instrument);
  const rest = closes.map(({ label }) => label).filter((label) => !ranked.includes(label));
  return [...ranked, ...rest].map((name) => `<option>${html(name)}</option>`).join('');
}

function asset(library: string, file: string): string {
  const entry = createRequire(import.meta.url).resolve(`${library}/package.json`);
  return readFileSync(join(dirname(entry), file), 'utf8');
}

/** Library code for a script element: its own text must not end the element. */
function script(library: string, file: string): string {
  return asset(library, file).replace(/<\/script/gi, '<\\/script');
}
