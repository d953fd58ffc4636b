import { EPOCH, isoOf } from '../../domain/index.js';
import type { StressReport } from '../application/stress-report.js';
import { html } from './escape.js';
import { LOGO, STYLE } from './page-style.js';
import { axisName } from './stress-cells.js';
import { STRESS_SCRIPT, STRESS_STYLE } from './stress-look.js';
import { stressSection } from './stress-section.js';

/** A grid of shocks as one self-contained page. */
export function renderStressPage(report: StressReport): string {
  const title = `What if: ${report.account}`;
  const axes = [report.rows, report.columns].flatMap((axis) =>
    axis === undefined ? [] : [axisName(axis)],
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${html(title)}</title>
<style>${STYLE}${STRESS_STYLE}</style></head>
<body><main>
<header class="top">${LOGO}<h1>${html(title)}</h1></header>
<p class="ran">${html(asOf(report))}amounts in ${html(report.settlement)}</p>
${stressSection(report, `Shocks of ${axes.join(' and ')}`)}
</main>
<script>${STRESS_SCRIPT}</script>
</body></html>
`;
}

/** When the account was looked at; a scenario without times has none to tell. */
function asOf({ at }: StressReport): string {
  return at === isoOf(EPOCH) ? '' : `as of ${at.slice(0, 16).replace('T', ' ')} UTC, `;
}
