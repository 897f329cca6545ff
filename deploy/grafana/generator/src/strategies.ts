import { choice, figure, heatMap, matrix, page, selection, workChoice } from './panels';

const where = 'scenario="$scenario", backing=~"$backing", memory=~"$memory"';
const kind = 'scenario="$scenario", backing=~"$backing"';
const predicted = `s2grid:predicted_time_seconds{cost_model="$cost_model", scope="$scope", ${where}}`;

function work(title: string, event: string, about: string) {
  return matrix({ title: `${title} of one run`, about: `${about} Exact; the mean over all runs with this backing and memory.`, unit: 'short', width: 12 },
    `s2grid:work_per_run{event="${event}", ${where}}`, ['backing', 'memory'], 'strategy');
}

function events(title: string, events: string, column: string, about: string) {
  return matrix({ title: `${title} of one run`, about: `${about} Exact; the mean over all runs with this backing.`, unit: 'short', width: 12 },
    `sum by (${column}, strategy, backing) (s2grid:stage2_events_per_run{event=~"${events}", ${kind}})`, ['backing', 'strategy'], column);
}

/** What runs come to for a guest: a row for each bound of each configuration. */
function guest(title: string, about: string, unit: string, rule: string, settings: string[], height = 12) {
  return matrix({ title, about: `${about} Means over runs with equal settings, of one cost model.`, unit, width: 24, height },
    `s2grid:predicted_${rule}{cost_model="$cost_model", ${where}}`, ['backing', 'memory', 'strategy', 'chunk', ...settings, 'bound'], 'figure');
}

const contention = ['vcpus', 'lock', 'tlbi_domain'];
const traffic = ['bandwidth', 'write_rate', 'hot_set', 'max_downtime'];

/** What strategies count, and what cost models make of it. */
export const strategies = page('strategies', 'Strategies', 'What do strategies do differently, and what do cost models predict? Everything here is simulated; nothing is measured.',
  [
    choice('scenario', 'Scenario', 's2grid_work_total'),
    selection('backing', 'Backing', 's2grid_work_total'),
    selection('memory', 'Memory', 's2grid_work_total'),
    workChoice(),
    choice('cost_model', 'Cost model', 's2grid_predicted_runs_total'),
    choice('scope', 'Scope', 's2grid_predicted_runs_total{cost_model="$cost_model"}'),
  ],
  [
    {
      title: 'Against the baseline',
      panels: [
        heatMap({ title: 'Change of $event', about: 'Counts are exact; -80 % is a fifth of what the baseline does. Empty where the baseline counts none or was not run.', unit: 'percentunit', decimals: 1, width: 24, height: 10 },
          `s2grid:work_change{event="$event", ${where}}`, ['backing', 'memory'], 'strategy'),
      ],
    },
    {
      title: 'Counts, simulated',
      panels: [
        work('Level-3 visits', 'level3_visits', 'Visitor calls at level 3.'),
        work('Callbacks', 'callbacks', 'Visitor calls at all levels, write-protect walks included.'),
        work('TLBIs', 'tlbis', 'TLB invalidations of all kinds.'),
        work('Table pages', 'tables', 'Table pages taken into use.'),
        events('Entries read, by level,', 'reads|wp_reads', 'level', 'Entries that walks read when they first came to them.'),
        events('Visitor calls, by level,', 'leaf_callbacks|table_pre_callbacks|table_post_callbacks|wp_leaf_callbacks', 'level', 'Calls for leaves and for tables.'),
        events('TLBIs, by kind,', 'tlbi_.+', 'event', 'Of one IPA at a known or unknown level, non-shareable, of the whole VMID, of a range.'),
        events('Tables, top-ups and lock drops', 'tables_allocated|tables_freed|topups|lock_drops|split_.+', 'event', 'Table pages taken and given back, caches filled up, the MMU lock dropped, blocks split.'),
      ],
    },
    {
      title: 'Predicted by $cost_model, the $scope; not measured',
      panels: [
        matrix({ title: 'Predicted time of one run', about: 'The bounds and the mid, of one cost model and one scope.', unit: 's', width: 16, height: 12 }, predicted, ['strategy', 'backing', 'memory'], 'bound'),
        figure({ title: 'Runs that were predicted', about: 'How many runs these times are the means of.', unit: 'short', width: 8, height: 12 },
          `sum(s2grid_predicted_runs_total{cost_model="$cost_model", scope="$scope", ${where}})`),
      ],
    },
    {
      title: 'For the guest, predicted by $cost_model; not measured',
      panels: [
        guest('Stalls of vCPUs', 'How long vCPUs wait while the ioctl runs, how long it holds mmu_lock at most, and when every page has been written.', 's', 'stalls_seconds', contention),
        matrix({ title: 'Whether migrations converge', about: 'Runs by verdict, of one cost model.', unit: 'short', width: 24, height: 8 },
          `sum by (backing, memory, strategy, chunk, ${traffic.join(', ')}, verdict) (s2grid_predicted_migrations_verdicts_total{cost_model="$cost_model", ${where}})`, ['backing', 'memory', 'strategy', 'chunk', ...traffic], 'verdict'),
        guest('Migrations that converge', 'Total time, and the time that the guest is stopped.', 's', 'migrations_seconds', traffic),
        guest('Rounds of migrations that converge', 'Rounds of pre-copy.', 'short', 'migrations_rounds', traffic),
        guest('Write rate below which migrations converge', 'Bytes of pages written in a second.', 'Bps', 'migrations_bytes_per_second', traffic),
      ],
    },
  ]);
