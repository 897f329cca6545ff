// Panels and dashboards as S2Grid makes them: each panel says what it shows, and asks the data source that is chosen on top.
import * as common from '@grafana/grafana-foundation-sdk/common';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { Builder } from '@grafana/grafana-foundation-sdk/cog';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as Stat } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as Table } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as Timeseries } from '@grafana/grafana-foundation-sdk/timeseries';

/** What an expression yields, and how its series are named: `{{label}}` stands for a label's value. */
export type Query = { expr: string; legend?: string; exemplars?: boolean };

/** What all panels have. `unit` is one of Grafana's: short counts, s, percentunit (1 is 100 %), bytes, reqps, none. */
export type Shape = { title: string; about: string; unit: string; width: number; height?: number; decimals?: number };

type AnyPanel = Stat | Table | Timeseries;

export const source: common.DataSourceRef = { type: 'prometheus', uid: '${datasource}' };

const columns = 24;
const refIds = 'ABCDEFGH';

/** A figure. */
export function figure(shape: Shape, expr: string): Stat {
  const panel = dress(new Stat(), { height: 4, ...shape }).withTarget(target({ expr }, 0).instant());
  return panel
    .graphMode(common.BigValueGraphMode.None)
    .colorMode(common.BigValueColorMode.None)
    .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']));
}

/** Lines over time, one axis: all queries of a panel have its unit. */
export function lines(shape: Shape, ...queries: Query[]): Timeseries {
  const panel = dress(new Timeseries(), shape);
  queries.forEach((query, index) => panel.withTarget(target(query, index).range()));
  return panel
    .showPoints(common.VisibilityMode.Never)
    .lineWidth(1)
    .fillOpacity(8)
    .legend(new common.VizLegendOptionsBuilder().displayMode(common.LegendDisplayMode.List).placement(common.LegendPlacement.Bottom).showLegend(true))
    .tooltip(new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi).sort(common.SortOrder.Descending));
}

/** A row for each series, its labels in columns; labels that say nothing are left out by the expression. */
export function list(shape: Shape, expr: string): Table {
  return dress(new Table(), shape)
    .withTarget(target({ expr }, 0).instant().format(PromQueryFormat.Table))
    .withTransformation({ id: 'organize', options: { excludeByName: { Time: true } } });
}

/**
 * A row for each value of `rows`, labels joined by spaces, and a column for each value of `column`.
 * @param expr yields one series for each cell
 */
export function matrix(shape: Shape, expr: string, rows: string[], column: string): Table {
  const labels = rows.map((label) => `"${label}"`).join(', ');
  const joined = `max by (case, ${column}) (label_join(${expr}, "case", " ", ${labels}))`;
  return dress(new Table(), shape)
    .withTarget(target({ expr: joined }, 0).instant().format(PromQueryFormat.Table))
    .withTransformation({ id: 'groupingToMatrix', options: { rowField: 'case', columnField: column, valueField: 'Value', emptyValue: 'null' } });
}

/** The same with coloured cells: green where less is done than by the baseline, red where more is. */
export function heatMap(shape: Shape, expr: string, rows: string[], column: string): Table {
  return matrix(shape, expr, rows, column)
    .cellOptions({ type: common.TableCellDisplayMode.ColorBackground, mode: common.TableCellBackgroundDisplayMode.Basic } as common.TableColoredBackgroundCellOptions)
    .colorScheme(new dashboard.FieldColorBuilder().mode(dashboard.FieldColorModeId.Thresholds))
    .thresholds(
      new dashboard.ThresholdsConfigBuilder().mode(dashboard.ThresholdsMode.Absolute).steps([
        { value: null, color: 'dark-green' },
        { value: -0.5, color: 'green' },
        { value: -0.1, color: 'light-green' },
        { value: -0.001, color: 'text' },
        { value: 0.001, color: 'light-red' },
        { value: 0.1, color: 'red' },
        { value: 0.5, color: 'dark-red' },
      ]),
    );
}

/** Panels under a heading. */
export type Section = { title: string; panels: AnyPanel[] };

/** A dashboard with a fixed uid, `s2grid-NAME`, and a variable for the data source. */
export function page(name: string, title: string, about: string, variables: Builder<dashboard.VariableModel>[], sections: Section[]): dashboard.Dashboard {
  const builder = new dashboard.DashboardBuilder(`S2Grid ${title}`)
    .uid(`s2grid-${name}`)
    .description(about)
    .tags(['s2grid'])
    .readonly()
    .time({ from: 'now-1h', to: 'now' })
    .refresh('10s')
    .timezone('browser')
    .tooltip(dashboard.DashboardCursorSync.Crosshair)
    .link(new dashboard.DashboardLinkBuilder('S2Grid').type(dashboard.DashboardLinkType.Dashboards).tags(['s2grid']).keepTime(true))
    .withVariable(new dashboard.DatasourceVariableBuilder('datasource').label('Data source').type('prometheus').current({ text: 'S2Grid', value: 's2grid-prometheus' }));
  variables.forEach((variable) => builder.withVariable(variable));
  for (const section of sections) {
    builder.withRow(new dashboard.RowBuilder(section.title));
    section.panels.forEach((panel) => builder.withPanel(panel));
  }
  return builder.build();
}

/** A variable with one value at a time, so that what must not be mixed cannot be. */
export function choice(name: string, label: string, metric: string): dashboard.QueryVariableBuilder {
  return new dashboard.QueryVariableBuilder(name)
    .label(label)
    .datasource(source)
    .query(`label_values(${metric}, ${name})`)
    .refresh(dashboard.VariableRefresh.OnTimeRangeChanged)
    .sort(dashboard.VariableSort.AlphabeticalAsc)
    .multi(false)
    .includeAll(false);
}

/** A variable with any number of values, at first all. */
export function selection(name: string, label: string, metric: string): dashboard.QueryVariableBuilder {
  return choice(name, label, metric).multi(true).includeAll(true).allValue('.*').current({ text: ['All'], value: ['$__all'] });
}

/** Which of the four sums of work is shown. */
export function workChoice(): dashboard.CustomVariableBuilder {
  return new dashboard.CustomVariableBuilder('event').label('Event').values('level3_visits,callbacks,tlbis,tables').current({ text: 'level3_visits', value: 'level3_visits' });
}

function target(query: Query, index: number): DataqueryBuilder {
  const builder = new DataqueryBuilder().refId(refIds[index]).datasource(source).expr(tidy(query.expr));
  if (query.legend) builder.legendFormat(query.legend);
  if (query.exemplars) builder.exemplar(true);
  return builder;
}

function tidy(expr: string): string {
  return expr.replace(/\s+/g, ' ').trim();
}

function dress<P extends AnyPanel>(panel: P, shape: Shape): P {
  if (shape.width > columns) throw new Error(`${shape.title} is wider than a dashboard.`);
  panel.title(shape.title).description(shape.about).datasource(source).unit(shape.unit).span(shape.width).height(shape.height ?? 8);
  if (shape.decimals !== undefined) panel.decimals(shape.decimals);
  return panel;
}
