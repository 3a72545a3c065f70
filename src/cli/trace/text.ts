/** A trace for people at a terminal. */
import { formatFigure } from '../../core/numerics/figures';
import type { EdgeRecord, PrintedShape } from '../../core/network/edges';
import { axesText, type ModelRecord } from '../../core/tensors/report';
import { visible } from '../visible';
import type { FileTrace } from './trace-files';

export function asText({ path, edges: found, models }: FileTrace): string {
  const rows = found.map(({ layer, activation, between, initializer, unfollowed }) => {
    const from = `${layer.path}:${layer.line} ${layer.name}${shapeText(layer.shape)}`;
    const through = between.length === 0 ? '' : ` through ${between.join(', ')}`;
    const to =
      activation === null
        ? unfollowedText(unfollowed)
        : `${activation.name}${shapeText(activation.shape)} (${activation.path}:${activation.line}${named(activation)})`;
    const how =
      initializer === null ? '' : `, ${initializer.name}${initializer.explicit ? '' : ' by default'}`;
    return `  ${layer.model}: ${from}${how} → ${to}${through}`;
  });
  return `${[path, ...rows, ...(models ?? []).flatMap(({ record }) => signalTable(record))].map(visible).join('\n')}\n`;
}

/** Where its name comes from, if it does not stand there. */
function named({ named: place, assumption }: NonNullable<EdgeRecord['activation']>): string {
  const by = place === undefined ? '' : `, named at ${place.path}:${place.line}`;
  return assumption === undefined ? by : `${by}, with the default ${assumption}`;
}

/** A way that ends in view reaches no activation; of one that goes on unseen nobody knows. */
function unfollowedText(unfollowed: EdgeRecord['unfollowed']): string {
  if (unfollowed === undefined) return 'no activation';
  const { kind, name, path, line } = unfollowed;
  if (name === null) return 'not followed: nothing is seen of where its output goes';
  const what = kind === 'call' ? `the call of ${name}` : kind === 'statement' ? `the unread ${name}` : name;
  return `not followed beyond ${what}${line === null ? '' : ` (${path ?? ''}:${line})`}`;
}

/** ` (batch, 64)`; nothing where not even the number of axes is known. */
function shapeText(shape: PrintedShape | undefined): string {
  return shape === undefined || shape === null ? '' : ` ${axesText(shape)}`;
}

const HEADINGS = ['line', 'step', 'shape', 'rms', 'signal', 'gradient', ''] as const;

/** `  Net, line 5:` and below it a line a step, in columns. */
function signalTable({ name, line, complete, sizes, steps }: ModelRecord): readonly string[] {
  const cells = steps.map((step) => [
    String(step.line),
    step.module ?? step.name,
    step.shapeText,
    figureText(step.rms),
    figureText(step.signal),
    figureText(step.gradient),
    step.unknown ?? '',
  ]);
  const rows = [HEADINGS, ...cells];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return [
    `  ${name}, line ${line}${complete ? '' : ', followed in part'}${sizes === undefined ? '' : `, for ${sizesText(sizes)}`}:`,
    ...rows.map((row) => {
      const columns = row.map((cell, column) =>
        column === 0 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      );
      return `    ${columns.join('  ')}`.trimEnd();
    }),
  ];
}

/** `time = 256, axis2 = 8` */
export const sizesText = (sizes: NonNullable<ModelRecord['sizes']>): string =>
  Object.entries(sizes)
    .map(([name, length]) => `${name} = ${length}`)
    .join(', ');

/** A figure that is not known is a question mark. */
export const figureText = (value: number | null | undefined): string =>
  typeof value === 'number' ? formatFigure(value) : '?';
