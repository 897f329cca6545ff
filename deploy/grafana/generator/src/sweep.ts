import { choice, figure, heatMap, lines, matrix, page, workChoice } from './panels';

// A sweep's coordinator may move, and two silos may tell of it for a moment; the one that is further is right.
const runs = 'max by (state) (s2grid_sweep_runs{sweep="$sweep"})';
const ended = 'max by (state) (s2grid_sweep_runs{sweep="$sweep", state=~"done|failed"})';

/** One sweep that runs, or ended within the last hour. */
export const sweep = page('sweep', 'Sweep', 'How far is a sweep, when will it be done, and what does it show so far?',
  [choice('sweep', 'Sweep', 's2grid_sweep_runs'), choice('scenario', 'Scenario', 's2grid_work_total'), workChoice()],
  [
    {
      title: '$sweep',
      panels: [
        figure({ title: 'Progress', about: 'Runs with a result, failed ones included.', unit: 'percentunit', decimals: 1, width: 5 }, `sum(${ended}) / sum(${runs})`),
        figure({ title: 'Runs left', about: 'Runs that nobody has begun, and those that are leased.', unit: 'short', width: 5 }, 'sum(max by (state) (s2grid_sweep_runs{sweep="$sweep", state=~"left|leased"}))'),
        figure({ title: 'Time left', about: 'At the pace so far, on the wall clock.', unit: 's', width: 5 }, 'max(s2grid_sweep_eta_seconds{sweep="$sweep"})'),
        figure({ title: 'Runs a second', about: 'The pace since the sweep was started or resumed.', unit: 'short', width: 5 }, 'max(s2grid_sweep_rate_per_second{sweep="$sweep"})'),
        figure({ title: 'Failed', about: "Runs that failed; 's2grid results SWEEP' has the reasons.", unit: 'short', width: 4 }, 'max(s2grid_sweep_runs{sweep="$sweep", state="failed"})'),
        lines({ title: 'Runs by state', about: 'All runs of the sweep.', unit: 'short', width: 8 }, { expr: runs, legend: '{{state}}' }),
        lines({ title: 'Pace', about: 'Runs a second since the sweep was started or resumed.', unit: 'short', width: 8 }, { expr: 'max(s2grid_sweep_rate_per_second{sweep="$sweep"})', legend: 'runs a second' }),
        lines({ title: 'Time left', about: 'At the pace so far, on the wall clock.', unit: 's', width: 8 }, { expr: 'max(s2grid_sweep_eta_seconds{sweep="$sweep"})', legend: 'left' }),
      ],
    },
    {
      title: 'What is counted, simulated, in all sweeps since the silos started',
      panels: [
        heatMap({ title: 'Change against the baseline: $event', about: 'Counts are exact; -80 % is a fifth of what the baseline does. Rows are backing and memory. Empty where the baseline counts none or was not run.', unit: 'percentunit', decimals: 1, width: 12, height: 10 },
          's2grid:work_change{event="$event", scenario="$scenario"}', ['backing', 'memory'], 'strategy'),
        matrix({ title: '$event of one run', about: 'The mean over all runs with this backing and memory, exact.', unit: 'short', width: 12, height: 10 },
          's2grid:work_per_run{event="$event", scenario="$scenario"}', ['backing', 'memory'], 'strategy'),
        lines({ title: 'Time on the host to simulate a run', about: 'How fast the engine is; it says nothing about splitting. Dots are exemplars: each names its run and sweep.', unit: 's', width: 24 },
          { expr: 'histogram_quantile(0.5, sum by (le, strategy) (rate(s2grid_run_duration_seconds_bucket{scenario="$scenario"}[5m])))', legend: '{{strategy}} median', exemplars: true },
          { expr: 'histogram_quantile(0.99, sum by (le, strategy) (rate(s2grid_run_duration_seconds_bucket{scenario="$scenario"}[5m])))', legend: '{{strategy}} 99th percentile' }),
      ],
    },
  ]);
