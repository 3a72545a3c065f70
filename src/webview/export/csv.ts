/** The drawn curves and the table of values as CSV: numbers in their shortest exact form, lines ended as RFC 4180 has them. */
import { exact } from '../model/numbers';
import type { TableModel } from '../table';

const orderNames = ['f(x)', "f'(x)", "f''(x)"] as const;

export function csv(model: TableModel): string {
  const several = new Set(model.columns.map(({ subject }) => subject)).size > 1;
  const head = model.columns.map(({ subject, order }) =>
    several ? `${subject}: ${orderNames[order]}` : orderNames[order],
  );
  const lines = model.rows.map(({ x, values }) =>
    [
      exact(x),
      ...values.map((value) => (value === undefined || Number.isNaN(value) ? '' : exact(value))),
    ].join(','),
  );
  return [['x', ...head].map(quoted).join(','), ...lines, ''].join('\r\n');
}

export function quoted(cell: string): string {
  // A leading sign of a formula is defused for spreadsheets.
  const safe = /^[=+\-@]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
