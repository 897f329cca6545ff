import { figure, lines, list, page } from './panels';

/** Silos, slots, the queue, and what goes wrong. */
export const grid = page('grid', 'Grid', 'Is the cluster there, is it at work, and does anything go wrong?', [], [
  {
    title: 'Now',
    panels: [
      figure({ title: 'Silos', about: 'Active members, as the silo sees them that sees most.', unit: 'short', width: 4 }, 's2grid:silos_active:count'),
      figure({ title: 'Slots at work', about: 'The part of all slots that simulate.', unit: 'percentunit', decimals: 0, width: 4 }, 's2grid:slots_busy:ratio'),
      figure({ title: 'Sweeps', about: 'Sweeps that run or drain.', unit: 'short', width: 4 }, 'sum(s2grid_sweeps)'),
      figure({ title: 'Runs queued', about: 'Runs of running sweeps that nobody has leased.', unit: 'short', width: 4 }, 'sum(s2grid_queue_runs)'),
      figure({ title: 'Agents there', about: 'Agents that are idle or busy.', unit: 'short', width: 4 }, 'sum(s2grid_agents{state!="offline"}) or vector(0)'),
      figure({ title: 'Alerts', about: 'Alerts that fire; deploy/operating.md says what to do.', unit: 'short', width: 4 }, 'count(ALERTS{alertname=~"S2Grid.*", alertstate="firing"}) or vector(0)'),
    ],
  },
  {
    title: 'Work',
    panels: [
      lines({ title: 'Runs a second', about: 'Over one minute, by how they ended.', unit: 'short', width: 12 }, { expr: 's2grid:runs:rate1m', legend: '{{state}}' }),
      lines({ title: 'Slots', about: 'By silo and by whether they simulate.', unit: 'short', width: 12 }, { expr: 'sum by (instance, state) (s2grid_slots)', legend: '{{instance}} {{state}}' }),
      lines({ title: 'Queue', about: 'Runs that nobody has leased, and leases that are held.', unit: 'short', width: 12 },
        { expr: 'sum(s2grid_queue_runs)', legend: 'runs queued' },
        { expr: 'sum(s2grid_leases)', legend: 'leases held' }),
      lines({ title: 'Waiting', about: 'The longest time that a sweep with queued runs has made no progress, and the age of the oldest lease, on the wall clock.', unit: 's', width: 12 },
        { expr: 'max(s2grid_queue_age_seconds)', legend: 'no progress' },
        { expr: 'max(s2grid_lease_age_seconds)', legend: 'oldest lease' }),
      lines({ title: 'Table memory', about: 'What runs have taken of the memory that they may take.', unit: 'percentunit', width: 12 }, { expr: 's2grid:memory_gate:ratio', legend: '{{instance}}' }),
      lines({ title: 'Runs that wait for memory', about: 'Slots that do nothing until table memory is free.', unit: 'short', width: 12 }, { expr: 'sum by (instance) (s2grid_memory_gate_waiting)', legend: '{{instance}}' }),
    ],
  },
  {
    title: 'Errors',
    panels: [
      lines({ title: 'Runs that failed', about: 'The part of the runs of ten minutes; nothing is shown while nothing is run.', unit: 'percentunit', width: 8 }, { expr: 's2grid:runs_failed:ratio10m', legend: 'failed' }),
      lines({ title: 'Storage that failed', about: 'The part of what the catalogue and the segments were asked for in ten minutes.', unit: 'percentunit', width: 8 }, { expr: 's2grid:storage_errors:ratio10m', legend: '{{store}}' }),
      lines({ title: 'Losses', about: 'Within ten minutes. Work that is lost is done again; quarantined runs are not.', unit: 'short', width: 8 },
        { expr: 'sum(increase(s2grid_lease_expiries_total[10m]))', legend: 'leases expired' },
        { expr: 'sum(increase(s2grid_batch_retries_total[10m]))', legend: 'batches tried again' },
        { expr: 'sum(increase(s2grid_quarantines_total[10m]))', legend: 'runs quarantined' },
        { expr: 'sum(increase(s2grid_silo_deaths_total[10m]))', legend: 'silos died with leases' }),
      lines({ title: 'Catalogue, 95th percentile', about: 'How long statements to the catalogue take, over five minutes.', unit: 's', width: 8 },
        { expr: 'histogram_quantile(0.95, sum by (le, operation) (rate(s2grid_catalogue_duration_seconds_bucket[5m])))', legend: '{{operation}}' }),
      lines({ title: 'Segments, 95th percentile', about: 'How long storing, reading, listing and deleting results take, over five minutes.', unit: 's', width: 8 },
        { expr: 'histogram_quantile(0.95, sum by (le, operation) (rate(s2grid_segment_duration_seconds_bucket[5m])))', legend: '{{operation}}' }),
      lines({ title: 'Results stored', about: 'Bytes of result segments a second.', unit: 'Bps', width: 8 }, { expr: 'sum(rate(s2grid_segment_written_bytes_total[5m]))', legend: 'stored' }),
      list({ title: 'Builds', about: 'What each silo runs. Sweeps of another engine wait for a silo that has theirs.', unit: 'none', width: 16, height: 6 }, 'max by (instance, version, engine) (s2grid_build_info)'),
      figure({ title: 'Left out of the metrics', about: 'Measurements since the silos started whose labels came on top of those that are kept apart.', unit: 'short', width: 8, height: 6 }, 'sum(s2grid_metrics_dropped_total)'),
    ],
  },
]);
