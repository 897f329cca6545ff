import { figure, lines, page } from './panels';

// Orleans gives its times in milliseconds; panels have seconds.
const milliseconds = 1000;

/** The runtime below the grid: Orleans and .NET. */
export const orleans = page('orleans', 'Orleans runtime', 'How do Orleans and the .NET runtime fare below the grid?', [], [
  {
    title: 'Grains',
    panels: [
      lines({ title: 'Activations', about: "Grains in memory, by type; Orleans' own are left out.", unit: 'short', width: 12 }, { expr: 'sum by (grain_type) (orleans_catalog_activations{grain_type!~"sys.*"})', legend: '{{grain_type}}' }),
      lines({ title: 'Activations made a second', about: 'A sweep needs few: slots keep theirs.', unit: 'short', width: 12 }, { expr: 'sum by (instance) (rate(orleans_catalog_activation_created_total[5m]))', legend: '{{instance}}' }),
      lines({ title: 'Calls a second', about: 'Requests to grains that were answered.', unit: 'reqps', width: 12 }, { expr: 'sum by (instance) (rate(orleans_app_requests_latency_milliseconds_count[5m]))', legend: '{{instance}}' }),
      lines({ title: 'Time of a call', about: 'On the wall clock. Batches are handed to slots by calls that last as long as the batch.', unit: 's', width: 12 },
        { expr: `histogram_quantile(0.5, sum by (le) (rate(orleans_app_requests_latency_milliseconds_bucket[5m]))) / ${milliseconds}`, legend: 'median' },
        { expr: `histogram_quantile(0.99, sum by (le) (rate(orleans_app_requests_latency_milliseconds_bucket[5m]))) / ${milliseconds}`, legend: '99th percentile' }),
    ],
  },
  {
    title: 'Messages and clients',
    panels: [
      lines({ title: 'Messages a second', about: 'Handled by dispatchers, and sent within a silo.', unit: 'short', width: 8 },
        { expr: 'sum by (instance) (rate(orleans_messaging_processing_dispatcher_received_total[5m]))', legend: '{{instance}} received' },
        { expr: 'sum by (instance) (rate(orleans_messaging_sent_local_total[5m]))', legend: '{{instance}} local' }),
      lines({ title: 'Clients', about: 'Clients that are connected to gateways.', unit: 'short', width: 8 }, { expr: 'sum by (instance) (orleans_gateway_connected_clients) or sum by (instance) (0 * dotnet_process_cpu_count)', legend: '{{instance}}' }),
      lines({ title: 'Messages sent on', about: 'Calls that came to a silo which no longer had the grain.', unit: 'short', width: 8 }, { expr: 'sum by (instance) (rate(orleans_messaging_processing_dispatcher_forwarded_total[5m])) or sum by (instance) (0 * orleans_messaging_processing_dispatcher_received_total)', legend: '{{instance}}' }),
      lines({ title: 'Directory', about: 'Grains that this silo knows the place of.', unit: 'short', width: 12 }, { expr: 'sum by (instance) (orleans_directory_partition_size)', legend: '{{instance}}' }),
      lines({ title: 'Watchdog', about: "Orleans' checks of itself a second.", unit: 'short', width: 12 }, { expr: 'sum by (instance) (rate(orleans_watchdog_health_checks_total[5m]))', legend: '{{instance}}' }),
    ],
  },
  {
    title: '.NET',
    panels: [
      figure({ title: 'Cores', about: 'That silos may use.', unit: 'short', width: 4, height: 8 }, 'sum(dotnet_process_cpu_count)'),
      lines({ title: 'Cores in use', about: 'Processor time a second.', unit: 'short', width: 10 }, { expr: 'sum by (instance) (rate(dotnet_process_cpu_time_seconds_total[5m]))', legend: '{{instance}}' }),
      lines({ title: 'Memory', about: 'Working set, and what the garbage collector has committed.', unit: 'bytes', width: 10 },
        { expr: 'sum by (instance) (dotnet_process_memory_working_set_bytes)', legend: '{{instance}} working set' },
        { expr: 'sum by (instance) (dotnet_gc_last_collection_memory_committed_size_bytes)', legend: '{{instance}} committed' }),
      lines({ title: 'Time in garbage collections', about: 'The part of the time for which everything stands still.', unit: 'percentunit', width: 8 }, { expr: 'sum by (instance) (rate(dotnet_gc_pause_time_seconds_total[5m]))', legend: '{{instance}}' }),
      lines({ title: 'Pool threads', about: 'Slots have threads of their own, which are not among these.', unit: 'short', width: 8 },
        { expr: 'sum by (instance) (dotnet_thread_pool_thread_count_total)', legend: '{{instance}} threads' },
        { expr: 'sum by (instance) (dotnet_thread_pool_queue_length_total)', legend: '{{instance}} queued' }),
      lines({ title: 'Exceptions a second', about: 'Thrown, caught or not.', unit: 'short', width: 8 }, { expr: 'sum by (instance) (rate(dotnet_exceptions_total[5m])) or sum by (instance) (0 * dotnet_process_cpu_count)', legend: '{{instance}}' }),
    ],
  },
]);
