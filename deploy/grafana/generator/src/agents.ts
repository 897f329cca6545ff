import { choice, figure, heatMap, lines, list, matrix, page, selection } from './panels';

// Every panel with a time shows those of one provenance and of one scope.
const where = 'provenance="$provenance", agent=~"$agent"';
const cell = ['agent', 'scenario', 'strategy', 'backing', 'memory'];

function measured(title: string, scope: string, about: string) {
  const from = `{scope="${scope}", ${where}}`;
  return [
    lines({ title: `${title}, median`, about: `${about} Medians of an hour by phase, over whatever was run. Dots are exemplars: each names its run and sweep.`, unit: 's', width: 12 },
      { expr: `histogram_quantile(0.5, sum by (le, agent, phase) (rate(s2grid_measured_duration_seconds_bucket${from}[1h])))`, legend: '{{agent}} {{phase}}', exemplars: true }),
    matrix({ title: `${title}, mean of one step`, about: `${about} By what was run; columns are phases.`, unit: 's', width: 12 }, `s2grid:measured_time_seconds${from}`, cell, 'phase'),
  ];
}

/** Measured machines: how they stand, what they measured, and how far predictions were off. */
export const agents = page('agents', 'Agents', 'Which machines measure, what have they measured, and do predictions hold there? One provenance at a time.',
  [choice('provenance', 'Provenance', 's2grid_agent_info'), selection('agent', 'Agent', 's2grid_agent_info{provenance="$provenance"}')],
  [
    {
      title: 'Machines of all provenances',
      panels: [
        figure({ title: 'Idle', about: 'Agents that wait for a run.', unit: 'short', width: 4 }, 'sum(s2grid_agents{state="idle"}) or vector(0)'),
        figure({ title: 'Busy', about: 'Agents that measure.', unit: 'short', width: 4 }, 'sum(s2grid_agents{state="busy"}) or vector(0)'),
        figure({ title: 'Offline', about: 'Agents that were not heard of.', unit: 'short', width: 4 }, 'sum(s2grid_agents{state="offline"}) or vector(0)'),
        figure({ title: 'In maintenance', about: 'Drained by an operator.', unit: 'short', width: 4 }, 'sum(s2grid_agents{health="maintenance"}) or vector(0)'),
        figure({ title: 'Quarantined', about: 'Their runs failed one after the other; they get none.', unit: 'short', width: 4 }, 'sum(s2grid_agents{health="quarantined"}) or vector(0)'),
        figure({ title: 'Leases expired', about: 'Within an hour.', unit: 'short', width: 4 }, 'sum((s2grid_agent_lease_expiries_total unless last_over_time(s2grid_agent_lease_expiries_total[1h] offset 1h)) or increase(s2grid_agent_lease_expiries_total[1h])) or vector(0)'),
        list({ title: 'Agents', about: 'What is known of each; provenance is found out by the agent from its machine.', unit: 'none', width: 14 }, 'max by (agent, provenance, kernel, version, state, health) (s2grid_agent_info)'),
        lines({ title: 'Last heard of', about: 'Seconds ago, on the wall clock.', unit: 's', width: 10 }, { expr: 'min by (agent) (s2grid_agent_last_seen_seconds)', legend: '{{agent}}' }),
        matrix({ title: 'Runs reported', about: 'Since the silos started. Disturbed: done, but a rule says that something else was going on.', unit: 'short', width: 24, height: 6 },
          'sum by (agent, provenance, state) (s2grid_agent_runs_total)', ['agent', 'provenance'], 'state'),
      ],
    },
    { title: 'Measured, whole ioctls, $provenance', panels: measured('Whole ioctls', 'ioctl', 'As user space sees them.') },
    { title: "Measured, the guest's time, $provenance", panels: measured("The guest's time", 'guest', 'What the guest causes: faults.') },
    {
      title: 'Against the baseline, $provenance',
      panels: [
        heatMap({ title: 'Change of the measured mean', about: 'On the same agent, of the same phase and scope. A mean without an interval: s2grid compare says whether a difference is one.', unit: 'percentunit', decimals: 1, width: 24, height: 10 },
          `s2grid:measured_change{${where}}`, ['agent', 'phase', 'scope', 'scenario', 'backing', 'memory'], 'strategy'),
      ],
    },
    {
      title: 'Predictions, $provenance',
      panels: [
        lines({ title: 'Residual, median', about: 'Measured over predicted, less one: 0 is as predicted, 1 takes twice as long. Medians of a day, by phase; of whole ioctls, where a measured sweep names a cost model.', unit: 'percentunit', width: 12 },
          { expr: `histogram_quantile(0.5, sum by (le, agent, cost_model, phase) (rate(s2grid_measured_to_predicted_ratio_bucket{${where}}[1d]))) - 1`, legend: '{{agent}} {{cost_model}} {{phase}}' }),
        lines({ title: 'Inside the predicted interval', about: 'The part of what a day has measured.', unit: 'percentunit', width: 12 },
          { expr: `s2grid:predictions_inside:ratio1d{${where}}`, legend: '{{agent}} {{cost_model}}' }),
      ],
    },
  ]);
