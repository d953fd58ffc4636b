/** Draws the charts of the report from the data island; runs in the reader's browser. */
export const SCRIPT = `
const report = JSON.parse(document.getElementById('report').textContent);
const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const charts = [];
const stamp = (time) => new Date(time * 1000).toISOString().slice(0, 16).replace('T', ' ');

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
    timeScale: { timeVisible: true, borderColor: css('--line'), minBarSpacing: 0.001 },
    localization: { timeFormatter: (time) => stamp(time) + ' UTC' },
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

function seriesChart(id, data, series) {
  const host = document.getElementById(id);
  if (!host) return;
  const told = document.querySelector('[data-for="' + id + '"]');
  const size = () => ({ width: host.clientWidth, height: host.clientHeight });
  const axis = {
    stroke: css('--soft'),
    grid: { stroke: css('--line'), width: 1 },
    ticks: { stroke: css('--line') },
  };
  const last = data[0].length - 1;
  const span = data[0][last] - data[0][0];
  const tick = (time) => (span > 3 * 86400 ? stamp(time).slice(5, 10) : stamp(time).slice(11));
  const tell = (index) => {
    const values = series.map((one, at) => one.label + ' ' + compact.format(data[at + 1][index]));
    told.textContent = stamp(data[0][index]) + ' UTC: ' + values.join(', ');
  };
  const chart = new uPlot(
    {
      ...size(),
      padding: [8, 24, 0, 0],
      legend: { show: false },
      tzDate: (time) => uPlot.tzDate(new Date(time * 1000), 'UTC'),
      axes: [
        { ...axis, space: 64, values: (u, ticks) => ticks.map(tick) },
        { ...axis, size: 58, values: (u, ticks) => ticks.map((one) => compact.format(one)) },
      ],
      hooks: { setCursor: [(u) => tell(u.cursor.idx ?? last)] },
      series: [
        {},
        ...series.map((one) => ({
          stroke: one.color,
          width: 1.5,
          points: { show: false },
          ...one,
        })),
      ],
    },
    data,
    host,
  );
  tell(last);
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

priceChart();
stackedLiquidations();
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
