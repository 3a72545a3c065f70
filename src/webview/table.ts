/** The chart's text alternative: a table of x, f(x), f′(x). Cells hold a short number to read and the exact one in `data-value`. */
import { element } from './dom';
import { isNear } from './model/grid';
import { exact, short } from './model/numbers';
import type { Order } from './model/scene';
import type { Samples } from './model/subject';
import { text } from './strings';

export interface TableColumn {
  readonly subject: string;
  readonly order: Order;
}

export interface TableRow {
  readonly x: number;
  /** One value a column; undefined while it is computed. */
  readonly values: readonly (number | undefined)[];
}

export interface TableModel {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly TableRow[];
}

/** The rows for some abscissae. `sampled` has one entry a function, undefined while the extension computes it. */
export function tableModel(
  xs: readonly number[],
  functions: readonly { readonly label: string; readonly samples: Samples | undefined }[],
  orders: readonly Order[],
): TableModel {
  return {
    columns: functions.flatMap(({ label }) => orders.map((order) => ({ subject: label, order }))),
    rows: xs.map((x, index) => ({
      x,
      values: functions.flatMap(({ samples }) =>
        orders.map((order) => samples && (valuesOf(samples, order)?.[index] ?? NaN)),
      ),
    })),
  };
}

function valuesOf(samples: Samples, order: Order): readonly number[] | undefined {
  return order === 0 ? samples.f : order === 1 ? samples.slope : samples.curvature;
}

const orderNames = ['f', 'slope', 'curvature'] as const;
const orderHeadings = ['curveF', 'curveSlope', 'curveCurvature'] as const;

/** Fills a table element. Header cells name the function only where there are several. */
export function fillTable(table: HTMLTableElement, caption: string, model: TableModel): void {
  const several = new Set(model.columns.map((column) => column.subject)).size > 1;
  const heading = (column: TableColumn): string =>
    (several ? `${column.subject}: ` : '') + text(orderHeadings[column.order]);
  const head = element(
    'tr',
    {},
    element('th', { text: 'x', attributes: { scope: 'col' } }),
    ...model.columns.map((column) =>
      element('th', {
        text: heading(column),
        attributes: { scope: 'col', 'data-column': orderNames[column.order] },
      }),
    ),
  );
  table.replaceChildren(
    element('caption', { text: caption }),
    element('thead', {}, head),
    element('tbody', {}, ...rowsOf(model, isNear)),
    element(
      'tbody',
      {},
      element(
        'tr',
        { class: 'group' },
        element('th', {
          text: text('valuesFurther'),
          attributes: { scope: 'rowgroup', colspan: String(model.columns.length + 1) },
        }),
      ),
      ...rowsOf(model, (x) => !isNear(x)),
    ),
  );
}

function rowsOf({ rows, columns }: TableModel, isWanted: (x: number) => boolean): readonly HTMLElement[] {
  return rows.filter(({ x }) => isWanted(x)).map((row) => rowElement(row, columns));
}

function rowElement(row: TableRow, columns: readonly TableColumn[]): HTMLTableRowElement {
  const x = exact(row.x);
  return element(
    'tr',
    { attributes: { 'data-x': x } },
    element('th', { text: short(row.x, 10), attributes: { scope: 'row', 'data-value': x } }),
    ...row.values.map((value, index) =>
      element('td', {
        text: value === undefined ? text('valuesPending') : short(value, 10),
        attributes: {
          'data-column': orderNames[columns[index]?.order ?? 0],
          ...(value === undefined ? {} : { 'data-value': exact(value) }),
        },
      }),
    ),
  );
}
