/** Draws the charts of the report from the data island; runs in the reader's browser. */
export const SCRIPT = `
const report = JSON.parse(document.getElementById('report').textContent);
const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const palette = [
  '#0b6e99',
  '#d1782f',
  '#3f8f5f',
  '#8a5fb0',
  '#b8433f',
  '#7a8894',
  '#c2a12c',
  '#3d7fd0',
  '#a0517c',
  '#5c9a9a',
  '#9a7b4f',
  '#58607c',
  '#7fa650',
  '#c56a6a',
];
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const charts = [];

function priceChart() {
  const host = document.getElementById('prices');
  const select = document.getElementById('instrument');
  if (!host || report.closes.length === 0) return;
  const chart = LightweightCharts.createChart(host, {
    autoSize: true,
    layout: {
      background: { color: 'transparent' },
      textColor: css('--soft'),
      attributionLogo: false,
    },
    grid: { vertLines: { color: css('--line') }, horzLines: { color: css('--line') } },
    rightPriceScale: { borderColor: css('--line') },
    timeScale: { timeVisible: true, borderColor: css('--line') },
  });
  const line = chart.addSeries(LightweightCharts.LineSeries, {
    color: css('--accent'),
    lineWidth: 2,
    priceLineVisible: false,
  });
  const markers = LightweightCharts.createSeriesMarkers(line, []);
  const draw = () => {
    const prices =
      report.closes.find((series) => series.label === select.value) || report.closes[0];
    const counts = report.closeOutCounts.find((series) => series.label === prices.label);
    const top = Math.max(...prices.values.filter((value) => value !== null));
    const precision = top > 1000 ? 1 : top > 10 ? 2 : top > 0.1 ? 4 : 6;
    line.applyOptions({
      priceFormat: { type: 'price', precision, minMove: Math.pow(10, -precision) },
    });
    line.setData(
      report.times
        .map((time, index) => ({ time, value: prices.values[index] }))
        .filter((point) => point.value !== null),
    );
    const most = counts ? Math.max(...counts.values) : 0;
    markers.setMarkers(
      counts
        ? report.times.flatMap((time, index) =>
            counts.values[index] > 0 && prices.values[index] !== null
              ? [
                  {
                    time,
                    position: 'aboveBar',
                    shape: 'circle',
                    color: css('--loss'),
                    size: 0.5 + 1.5 * Math.sqrt(counts.values[index] / most),
                    text:
                      counts.values[index] >= most / 3 ? String(counts.values[index]) : undefined,
                  },
                ]
              : [],
          )
        : [],
    );
    chart.timeScale().fitContent();
  };
  select.addEventListener('change', draw);
  draw();
}

function seriesChart(id, data, series, bars) {
  const host = document.getElementById(id);
  if (!host) return;
  const size = () => ({
    width: host.clientWidth,
    height: host.clientHeight - (series.length > 6 ? 70 : 40),
  });
  const axis = {
    stroke: css('--soft'),
    grid: { stroke: css('--line'), width: 1 },
    ticks: { stroke: css('--line') },
  };
  const chart = new uPlot(
    {
      ...size(),
      padding: [8, 12, 0, 0],
      axes: [
        { ...axis, ...(bars ? bars.axis : {}) },
        { ...axis, size: 58, values: (u, ticks) => ticks.map((tick) => compact.format(tick)) },
      ],
      scales: bars ? { x: { time: false, range: [-0.6, bars.count - 0.4] } } : {},
      series: [
        bars
          ? { label: bars.label, value: (u, value) => (value === null ? '' : bars.names[value]) }
          : { value: '{YYYY}-{MM}-{DD} {HH}:{mm}' },
        ...series.map((one, index) => ({
          stroke: one.color || palette[index % palette.length],
          width: 1.5,
          points: { show: false },
          value: (u, value) => (value === null ? '' : compact.format(value)),
          ...one,
        })),
      ],
    },
    data,
    host,
  );
  charts.push(() => chart.setSize(size()));
}

function stackedLiquidations() {
  const total = report.times.map((_, index) =>
    report.liquidated.reduce((sum, series) => sum + series.values[index], 0),
  );
  let running = 0;
  const cumulated = total.map((value) => (running += value));
  seriesChart(
    'liquidated',
    [report.times, total, cumulated],
    [
      {
        label: 'per batch',
        color: css('--loss'),
        paths: uPlot.paths.bars({ size: [0.8, 12] }),
        fill: css('--loss'),
      },
      { label: 'in total', color: css('--accent') },
    ],
  );
}

function coverChart() {
  const edges = report.coverEdges;
  const names = report.coverBefore.map((_, index) =>
    index === 0
      ? '< ' + edges[0]
      : index === edges.length
        ? '\\u2265 ' + edges[index - 1]
        : edges[index - 1] + '\\u2013' + edges[index],
  );
  const xs = names.map((_, index) => index);
  const bars = (align) => uPlot.paths.bars({ size: [0.36, 40], align });
  seriesChart(
    'cover',
    [xs, report.coverBefore, report.coverAfter],
    [
      { label: 'before', color: css('--soft'), fill: css('--soft'), paths: bars(-1) },
      { label: 'after', color: css('--accent'), fill: css('--accent'), paths: bars(1) },
    ],
    {
      count: xs.length,
      label: 'cover',
      names,
      axis: {
        values: (u, ticks) => ticks.map((tick) => names[tick] || ''),
        splits: () => u_splits(xs, names),
        rotate: -45,
        size: 62,
      },
    },
  );
}
const u_splits = (xs) => xs;

priceChart();
stackedLiquidations();
coverChart();
seriesChart(
  'fund',
  [report.times, report.fund],
  [{ label: 'insurance fund', color: css('--gain'), fill: 'transparent' }],
);
let waiting = 0;
addEventListener('resize', () => {
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(() => charts.forEach((fit) => fit()));
});
document.documentElement.dataset.drawn = 'true';
`;
